using System;
using System.Collections.Concurrent;
using System.Threading;
using KmsEmulator.Protocol;

namespace KmsEmulator.Keys;

/// <summary>One KMS key in one Region. Thread-safe. A replica is a key of its own that shares material and id with its primary.</summary>
internal sealed class KmsKey
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, bool> _sharedWith = new(StringComparer.Ordinal);
    private bool _enabled = true;
    private DateTimeOffset? _deletionAsked;
    private int _deletionWindowDays;

    internal KmsKey(KmsArn arn, string description, DateTimeOffset created, KeyMaterial material, KeyFamily? family)
    {
        Arn = arn;
        Description = description;
        Created = created;
        Material = material;
        Family = family;
    }

    internal KmsArn Arn { get; }

    internal string Description { get; }

    internal DateTimeOffset Created { get; }

    internal KeyMaterial Material { get; }

    /// <summary>Null for a key of one Region.</summary>
    internal KeyFamily? Family { get; }

    internal bool IsPrimary => Family is not null && ReferenceEquals(Family.Primary, this);

    /// <summary>Days of the waiting period while a deletion is pending, otherwise null.</summary>
    internal int? DeletionWindowDays
    {
        get
        {
            lock (_gate)
            {
                return _deletionAsked is null ? null : _deletionWindowDays;
            }
        }
    }

    /// <summary>Lets the callers of another account use the key, as its key policy would.</summary>
    internal void ShareWith(string account) => _sharedWith[account] = true;

    internal bool IsSharedWith(string account) => _sharedWith.ContainsKey(account);

    internal KeyState StateAt(DateTimeOffset now)
    {
        lock (_gate)
        {
            if (_deletionAsked is null)
            {
                return _enabled ? KeyState.Enabled : KeyState.Disabled;
            }

            return DeletionDate(now) switch
            {
                null => KeyState.PendingReplicaDeletion,
                DateTimeOffset date when date <= now => KeyState.Deleted,
                _ => KeyState.PendingDeletion,
            };
        }
    }

    /// <summary>When the key goes or went; null when no deletion is pending or the replicas have to go first.</summary>
    internal DateTimeOffset? DeletionDateAt(DateTimeOffset now)
    {
        lock (_gate)
        {
            return DeletionDate(now);
        }
    }

    /// <summary>Throws unless the key can be used in cryptographic operations.</summary>
    internal void DemandUsable(DateTimeOffset now)
    {
        DemandNotPending(now);
        if (StateAt(now) == KeyState.Disabled)
        {
            throw KmsErrors.Disabled(Arn);
        }
    }

    /// <summary>Throws when a deletion is pending.</summary>
    internal void DemandNotPending(DateTimeOffset now)
    {
        switch (StateAt(now))
        {
            case KeyState.PendingDeletion:
                throw KmsErrors.PendingDeletion(Arn);
            case KeyState.PendingReplicaDeletion:
                throw KmsErrors.PendingReplicaDeletion(Arn);
            default:
                return;
        }
    }

    internal void SetEnabled(bool enabled, DateTimeOffset now)
    {
        lock (_gate)
        {
            DemandNotPending(now);
            _enabled = enabled;
        }
    }

    internal void ScheduleDeletion(int windowDays, DateTimeOffset now)
    {
        lock (_gate)
        {
            DemandNotPending(now);
            _deletionAsked = now;
            _deletionWindowDays = windowDays;
        }
    }

    internal void CancelDeletion(DateTimeOffset now)
    {
        lock (_gate)
        {
            if (StateAt(now) is not (KeyState.PendingDeletion or KeyState.PendingReplicaDeletion))
            {
                throw KmsErrors.NotPendingDeletion(Arn);
            }

            _deletionAsked = null;
            _enabled = false;
        }
    }

    // The waiting period of a primary begins when its last replica is gone:
    // https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-delete.html
    private DateTimeOffset? DeletionDate(DateTimeOffset now)
    {
        DateTimeOffset? start = _deletionAsked;
        if (start is not null && IsPrimary)
        {
            start = Family!.Replicas(now).Count > 0 ? null : Later(start.Value, Family.LastReplicaGone(now));
        }

        return start?.AddDays(_deletionWindowDays);
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset? other) => other > one ? other.Value : one;
}
