using System;
using System.Threading;
using System.Threading.Tasks;

namespace KmsEmulator.Faults;

/// <summary>A fault that waits for its requests.</summary>
public sealed class InjectedFault
{
    private readonly TaskCompletionSource _hit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _remaining;

    internal InjectedFault(Fault fault)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fault.Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(fault.Delay, TimeSpan.Zero);
        if (fault.Kind == FaultKind.Error && string.IsNullOrEmpty(fault.ErrorCode))
        {
            throw new ArgumentException("A fault of kind Error needs an ErrorCode.", nameof(fault));
        }

        Fault = fault;
        _remaining = fault.Count;
    }

    /// <summary>What was asked for.</summary>
    public Fault Fault { get; }

    /// <summary>How many requests it will still hit.</summary>
    public int Remaining => Volatile.Read(ref _remaining);

    /// <summary>Completes when the first request is hit; with a delay, when that begins.</summary>
    public Task Hit => _hit.Task;

    /// <summary>Takes one of the hits. Called under the injector's lock.</summary>
    internal int Take()
    {
        _remaining--;
        _hit.TrySetResult();
        return _remaining;
    }
}
