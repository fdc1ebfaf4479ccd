using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Caching;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Managers;
using EnvelopeCrypto.Materials;
using EnvelopeCrypto.PowerShell.Pipeline;

namespace EnvelopeCrypto.PowerShell.Keys;

/// <summary>
/// Asks a materials manager on the pipeline thread, whatever thread wants to know: what somebody wrote as a PowerShell class works only there.
/// </summary>
internal sealed class PipelineMaterialsManager : IMaterialsManager
{
    private readonly IMaterialsManager _manager;
    private readonly PipelineThread _thread;

    private PipelineMaterialsManager(IMaterialsManager manager, PipelineThread thread)
    {
        _manager = manager;
        _thread = thread;
    }

    /// <summary>The manager itself where it consists of local keys of this library, which any thread may use.</summary>
    internal static IMaterialsManager For(IMaterialsManager manager, PipelineThread thread) =>
        IsForAnyThread(manager) ? manager : new PipelineMaterialsManager(manager, thread);

    public ValueTask<EncryptionMaterials> GetEncryptionMaterialsAsync(EncryptionMaterialsRequest request, CancellationToken cancellationToken) =>
        new(_thread.CallAsync(() => _manager.GetEncryptionMaterialsAsync(request, cancellationToken), cancellationToken));

    public ValueTask<DecryptionMaterials> GetDecryptionMaterialsAsync(DecryptionMaterialsRequest request, CancellationToken cancellationToken) =>
        new(_thread.CallAsync(() => _manager.GetDecryptionMaterialsAsync(request, cancellationToken), cancellationToken));

    public override string? ToString() => _manager.ToString();

    private static bool IsForAnyThread(IMaterialsManager manager) => manager switch
    {
        DefaultMaterialsManager { Keyring: { } keyring } => IsForAnyThread(keyring),
        RequiredContextMaterialsManager { Manager: { } below } => IsForAnyThread(below),
        CachingMaterialsManager { Manager: { } below, Cache: LocalMaterialsCache or NullMaterialsCache } => IsForAnyThread(below),
        _ => false,
    };

    private static bool IsForAnyThread(IKeyring keyring) => keyring switch
    {
        RawAesKeyring or RawRsaKeyring => true,
        MultiKeyring multi => (multi.Generator is null || IsForAnyThread(multi.Generator)) && multi.Children.All(IsForAnyThread),
        _ => false,
    };
}
