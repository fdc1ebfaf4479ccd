using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Materials;

namespace EnvelopeCrypto.Managers;

/// <summary>
/// A cryptographic materials manager (CMM): decides what a message is written or read with. Implement it, in C# or as a PowerShell class,
/// to add rules of your own around another manager. Implementations in C# must be usable from several threads.
/// </summary>
/// <remarks>Specification: framework/cmm-interface.md. The client checks what comes back: suite, policy, key length, number of keys.</remarks>
public interface IMaterialsManager
{
    /// <summary>Provides what one message is to be written with.</summary>
    /// <param name="request">What the caller asked for.</param>
    /// <param name="cancellationToken">Stops waiting for keys elsewhere.</param>
    /// <returns>Materials with a data key and at least one encrypted data key; the caller disposes of them.</returns>
    ValueTask<EncryptionMaterials> GetEncryptionMaterialsAsync(EncryptionMaterialsRequest request, CancellationToken cancellationToken);

    /// <summary>Provides what one message is to be read with.</summary>
    /// <param name="request">What the header says and the caller expects.</param>
    /// <param name="cancellationToken">Stops waiting for keys elsewhere.</param>
    /// <returns>Materials with a data key; the caller disposes of them.</returns>
    ValueTask<DecryptionMaterials> GetDecryptionMaterialsAsync(DecryptionMaterialsRequest request, CancellationToken cancellationToken);
}
