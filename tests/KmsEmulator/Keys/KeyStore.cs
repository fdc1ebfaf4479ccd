using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using KmsEmulator.Protocol;

namespace KmsEmulator.Keys;

/// <summary>All keys of all accounts and Regions, by ARN.</summary>
internal sealed class KeyStore
{
    private readonly ConcurrentDictionary<KmsArn, KmsKey> _keys = new();
    private readonly Lock _making = new();
    private readonly KmsEmulatorOptions _options;

    internal KeyStore(KmsEmulatorOptions options) => _options = options;

    /// <summary>Makes a key with new material, a primary one when it is for several Regions.</summary>
    internal KmsKey Create(string account, string region, string description, bool multiRegion)
    {
        string id = multiRegion ? "mrk-" + Guid.NewGuid().ToString("N") : Guid.NewGuid().ToString("D");
        KeyFamily? family = multiRegion ? new KeyFamily() : null;
        KmsKey key = new(KmsArn.OfKey(_options.Partition, region, account, id), description, _options.Clock.GetUtcNow(), new KeyMaterial(), family);
        family?.Begin(key);
        lock (_making)
        {
            DemandRoom(account, region);
            _keys[key.Arn] = key;
        }

        return key;
    }

    /// <summary>Makes a key with new material under an ARN; for one of a multi-Region key that is there already, its replica.</summary>
    internal KmsKey CreateAs(KmsArn arn)
    {
        bool multiRegion = arn.KeyId.StartsWith("mrk-", StringComparison.Ordinal);
        KmsKey? primary = multiRegion ? _keys.Values.FirstOrDefault(key => key.IsPrimary && key.Arn with { Region = arn.Region } == arn) : null;
        if (primary is not null)
        {
            return Replicate(primary, arn.Region, primary.Description);
        }

        KeyFamily? family = multiRegion ? new KeyFamily() : null;
        KmsKey key = new(arn, string.Empty, _options.Clock.GetUtcNow(), new KeyMaterial(), family);
        family?.Begin(key);
        return _keys.TryAdd(arn, key) ? key : throw KmsErrors.AlreadyExists($"{arn} already exists");
    }

    /// <summary>Makes a replica of a primary in another Region.</summary>
    internal KmsKey Replicate(KmsKey primary, string region, string description)
    {
        KmsArn arn = primary.Arn with { Region = region };
        KmsKey replica = new(arn, description, _options.Clock.GetUtcNow(), primary.Material, primary.Family);
        lock (_making)
        {
            if (Find(arn) is not null)
            {
                throw KmsErrors.AlreadyExists($"{arn} already exists");
            }

            DemandRoom(arn.Account, region);
            _keys[arn] = replica;
            primary.Family!.Add(replica);
        }

        return replica;
    }

    /// <summary>Null when there is no such key, or no longer.</summary>
    internal KmsKey? Find(KmsArn arn) =>
        _keys.TryGetValue(arn, out KmsKey? key) && key.StateAt(_options.Clock.GetUtcNow()) != KeyState.Deleted ? key : null;

    /// <summary>The keys of an account in a Region, by id.</summary>
    internal IReadOnlyList<KmsKey> In(string account, string region)
    {
        DateTimeOffset now = _options.Clock.GetUtcNow();
        return [.. _keys.Values
            .Where(key => key.Arn.Account == account && key.Arn.Region == region && key.StateAt(now) != KeyState.Deleted)
            .OrderBy(key => key.Arn.KeyId, StringComparer.Ordinal)];
    }

    // https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html#customer-managed-keys-limit
    private void DemandRoom(string account, string region)
    {
        // Counting every key for every new one would make a test that makes many slow: the bound on all is looked at first.
        if (_keys.Count >= _options.MaxKeysPerRegion && In(account, region).Count >= _options.MaxKeysPerRegion)
        {
            throw KmsErrors.LimitExceeded(string.Create(
                CultureInfo.InvariantCulture, $"The account has reached its quota of {_options.MaxKeysPerRegion} KMS keys in {region}."));
        }
    }
}
