using System;
using System.Collections;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Managers;
using EnvelopeCrypto.PowerShell.Aws;
using EnvelopeCrypto.PowerShell.Errors;
using EnvelopeCrypto.PowerShell.Input;
using EnvelopeCrypto.PowerShell.Keys;
using EnvelopeCrypto.PowerShell.Output;
using EnvelopeCrypto.Suites;
using EnvelopeCrypto.Trees;

namespace EnvelopeCrypto.PowerShell.Commands;

/// <summary>
/// Writes messages anew under other keys, in one verified pass and without plaintext on disk. Files, also those of trees whose
/// names end in the suffix, are replaced in place or written to -Destination.
/// </summary>
/// <remarks>
/// -CommitmentPolicy says for both messages what is allowed: RequireEncryptAllowDecrypt reads old messages without key commitment and writes new ones
/// with it.
/// </remarks>
[Cmdlet(VerbsData.Update, "EnvelopeData", SupportsShouldProcess = true, DefaultParameterSetName = ParameterSets.Path)]
[OutputType(typeof(byte[]), typeof(string), typeof(EnvelopeUpdateResult))]
public sealed class UpdateEnvelopeDataCommand : EnvelopeOutputCommand
{
    private static readonly string[] NewKeyParameters =
        [nameof(NewKeyFile), nameof(NewKeyId), nameof(NewKeyring), nameof(NewMaterialsManager)];

    private EncryptionContext? _newContext;
    private string? _newKeyParameter;
    private KeySource? _newKeys;

    /// <summary>Decrypts with whatever AWS KMS keys the message names.</summary>
    [Parameter]
    public SwitchParameter Discovery { get; set; }

    /// <summary>The input is base64 text of a message.</summary>
    [Parameter]
    public SwitchParameter FromBase64 { get; set; }

    /// <summary>The longest frame that is read, in bytes: it is held in memory as a whole.</summary>
    [Parameter]
    [ValidateRange(1, EnvelopeClient.GreatestFrameLength)]
    public int MaxFrameLength { get; set; } = EnvelopeClient.DefaultMaxFrameLength;

    /// <summary>The file, made by New-RawAesKeyFile, whose key encrypts the new messages.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? NewKeyFile { get; set; }

    /// <summary>AWS KMS keys of the new messages: the first makes the data key, the others encrypt it as well. The AWS parameters are those of the old keys.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(KeyIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? NewKeyId { get; set; }

    /// <summary>A keyring for the new messages, for example one of AWS KMS keys with credentials of its own.</summary>
    [Parameter]
    [ValidateNotNull]
    public IKeyring? NewKeyring { get; set; }

    /// <summary>Where the data keys of the new messages come from: for example a caching materials manager.</summary>
    [Parameter]
    [ValidateNotNull]
    public IMaterialsManager? NewMaterialsManager { get; set; }

    /// <summary>Public pairs bound to the new message, in place of those that the old one stores; @{} for none.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? NewEncryptionContext { get; set; }

    /// <summary>The algorithm suite of the new message, by name or id (0x0478); by default that of the commitment policy, 0578, whatever the old one has.</summary>
    [Parameter]
    public AlgorithmSuite? AlgorithmSuite { get; set; }

    /// <summary>Bytes of plaintext in a frame of the new message; by default 4096, or 65536 where more than 1 MiB is known to come.</summary>
    [Parameter]
    [ValidateRange(1, EnvelopeClient.GreatestFrameLength)]
    public int? FrameLength { get; set; }

    /// <summary>The most bytes of plaintext that -InputStream holds, for a stream that cannot tell its length: lets a cache be used for the new message.</summary>
    [Parameter]
    [ValidateRange(0, long.MaxValue)]
    public long? PlaintextLength { get; set; }

    private protected override bool UsesKmsOtherwise => _newKeyParameter == nameof(NewKeyId);

    private protected override bool UsesFirstKeyFileOnly => false;

    private protected override string WaysToGiveKeys => MessageReading.WaysToGiveKeys;

    private protected override bool Emits => AsBytes || AsBase64;

    private protected override string EmitParameters => "-AsBytes or -AsBase64";

