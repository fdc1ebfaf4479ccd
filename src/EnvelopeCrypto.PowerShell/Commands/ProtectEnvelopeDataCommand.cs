using System;
using System.Diagnostics;
using System.IO;
using System.Management.Automation;
using EnvelopeCrypto.PowerShell.Errors;
using EnvelopeCrypto.PowerShell.Input;
using EnvelopeCrypto.PowerShell.Output;
using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto.PowerShell.Commands;

/// <summary>Encrypts data, files and streams.</summary>
[Cmdlet(VerbsSecurity.Protect, "EnvelopeData", SupportsShouldProcess = true, DefaultParameterSetName = ParameterSets.PathManager)]
[OutputType(typeof(byte[]), typeof(string), typeof(EnvelopeFileResult))]
public sealed class ProtectEnvelopeDataCommand : EnvelopeDataCommand
{
    private DestinationNames _names = null!;
    private EnvelopeFiles _files = null!;

    /// <summary>A file, or an existing directory for several inputs. By default the message of a file is written beside it.</summary>
    [Parameter(Position = 1)]
    [Alias("DestinationPath", "OutFile")]
    [ValidateNotNullOrEmpty]
    public string? Destination { get; set; }

    /// <summary>A stream that takes the message of -InputStream. When the command fails, discard what was written.</summary>
    [Parameter]
    [ValidateNotNull]
    public Stream? OutputStream { get; set; }

    /// <summary>What is appended to the name of a file for that of its message.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Suffix { get; set; } = FileSuffix.Encrypted;

    /// <summary>Replaces existing files.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Emits the messages of files and streams instead of writing them.</summary>
    [Parameter]
    public SwitchParameter AsBytes { get; set; }

    /// <summary>Emits messages as base64 text.</summary>
    [Parameter]
    public SwitchParameter AsBase64 { get; set; }

    /// <summary>The algorithm suite, by name or id (0x0478); by default that of the commitment policy, 0578.</summary>
    [Parameter]
    public AlgorithmSuite? AlgorithmSuite { get; set; }

    /// <summary>Bytes of plaintext in a frame; by default 4096, or 65536 where more than 1 MiB is known to come.</summary>
    [Parameter]
    [ValidateRange(1, EnvelopeClient.GreatestFrameLength)]
    public int? FrameLength { get; set; }

    /// <summary>The most bytes that -InputStream holds, for a stream that cannot tell its length: lets a cache be used.</summary>
    [Parameter]
    [ValidateRange(0, long.MaxValue)]
    public long? PlaintextLength { get; set; }

    private protected override bool UsesFirstKeyFileOnly => true;

    private protected override string WaysToGiveKeys => "-KeyId, -KeyFile, -Keyring or -MaterialsManager";

    private bool Emits => AsBytes || AsBase64;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        DemandApart(AsBytes, AsBase64, "-AsBytes and -AsBase64 exclude each other.");
        DemandApart(Emits, Destination is not null || OutputStream is not null, "What is emitted is not written: leave out -Destination and -OutputStream, or -AsBytes and -AsBase64.");
        DemandApart(Destination is not null, OutputStream is not null, "-Destination and -OutputStream exclude each other.");
        DemandApart(OutputStream is not null, InputStream is null, "-OutputStream goes with -InputStream.");
        DemandApart(PlaintextLength is not null, InputStream is null, "-PlaintextLength goes with -InputStream; the length of everything else is known.");
        DemandApart(InputStream is not null, !Emits && Destination is null && OutputStream is null, "-InputStream needs -OutputStream, -Destination, -AsBytes or -AsBase64.");
        DemandApart(Discovery, true, "-Discovery only decrypts: a message must name its keys. Give them with -KeyId.");
        DemandApart(FileSuffix.IsInvalid(Suffix), true, "-Suffix is the end of a file name and holds no separator.");
        string? destination = Destination is null ? null : Demand(Destination, () => ProviderPath.Literal(this, Destination));
        bool isDirectory = destination is not null && ProviderPath.IsDirectory(Destination!, destination);
        _names = new DestinationNames(destination, isDirectory, name => name + Suffix);
        _files = new EnvelopeFiles(Client) { Replace = Force };
    }

    private protected override EnvelopeClient CreateClient() => new(CommitmentPolicy, MaxEncryptedDataKeys);

    private protected override void Process(InputItem item)
    {
        if (OutputStream is not null && item is StreamInput stream)
        {
            ToStream(stream, OutputStream);
        }
        else if (Emits || (Destination is null && item is DataInput))
        {
            Emit(item);
        }
        else
        {
            ToFile(item, item is FileInput file ? _names.ForFile(file.Path) : _names.ForUnnamed());
        }
    }

    private void ToStream(StreamInput input, Stream output)
    {
        if (ShouldProcess(input.Target, "Encrypt to OutputStream"))
        {
            EncryptRequest request = Request();

            // Part of a message may have been written: whoever comes next must not take it for one.
            Report(input.Target, Demand(input.Target, () => Wait(() => Client.EncryptAsync(input.Stream, output, request, progress: null, StopToken))));
        }
    }

    private void Emit(InputItem item)
    {
        if (!ShouldProcess(item.Target, "Encrypt"))
        {
            return;
        }

        EncryptRequest request = Request();
        byte[] message;
        if (item is DataInput data)
        {
            EncryptedData encrypted = Wait(() => Client.EncryptAsync(data.Bytes, request, StopToken).AsTask());
            Report(item.Target, encrypted.Result);
            message = encrypted.Message;
        }
        else
        {
            using Stream? opened = item is FileInput file ? EnvelopeFiles.OpenRead(file.Path) : null;
            using MemoryStream collected = new();
            Report(item.Target, Wait(() => Client.EncryptAsync(opened ?? ((StreamInput)item).Stream, collected, request, progress: null, StopToken)));
            message = collected.ToArray();
        }

        WriteObject(AsBase64 ? Convert.ToBase64String(message) : message, enumerateCollection: false);
    }

    private void ToFile(InputItem item, string destination)
    {
        if (!ShouldProcess($"'{item.Target}' to '{destination}'", "Encrypt"))
        {
            return;
        }

        _names.Claim(destination);
        EncryptRequest request = Request();
        Stopwatch watch = Stopwatch.StartNew();
        EncryptResult result = Wait(() => item switch
        {
            FileInput file => _files.EncryptAsync(file.Path, destination, request, progress: null, StopToken),
            StreamInput stream => _files.EncryptStreamAsync(stream.Stream, destination, request, progress: null, StopToken),
            _ => _files.EncryptBytesAsync(((DataInput)item).Bytes, destination, request, StopToken),
        });
        Report(item.Target, result);
        WriteObject(FileOutput.WithPSPath(new EnvelopeFileResult(item.Target, destination, result, watch.Elapsed)));
    }

    private EncryptRequest Request() => new(Keys)
    {
        EncryptionContext = Context,
        AlgorithmSuite = AlgorithmSuite,
        FrameLength = FrameLength,
        PlaintextLength = PlaintextLength,
    };

    private void Report(string target, EncryptResult result)
    {
        WriteVerbose(
            $"Encrypted {target}: suite {result.Header.SuiteInfo}, key {result.Header.EncryptedDataKeys[0]}, data key {(result.FromCache ? "from the cache" : "new")}.");
    }
}
