using System;
using System.Threading;

namespace EnvelopeCrypto.Fuzz.Engine;

/// <summary>
/// Ends the process when one input takes too long where no step is counted: within the runtime. The input is told first, so it can be run again.
/// </summary>
internal sealed class Watchdog : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly Action<byte[]> _tell;
    private readonly Timer _timer;
    private byte[]? _input;
    private byte[]? _lastSeen;

    internal Watchdog(Action<byte[]> tell)
    {
        _tell = tell;
        _timer = new Timer(_ => Look(), state: null, Limit, Limit);
    }

    internal void Watch(byte[]? input) => Volatile.Write(ref _input, input);

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        byte[]? input = Volatile.Read(ref _input);
        if (input is not null && ReferenceEquals(input, _lastSeen))
        {
            _tell(input);
            Environment.FailFast("One input took longer than 20 seconds; it was written to the folder of the findings.");
        }

        _lastSeen = input;
    }
}
