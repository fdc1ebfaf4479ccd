using System;
using System.Diagnostics;
using System.IO;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Managers;
using EnvelopeCrypto.PowerShell.Input;
using EnvelopeCrypto.PowerShell.Output;
using EnvelopeCrypto.Suites;
using EnvelopeCrypto.Trees;

namespace EnvelopeCrypto.PowerShell.Commands;

/// <summary>Encrypts data, files, trees of files and streams.</summary>
[Cmdlet(VerbsSecurity.Protect, "EnvelopeData", SupportsShouldProcess = true, DefaultParameterSetName = ParameterSets.Path)]
[OutputType(typeof(byte[]), typeof(string), typeof(EnvelopeFileResult))]
public sealed class ProtectEnvelopeDataCommand : EnvelopeOutputCommand
{
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

    /// <summary>Reads each file that is written back and decrypts it before it gets its name, without asking for a key again.</summary>
    [Parameter]
    public SwitchParameter Verify { get; set; }

    private protected override bool UsesFirstKeyFileOnly => true;

    private protected override string WaysToGiveKeys => "-KeyId, -KeyFile, -Keyring or -MaterialsManager";

    private protected override string WaysToGiveKmsKeys => "-KeyId";

    private protected override bool Emits => AsBytes || AsBase64;

    private protected override string EmitParameters => "-AsBytes or -AsBase64";

    private protected override string ActionName => "Encrypt";

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        DemandApart(AsBytes, AsBase64, "-AsBytes and -AsBase64 exclude each other.");
        DemandApart(PlaintextLength is not null, InputStream is null, "-PlaintextLength goes with -InputStream; the length of everything else is known.");
        DemandApart(Verify, Emits || OutputStream is not null, "-Verify reads files back: leave it out, or -OutputStream, -AsBytes and -AsBase64.");
    }

    private protected override EnvelopeClient CreateClient() => new(CommitmentPolicy, MaxEncryptedDataKeys);

    private protected override EnvelopeFiles CreateFiles(FileBatch? batch) => new(Client)
    {
        Replace = Force,
        PreserveAttributes = PreserveAttributes,
        Verify = Verify,
        Batch = batch,
    };

    private protected override string Rename(string name) => name + Suffix;

    private protected override bool TakesFromTree(string name) => !FileSuffix.IsOn(name, Suffix);

    private protected override void ToStream(StreamInput input, Stream output)
    {
        if (ShouldProcess(input.Target, "Encrypt to OutputStream"))
        {
            EncryptRequest request = Request(Keys);

            // Part of a message may have been written: whoever comes next must not take it for one.
            WriteVerbose(Report(input.Target, Demand(input.Target, () => Wait(() => Client.EncryptAsync(input.Stream, output, request, progress: null, StopToken)))));
        }
    }

    private protected override void Emit(InputItem item)
    {
        if (!ShouldProcess(item.Target, "Encrypt"))
        {
            return;
        }

        EncryptRequest request = Request(Keys);
        byte[] message;
        if (item is DataInput data)
        {
            EncryptedData encrypted = Wait(() => Client.EncryptAsync(data.Bytes, request, StopToken).AsTask());
            WriteVerbose(Report(item.Target, encrypted.Result));
            message = encrypted.Message;
        }
        else
        {
            using Stream? opened = item is FileInput file ? EnvelopeFiles.OpenRead(file.Path) : null;
            using MemoryStream collected = new();
            WriteVerbose(Report(item.Target, Wait(() => Client.EncryptAsync(opened ?? ((StreamInput)item).Stream, collected, request, progress: null, StopToken))));
            message = collected.ToArray();
        }

        WriteObject(AsBase64 ? Convert.ToBase64String(message) : message, enumerateCollection: false);
    }

    private protected override Func<CancellationToken, Task<FileWork>> PrepareFile(
        FileInput file, string destination, IMaterialsManager keys, IProgress<long> progress)
    {
        EncryptRequest request = Request(keys);
        return async stop =>
        {
            Stopwatch watch = Stopwatch.StartNew();
            return Describe(file, destination, await Files.EncryptAsync(file.Path, destination, request, progress, stop), watch);
        };
    }

    private protected override FileWork WriteUnnamed(InputItem item, string destination)
    {
        EncryptRequest request = Request(Keys);
        Stopwatch watch = Stopwatch.StartNew();
        EncryptResult result = Wait(() => item is StreamInput stream
            ? Files.EncryptStreamAsync(stream.Stream, destination, request, progress: null, StopToken)
            : Files.EncryptBytesAsync(((DataInput)item).Bytes, destination, request, StopToken));
        return Describe(item, destination, result, watch);
    }

    private EncryptRequest Request(IMaterialsManager keys) => new(keys)
    {
        EncryptionContext = Context,
        AlgorithmSuite = AlgorithmSuite,
        FrameLength = FrameLength,
        PlaintextLength = PlaintextLength,
    };

    private static FileWork Describe(InputItem item, string destination, EncryptResult result, Stopwatch watch) =>
        new(new EnvelopeFileResult(item.Target, destination, result, watch.Elapsed), Report(item.Target, result));

    private static string Report(string target, EncryptResult result) =>
        $"Encrypted {target}: suite {result.Header.SuiteInfo}, key {result.Header.EncryptedDataKeys[0]}, data key {(result.FromCache ? "from the cache" : "new")}.";
}
