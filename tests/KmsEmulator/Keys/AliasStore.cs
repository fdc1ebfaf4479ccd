using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using KmsEmulator.Protocol;

namespace KmsEmulator.Keys;

/// <summary>All aliases of all accounts and Regions, by ARN.</summary>
internal sealed class AliasStore
{
    private readonly ConcurrentDictionary<KmsArn, KmsAlias> _aliases = new();
    private readonly Lock _changing = new();
    private readonly KmsEmulatorOptions _options;

    internal AliasStore(KmsEmulatorOptions options) => _options = options;

    internal KmsAlias? Find(KmsArn arn) => _aliases.GetValueOrDefault(arn);

    internal void Create(KmsArn arn, KmsKey target)
    {
        lock (_changing)
        {
            if (_aliases.ContainsKey(arn))
            {
                throw KmsErrors.AlreadyExists($"An alias with the name {arn} already exists");
            }

            DemandRoom(target);
            DateTimeOffset now = _options.Clock.GetUtcNow();
            _aliases[arn] = new KmsAlias(arn, target.Arn, now, now);
        }
    }

    internal void Update(KmsArn arn, KmsKey target)
    {
        lock (_changing)
        {
            if (!_aliases.TryGetValue(arn, out KmsAlias? alias))
            {
                throw KmsErrors.AliasNotFound(arn);
            }

            if (alias.Target != target.Arn)
            {
                DemandRoom(target);
                _aliases[arn] = alias with { Target = target.Arn, Updated = _options.Clock.GetUtcNow() };
            }
        }
    }

    internal void Delete(KmsArn arn)
    {
        if (!_aliases.TryRemove(arn, out _))
        {
            throw KmsErrors.AliasNotFound(arn);
        }
    }

    /// <summary>The aliases of an account in a Region, by name.</summary>
    internal IReadOnlyList<KmsAlias> In(string account, string region) =>
        [.. _aliases.Values
            .Where(alias => alias.Arn.Account == account && alias.Arn.Region == region)
            .OrderBy(alias => alias.Arn.Resource, StringComparer.Ordinal)];

    // https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html#aliases-per-key
    private void DemandRoom(KmsKey target)
    {
        if (_aliases.Values.Count(alias => alias.Target == target.Arn) >= _options.MaxAliasesPerKey)
        {
            throw KmsErrors.LimitExceeded(string.Create(
                CultureInfo.InvariantCulture, $"{target.Arn} has reached its quota of {_options.MaxAliasesPerKey} aliases."));
        }
    }
}
