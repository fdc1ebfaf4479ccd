using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Materials;

namespace EnvelopeCrypto.Keyrings;

/// <summary>
/// Makes, wraps and unwraps data keys. Implement it for keys that live elsewhere, in C# or as a PowerShell class.
/// Implementations in C# must be usable from several threads; a PowerShell class is for its own runspace.
/// </summary>
/// <remarks>Specification: framework/keyring-interface.md.</remarks>
public interface IKeyring
{
    /// <summary>
    /// Makes a data key when there is none yet (<see cref="EncryptionMaterials.SetDataKey"/>), and adds it encrypted
    /// (<see cref="EncryptionMaterials.AddEncryptedDataKey"/>).
    /// </summary>
    /// <param name="materials">Suite and context are set; a data key may be.</param>
    /// <param name="cancellationToken">Stops waiting for keys elsewhere.</param>
    /// <returns>A task that fails when the keyring could not do it.</returns>
    ValueTask OnEncryptAsync(EncryptionMaterials materials, CancellationToken cancellationToken);

    /// <summary>
    /// Opens one of the encrypted data keys (<see cref="DecryptionMaterials.SetDataKey"/>). For each that it does not open it records why
    /// (<see cref="DecryptionMaterials.AddFailure"/>) and goes on. It does nothing when there is a data key already.
    /// </summary>
    /// <param name="materials">Suite and context are set.</param>
    /// <param name="encryptedDataKeys">The encrypted data keys of the message, in order.</param>
    /// <param name="cancellationToken">Stops waiting for keys elsewhere.</param>
    /// <returns>A task that completes whether or not a key was opened.</returns>
    ValueTask OnDecryptAsync(DecryptionMaterials materials, IReadOnlyList<EncryptedDataKey> encryptedDataKeys, CancellationToken cancellationToken);
}
