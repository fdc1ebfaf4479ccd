using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace EnvelopeCrypto.Tests;

/// <summary>Counts the calls of the streams of one operation and makes one of them go wrong. It also remembers the buffers that they were handed.</summary>
internal sealed class FaultPlan : IDisposable
{
    private readonly int _at;
    private readonly FaultMode _mode;
    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<byte[]> _buffers = [];
    private readonly Lock _gate = new();
    private int _calls;

    internal FaultPlan(int at, FaultMode mode)
    {
        _at = at;
        _mode = mode;
    }

    internal IOException Cause { get; } = new("The disk is gone.");

    internal CancellationToken Token => _stop.Token;

    /// <summary>Whether so many calls were made that the fault came.</summary>
    internal bool Struck => Volatile.Read(ref _calls) > _at;

    internal IReadOnlyCollection<byte[]> Buffers => _buffers;

    public void Dispose() => _stop.Dispose();

    /// <summary>Hands out what there is, in pieces.</summary>
    internal ScriptedStream Source(byte[] data, int step)
    {
        int position = 0;
        return new ScriptedStream
        {
            OnRead = async (target, token) =>
            {
                await CallAsync(target, token).ConfigureAwait(false);
                int count = Math.Min(Math.Min(step, target.Length), data.Length - position);
                data.AsMemory(position, count).CopyTo(target);
                position += count;
                return count;
            },
        };
    }

    internal ScriptedStream Destination(MemoryStream kept) => new()
    {
        OnWrite = async (data, token) =>
        {
            await CallAsync(data, token).ConfigureAwait(false);
            kept.Write(data.Span);
        },
    };

    private async ValueTask CallAsync(ReadOnlyMemory<byte> buffer, CancellationToken token)
    {
        lock (_gate)
        {
            if (MemoryMarshal.TryGetArray(buffer, out ArraySegment<byte> array))
            {
                _buffers.Add(array.Array!);
            }
        }

        if (Interlocked.Increment(ref _calls) - 1 != _at)
        {
            return;
        }

        switch (_mode)
        {
            case FaultMode.Throws:
                throw Cause;
            case FaultMode.ThrowsLater:
                await Task.Yield();
                throw Cause;
            default:
                // A stream that heeds its token, as files and sockets do.
                await _stop.CancelAsync().ConfigureAwait(false);
                token.ThrowIfCancellationRequested();
                break;
        }
    }
}
