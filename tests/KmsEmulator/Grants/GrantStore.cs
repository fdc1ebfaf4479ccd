using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;
using KmsEmulator.Keys;
using KmsEmulator.Protocol;

namespace KmsEmulator.Grants;

/// <summary>All grants, by key, and the tokens given out for them. Thread-safe.</summary>
internal sealed class GrantStore
{
    private const int IdLength = 32;
    private const int TokenLength = 96;

    private readonly Lock _gate = new();
    private readonly Dictionary<KmsArn, List<Grant>> _byKey = [];
    private readonly Dictionary<string, Grant> _byToken = new(StringComparer.Ordinal);
    private readonly KmsEmulatorOptions _options;

    internal GrantStore(KmsEmulatorOptions options) => _options = options;

    internal static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdLength));

    internal static bool IsId(string text) => text.Length == 2 * IdLength && text.All(char.IsAsciiHexDigitLower);

    /// <summary>Keeps a grant, unless it has a name and is the same as one that is kept. The token is new each time.</summary>
    internal (Grant Grant, string Token) Add(Grant grant)
    {
        string token = Convert.ToBase64String(RandomNumberGenerator.GetBytes(TokenLength));
        lock (_gate)
        {
            if (!_byKey.TryGetValue(grant.Key, out List<Grant>? grants))
            {
                _byKey[grant.Key] = grants = [];
            }

            Grant? kept = grant.Name is null ? null : grants.Find(grant.IsSame);
            if (kept is null)
            {
                DemandRoom(grants);
                grants.Add(kept = grant);
            }

            _byToken[token] = kept;
            return (kept, token);
        }
    }

    internal Grant? Find(KmsArn key, string id)
    {
        lock (_gate)
        {
            return _byKey.TryGetValue(key, out List<Grant>? grants) ? grants.Find(grant => grant.Id == id) : null;
        }
    }

    internal Grant? FindByToken(string token)
    {
        lock (_gate)
        {
            return _byToken.GetValueOrDefault(token);
        }
    }

    internal IReadOnlyList<Grant> On(KmsArn key)
    {
        lock (_gate)
        {
            return _byKey.TryGetValue(key, out List<Grant>? grants) ? [.. grants] : [];
        }
    }

    /// <summary>Drops a grant and its tokens, at once.</summary>
    internal void Remove(Grant grant)
    {
        lock (_gate)
        {
            _byKey[grant.Key].Remove(grant);
            foreach (string token in _byToken.Where(pair => ReferenceEquals(pair.Value, grant)).Select(pair => pair.Key).ToArray())
            {
                _byToken.Remove(token);
            }
        }
    }

    /// <summary>Whether a grant counts for a request: its token came along, or it is old enough to be known without.</summary>
    internal bool IsInForce(Grant grant, IReadOnlyList<string> tokens)
    {
        if (_options.Clock.GetUtcNow() - grant.Created >= _options.GrantPropagation)
        {
            return true;
        }

        foreach (string token in tokens)
        {
            if (ReferenceEquals(FindByToken(token), grant))
            {
                return true;
            }
        }

        return false;
    }

    // https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html#grants-per-key
    private void DemandRoom(List<Grant> grants)
    {
        if (grants.Count >= _options.MaxGrantsPerKey)
        {
            throw KmsErrors.LimitExceeded(string.Create(
                CultureInfo.InvariantCulture, $"The key has reached its quota of {_options.MaxGrantsPerKey} grants."));
        }
    }
}
