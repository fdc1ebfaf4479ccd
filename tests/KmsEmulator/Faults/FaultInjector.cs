using System.Collections.Generic;
using System.Threading;

namespace KmsEmulator.Faults;

/// <summary>The faults that wait for requests, oldest first. Thread-safe. A request with a bad signature is never hit.</summary>
public sealed class FaultInjector
{
    private readonly Lock _gate = new();
    private readonly List<InjectedFault> _waiting = [];

    internal FaultInjector()
    {
    }

    /// <summary>Adds a fault.</summary>
    /// <param name="fault">What goes wrong, how often, with which requests.</param>
    /// <returns>The fault as it waits.</returns>
    /// <exception cref="System.ArgumentException">The count is not positive, the delay negative, or a fault of kind Error names none.</exception>
    public InjectedFault Add(Fault fault)
    {
        InjectedFault injected = new(fault);
        lock (_gate)
        {
            _waiting.Add(injected);
        }

        return injected;
    }

    /// <summary>A copy of the faults that still wait.</summary>
    public IReadOnlyList<InjectedFault> Snapshot()
    {
        lock (_gate)
        {
            return [.. _waiting];
        }
    }

    /// <summary>Drops all faults.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _waiting.Clear();
        }
    }

    internal Fault? Take(string operation, string region)
    {
        lock (_gate)
        {
            int index = _waiting.FindIndex(waiting => waiting.Fault.Fits(operation, region));
            if (index < 0)
            {
                return null;
            }

            Fault fault = _waiting[index].Fault;
            if (_waiting[index].Take() == 0)
            {
                _waiting.RemoveAt(index);
            }

            return fault;
        }
    }
}
