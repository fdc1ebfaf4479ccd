using System;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;

namespace EnvelopeCrypto.PowerShell.Tests;

/// <summary>
/// Stands before a keyring or manager of the module, whose types the tests do not see, and lets something happen before and after each call.
/// </summary>
public class Meeting : DispatchProxy
{
    private object _inner = null!;
    private Action<CancellationToken> _before = null!;
    private Action _after = null!;

    /// <param name="inner">What is really asked.</param>
    /// <param name="name">The interface, without its namespace.</param>
    /// <param name="before">Runs on the thread of the call; told the call's token.</param>
    /// <param name="after">Runs when the call has come back, which it does where it has to wait.</param>
    internal static object Before(object inner, string name, Action<CancellationToken>? before = null, Action? after = null)
    {
        Type contract = inner.GetType().GetInterface(name) ?? throw new ArgumentException($"It is no {name}.", nameof(inner));
        Meeting meeting = (Meeting)Create(contract, typeof(Meeting));
        meeting._inner = inner;
        meeting._before = before ?? (static _ => { });
        meeting._after = after ?? (static () => { });
        return meeting;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        _before((CancellationToken)args![^1]!);
        object? answer = targetMethod!.Invoke(_inner, BindingFlags.DoNotWrapExceptions, binder: null, args, culture: null);
        _after();
        return answer;
    }
}
