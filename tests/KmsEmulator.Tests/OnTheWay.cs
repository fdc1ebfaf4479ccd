using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace KmsEmulator.Tests;

/// <summary>Changes requests after the SDK has signed them.</summary>
internal sealed class OnTheWay : DelegatingHandler
{
    private readonly Func<HttpRequestMessage, Task> _change;

    internal OnTheWay(Func<HttpRequestMessage, Task> change) => _change = change;

    internal OnTheWay(Action<HttpRequestMessage> change)
        : this(request =>
        {
            change(request);
            return Task.CompletedTask;
        })
    {
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await _change(request);
        return await base.SendAsync(request, cancellationToken);
    }
}
