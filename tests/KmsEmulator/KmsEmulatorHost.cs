using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using KmsEmulator.Callers;
using KmsEmulator.Calls;
using KmsEmulator.Control;
using KmsEmulator.Faults;
using KmsEmulator.Keys;
using KmsEmulator.Operations;
using KmsEmulator.Protocol;
using KmsEmulator.Signing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace KmsEmulator;

/// <summary>A KMS on a loopback port of this process. Everything is in memory and goes with it.</summary>
public sealed class KmsEmulatorHost : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly KmsEmulatorOptions _options;
    private readonly KeyStore _keys;
    private readonly OperationTable _operations;
    private readonly RequestPipeline _pipeline;
    private readonly ControlPaths _control;
    private WebApplication? _server;

    private KmsEmulatorHost(KmsEmulatorOptions options)
    {
        _options = options;
        Calls = new CallLog(options.CallLogCapacity);
        Callers.Add(options.DefaultCaller);
        _keys = new KeyStore(options);
        _operations = new OperationTable(options, _keys);
        _pipeline = new RequestPipeline(
            options, new SignatureVerifier(Callers, options.Clock), _operations, Faults, Calls, _stopping.Token);
        _control = new ControlPaths(this);
    }

    /// <summary>Where it listens: <c>http://127.0.0.1:5577/</c>. One address serves every Region: the signature says which.</summary>
    public Uri BaseAddress { get; private set; } = new("http://127.0.0.1/");

    /// <summary>The caller known from the start.</summary>
    public Caller DefaultCaller => _options.DefaultCaller;

    /// <summary>Who may call.</summary>
    public CallerDirectory Callers { get; } = new();

    /// <summary>Who called.</summary>
    public CallLog Calls { get; }

    /// <summary>What goes wrong next.</summary>
    public FaultInjector Faults { get; } = new();

    /// <summary>Requests that have come and are not yet answered.</summary>
    public int InFlight => _pipeline.InFlight;

    /// <summary>Starts an emulator.</summary>
    /// <param name="port">A port of 127.0.0.1; 0 for a free one.</param>
    /// <param name="options">Defaults when null.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="System.IO.IOException">The port is taken.</exception>
    public static async Task<KmsEmulatorHost> StartAsync(
        int port = 0, KmsEmulatorOptions? options = null, CancellationToken cancellationToken = default)
    {
        KmsEmulatorHost host = new(options ?? new KmsEmulatorOptions());
        try
        {
            await host.ListenAsync(port, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await host.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        return host;
    }

    /// <summary>Makes a key without a request; the log does not have it.</summary>
    /// <param name="region">"eu-west-1".</param>
    /// <param name="alias">"alias/…", or null for none.</param>
    /// <param name="multiRegion">Whether it is a multi-Region primary key.</param>
    /// <param name="accountId">The account that it belongs to; that of the default caller when null.</param>
    /// <returns>The ARN of the key.</returns>
    /// <exception cref="ArgumentException">KMS would not take the alias, or it is taken.</exception>
    public string CreateKey(string region, string? alias = null, bool multiRegion = false, string? accountId = null)
    {
        try
        {
            KmsKey key = _keys.Create(accountId ?? DefaultCaller.AccountId, region, string.Empty, multiRegion);
            if (alias is not null)
            {
                _operations.Aliases.Give(key, alias);
            }

            return key.Arn.ToString();
        }
        catch (KmsException refused)
        {
            throw new ArgumentException($"{refused.Code}: {refused.Message}", nameof(alias), refused);
        }
    }

    /// <summary>Makes a key under an ARN of your choice, such as one that documentation names; the log does not have it.</summary>
    /// <param name="keyArn">The ARN of a key. That of a multi-Region key which another Region has already makes a replica.</param>
    /// <param name="alias">"alias/…", or null for none.</param>
    /// <returns>The ARN of the key.</returns>
    /// <exception cref="ArgumentException">The ARN is none of a key, or it or the alias is taken.</exception>
    public string CreateKeyAs(string keyArn, string? alias = null)
    {
        KmsArn arn = KmsArn.TryParse(keyArn) is { IsAlias: false } parsed ? parsed : throw new ArgumentException($"'{keyArn}' is no key ARN.", nameof(keyArn));
        try
        {
            KmsKey key = _keys.CreateAs(arn);
            if (alias is not null)
            {
                _operations.Aliases.Give(key, alias);
            }

            return key.Arn.ToString();
        }
        catch (KmsException refused)
        {
            throw new ArgumentException($"{refused.Code}: {refused.Message}", nameof(keyArn), refused);
        }
    }

    /// <summary>Lets the callers of another account use a key, as its key policy would.</summary>
    /// <param name="keyArn">The ARN of the key.</param>
    /// <param name="accountId">The other account.</param>
    /// <exception cref="ArgumentException">There is no such key.</exception>
    public void ShareKey(string keyArn, string accountId)
    {
        KmsKey? key = KmsArn.TryParse(keyArn) is KmsArn { IsAlias: false } arn ? _keys.Find(arn) : null;
        (key ?? throw new ArgumentException($"There is no key '{keyArn}'.", nameof(keyArn))).ShareWith(accountId);
    }

    /// <summary>Stops at once; requests under way are dropped.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_stopping.IsCancellationRequested)
        {
            await _stopping.CancelAsync().ConfigureAwait(false);
            if (_server is not null)
            {
                await _server.StopAsync().ConfigureAwait(false);
                await _server.DisposeAsync().ConfigureAwait(false);
            }

            _stopping.Dispose();
        }
    }

    private async Task ListenAsync(int port, CancellationToken cancellationToken)
    {
        // An empty builder: no settings from the environment can make it listen elsewhere than on loopback.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestReader.MaxLength;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        _server = builder.Build();
        _server.Run(HandleAsync);
        await _server.StartAsync(cancellationToken).ConfigureAwait(false);
        ICollection<string> addresses = _server.Urls;
        BaseAddress = new Uri(addresses.Single());
    }

    private Task HandleAsync(HttpContext http) => http.Request.Method == HttpMethods.Post && !ControlPaths.IsOne(http.Request.Path)
        ? _pipeline.HandleAsync(http)
        : _control.HandleAsync(http);
}
