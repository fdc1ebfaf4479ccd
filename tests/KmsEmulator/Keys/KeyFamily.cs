using System;
using System.Collections.Generic;
using System.Threading;

namespace KmsEmulator.Keys;

/// <summary>
/// The primary and the replicas of a multi-Region key, https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html.
/// </summary>
internal sealed class KeyFamily
{
    private readonly Lock _gate = new();
    private readonly List<KmsKey> _replicas = [];
    private KmsKey? _primary;

    internal KmsKey Primary => _primary ?? throw new InvalidOperationException("A family begins with its primary.");

    internal void Begin(KmsKey primary) => _primary = primary;

    internal void Add(KmsKey replica)
    {
        lock (_gate)
        {
            _replicas.Add(replica);
        }
    }

    /// <summary>The replicas that are not yet deleted.</summary>
    internal IReadOnlyList<KmsKey> Replicas(DateTimeOffset now)
    {
        lock (_gate)
        {
            return _replicas.FindAll(replica => replica.StateAt(now) != KeyState.Deleted);
        }
    }

    /// <summary>When the last replica went, or null when one is left or there never was any.</summary>
    internal DateTimeOffset? LastReplicaGone(DateTimeOffset now)
    {
        lock (_gate)
        {
            DateTimeOffset? last = null;
            foreach (KmsKey replica in _replicas)
            {
                if (replica.StateAt(now) != KeyState.Deleted)
                {
                    return null;
                }

                last = last is null || replica.DeletionDateAt(now) > last ? replica.DeletionDateAt(now) : last;
            }

            return last;
        }
    }
}