    private protected override string ActionName => Destination is null && !Emits && OutputStream is null ? "Replace by its message under the new keys" : "Re-encrypt";

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        DemandApart(AsBytes, AsBase64, "-AsBytes and -AsBase64 exclude each other.");
        DemandApart(OutputStream is not null, ReferenceEquals(InputStream, OutputStream), "-OutputStream is -InputStream: a stream cannot be replaced while it is read.");
        DemandApart(PlaintextLength is not null, InputStream is null, "-PlaintextLength goes with -InputStream; the length of everything else is known.");
        DemandApart(SkipExisting, Destination is null, "-SkipExisting goes with -Destination: a file that is replaced in place is always there.");
        _newKeyParameter = Demand(target: null, () => GivenParameter.One(this, NewKeyParameters) ?? throw CommandError.NoNewKey());
        _newContext = NewEncryptionContext is null ? null : Demand(target: null, () => ContextArgument.Read(NewEncryptionContext));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _newKeys?.Dispose();
        }

        base.Dispose(disposing);
    }

    private protected override EnvelopeClient CreateClient() => MessageReading.CreateClient(CommitmentPolicy, MaxEncryptedDataKeys, MaxFrameLength, Discovers);

    private protected override EnvelopeFiles CreateFiles(FileBatch? batch) => new(Client)
    {
        Replace = Force,
        PreserveAttributes = PreserveAttributes,
        SourceDecoder = FromBase64 ? Base64Input.Decode : null,
        Batch = batch,
    };

    /// <summary>Also in another directory a message keeps its name.</summary>
    private protected override string Rename(string name) => name;

    private protected override bool TakesFromTree(string name) => FileSuffix.IsOn(name, Suffix);

    private protected override void ToStream(StreamInput input, Stream output)
    {
        if (ShouldProcess(input.Target, "Re-encrypt to OutputStream"))
        {
            ReEncryptRequest request = NewRequest(Keys, NewKeys);
            using MessageInput message = MessageInput.Open(input, FromBase64);

            // Part of a message may have been written: whoever comes next must not take it for one.
            Tell(input.Target, Demand(input.Target, () => Read(() => Client.ReEncryptAsync(message.Stream, output, request, progress: null, StopToken))));
        }
    }

    private protected override void Emit(InputItem item)
    {
        if (!ShouldProcess(item.Target, "Re-encrypt"))
        {
            return;
        }

        ReEncryptRequest request = NewRequest(Keys, NewKeys);
        using MessageInput message = MessageInput.Open(item, FromBase64);
        using MemoryStream collected = new();
        Tell(item.Target, Read(() => Client.ReEncryptAsync(message.Stream, collected, request, progress: null, StopToken)));
        byte[] written = collected.ToArray();
        WriteObject(AsBase64 ? Convert.ToBase64String(written) : written, enumerateCollection: false);
    }

    private protected override Func<CancellationToken, Task<FileWork>> PrepareFile(
        FileInput file, string destination, IMaterialsManager keys, IProgress<long> progress)
    {
        bool isInPlace = Destination is null;
        if (isInPlace && FromBase64)
        {
            throw CommandError.Combination("A file of base64 text would be replaced by one that is no text. Give -Destination, or take the new text with -AsBase64.");
        }

        ReEncryptRequest request = NewRequest(keys, PipelineMaterialsManager.For(NewKeys, Thread));
        return async stop =>
        {
            Stopwatch watch = Stopwatch.StartNew();
            return Describe(file, destination, watch, isInPlace
                ? await Files.ReEncryptInPlaceAsync(file.Path, request, progress, stop)
                : await Files.ReEncryptAsync(file.Path, destination, request, progress, stop));
        };
    }

    private protected override FileWork WriteUnnamed(InputItem item, string destination)
    {
        ReEncryptRequest request = NewRequest(Keys, NewKeys);
        using MessageInput message = MessageInput.Open(item, FromBase64);
        Stopwatch watch = Stopwatch.StartNew();
        return Describe(item, destination, watch, Read(() => Files.ReEncryptStreamAsync(message.Stream, destination, request, progress: null, StopToken)));
    }

    private T Read<T>(Func<Task<T>> work) => MessageReading.Read(() => Wait(work));

    /// <summary>Where the data keys of the new messages come from. Called once it is certain that they are needed.</summary>
    private IMaterialsManager NewKeys => Demand(target: null, OpenNewKeys).Manager;

    private ReEncryptRequest NewRequest(IMaterialsManager keys, IMaterialsManager newKeys) => new(new DecryptRequest(keys) { EncryptionContext = Context }, newKeys)
    {
        NewEncryptionContext = _newContext,
        AlgorithmSuite = AlgorithmSuite,
        FrameLength = FrameLength,
        PlaintextLength = PlaintextLength,
    };

    private KeySource OpenNewKeys() => _newKeys ??= _newKeyParameter switch
    {
        nameof(NewKeyId) => KeySource.Of(CreateKmsKeyring(NewKeyId!)),
        nameof(NewKeyring) => KeySource.Of(NewKeyring!),
        nameof(NewMaterialsManager) => KeySource.Of(NewMaterialsManager!),
        _ => KeySource.OfKeyFiles(
            [Demand(NewKeyFile, () => ProviderPath.Literal(this, NewKeyFile!))],
            firstOnly: true,
            path => Demand(path, () => RawAesKeyFile.OpenKeyring(path)),
            WriteWarning),
    };

    private void Tell(string target, ReEncryptResult result)
    {
        WriteVerbose(Report(target, result));
        if (WarningOf(target, result) is { } warning)
        {
            WriteWarning(warning);
        }
    }

    private FileWork Describe(InputItem item, string destination, Stopwatch watch, ReEncryptResult result) =>
        new(new EnvelopeUpdateResult(item.Target, destination, result, watch.Elapsed), item.Target, destination, Report(item.Target, result), WarningOf(item.Target, result));

    private static string Report(string target, ReEncryptResult result) =>
        $"{MessageReading.Report(target, result.Old)} Encrypted anew: suite {result.New.Header.SuiteInfo}, "
        + $"key {result.New.Header.EncryptedDataKeys[0]}, data key {(result.New.FromCache ? "from the cache" : "new")}.";

    private string? WarningOf(string target, ReEncryptResult result)
    {
        string[] lost = _newContext is null ? [.. result.Old.EncryptionContext.Keys.Except(result.Old.Header.EncryptionContext.Keys)] : [];
        return lost.Length == 0
            ? null
            : $"{target}: the old message authenticated encryption context that it does not store ({string.Join(", ", lost)}); the new one does not. Give the whole with -NewEncryptionContext.";
    }
}
