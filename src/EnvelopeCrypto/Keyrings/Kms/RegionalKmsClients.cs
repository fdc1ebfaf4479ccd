using System;
using System.Collections.Concurrent;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Errors;

namespace EnvelopeCrypto.Keyrings.Kms;

/// <summary>
/// One client per Region. A client is kept only after its Region has answered once, and only so many are kept: a hostile message that names
/// thousands of Regions leaves nothing behind. Thread-safe.
/// </summary>
public sealed class RegionalKmsClients
{
    private const int MostKept = 64;

    private readonly IKmsClientFactory _factory;
    private readonly ConcurrentDictionary<string, IKmsClient> _kept = new(StringComparer.Ordinal);

    /// <summary>Makes a set of clients.</summary>
    public RegionalKmsClients(IKmsClientFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        _factory = factory;
    }

    /// <summary>How many clients are kept.</summary>
    public int Count => _kept.Count;

    /// <summary>The Region of calls whose key id names none; null when none is known.</summary>
    public string? DefaultRegion => _factory.DefaultRegion;

    /// <summary>The client for a key id, by the Region in its ARN, else for the default Region.</summary>
    /// <exception cref="KmsException">The id names no Region and there is no default one.</exception>
    /// <exception cref="KeyMaterialException">The default Region is not the name of one.</exception>
    internal async ValueTask<(IKmsClient Client, string Region)> ForKeyAsync(string keyId, CancellationToken cancellationToken)
    {
        // Finding the default Region may mean asking the machine's metadata service, which takes its time where there is none.
        string? region = KmsKeyArn.TryParse(keyId, out KmsKeyArn? arn)
            ? arn.Region
            : await Task.Run(() => _factory.DefaultRegion, cancellationToken).WaitAsync(cancellationToken);
        if (region is null)
        {
            throw KmsError.NoRegion(keyId);
        }

        if (!KmsKeyArn.IsRegion(region))
        {
            throw KmsError.InvalidRegion(region);
        }

        return (_kept.TryGetValue(region, out IKmsClient? client) ? client : _factory.Create(region), region);
    }

    /// <summary>Keeps a client whose Region has answered, be it with a refusal.</summary>
    internal void Answered(string region, IKmsClient client)
    {
        if (!_kept.ContainsKey(region) && _kept.Count < MostKept)
        {
            _kept.TryAdd(region, client);
        }
    }
}
