using System.Threading;
using System.Threading.Tasks;

namespace EnvelopeCrypto.CachingTests.Doubles;

/// <summary>Holds the first call, or all, up until it is opened.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly bool _onlyFirst;
    private int _arrived;

    internal Gate(bool onlyFirst = false)
    {
        _onlyFirst = onlyFirst;
    }

    /// <summary>The token of the call that arrived first.</summary>
    internal CancellationToken Token { get; private set; }

    /// <summary>Completes when the first call is there.</summary>
    internal Task Reached => _reached.Task;

    internal void Open() => _open.TrySetResult();

    internal async Task PassAsync(CancellationToken cancellationToken)
    {
        bool first = Interlocked.Increment(ref _arrived) == 1;
        if (first)
        {
            Token = cancellationToken;
            _reached.SetResult();
        }

        if (first || !_onlyFirst)
        {
            await _open.Task.WaitAsync(cancellationToken);
        }
    }
}
