using System;
using System.Collections;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Management.Automation;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Managers;
using EnvelopeCrypto.PowerShell.Aws;
using EnvelopeCrypto.PowerShell.Errors;
using EnvelopeCrypto.PowerShell.Input;
using EnvelopeCrypto.PowerShell.Keys;
using EnvelopeCrypto.PowerShell.Output;
using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto.PowerShell.Commands;

/// <summary>
/// Writes messages anew under other keys, in one verified pass and without plaintext on disk. Files are replaced in place, or written to -Destination.
/// </summary>
/// <remarks>
/// -CommitmentPolicy says for both messages what is allowed: RequireEncryptAllowDecrypt reads old messages without key commitment and writes new ones
/// with it.
/// </remarks>
[Cmdlet(VerbsData.Update, "EnvelopeData", SupportsShouldProcess = true, DefaultParameterSetName = ParameterSets.PathManager)]
[OutputType(typeof(byte[]), typeof(string), typeof(EnvelopeUpdateResult))]
public sealed class UpdateEnvelopeDataCommand : EnvelopeDecryptionCommand
{
    private static readonly string[] NewKeyParameters =
        [nameof(NewKeyFile), nameof(NewKeyId), nameof(NewKeyring), nameof(NewMaterialsManager)];

    private DestinationNames _names = null!;
    private EnvelopeFiles _files = null!;
    private EncryptionContext? _newContext;
    private string? _newKeyParameter;
    private KeySource? _newKeys;

    /// <summary>A file, or an existing directory for several inputs. By default each file is replaced in place, once its old message is verified as a whole.</summary>
    [Parameter(Position = 1)]
    [Alias("DestinationPath", "OutFile")]
    [ValidateNotNullOrEmpty]
    public string? Destination { get; set; }

    /// <summary>A stream that takes the new message of -InputStream. When the command fails, discard what was written.</summary>
    [Parameter]
    [ValidateNotNull]
    public Stream? OutputStream { get; set; }

    /// <summary>Replaces existing files at -Destination. Replacing in place needs no -Force.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Emits the new messages of files and streams; the files stay as they are.</summary>
    [Parameter]
    public SwitchParameter AsBytes { get; set; }

    /// <summary>Emits the new messages as base64 text; files stay as they are.</summary>
    [Parameter]
    public SwitchParameter AsBase64 { get; set; }

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

    private bool Emits => AsBytes || AsBase64;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        DemandApart(AsBytes, AsBase64, "-AsBytes and -AsBase64 exclude each other.");
        DemandApart(Emits, Destination is not null || OutputStream is not null, "What is emitted is not written: leave out -Destination and -OutputStream, or -AsBytes and -AsBase64.");
        DemandApart(Destination is not null, OutputStream is not null, "-Destination and -OutputStream exclude each other.");
        DemandApart(OutputStream is not null, InputStream is null, "-OutputStream goes with -InputStream.");
        DemandApart(OutputStream is not null, ReferenceEquals(InputStream, OutputStream), "-OutputStream is -InputStream: a stream cannot be replaced while it is read.");
        DemandApart(PlaintextLength is not null, InputStream is null, "-PlaintextLength goes with -InputStream; the length of everything else is known.");
        DemandApart(InputStream is not null, !Emits && Destination is null && OutputStream is null, "-InputStream needs -OutputStream, -Destination, -AsBytes or -AsBase64.");
        _newKeyParameter = Demand(target: null, ChooseNewKeys);
        _newContext = NewEncryptionContext is null ? null : Demand(target: null, () => ContextArgument.Read(NewEncryptionContext));
        string? destination = Destination is null ? null : Demand(Destination, () => ProviderPath.Literal(this, Destination));
        bool isDirectory = destination is not null && ProviderPath.IsDirectory(Destination!, destination);
        _names = new DestinationNames(destination, isDirectory, static name => name);
        _files = new EnvelopeFiles(Client) { Replace = Force, SourceDecoder = FromBase64 ? Base64Input.Decode : null };
    }

    private protected override void Process(InputItem item)
    {
        if (OutputStream is not null && item is StreamInput)
        {
            ToStream(item, OutputStream);
        }
        else if (Emits || (Destination is null && item is DataInput))
        {
            Emit(item);
        }
        else if (Destination is null && item is FileInput file)
        {
            InPlace(file);
        }
        else
        {
            ToFile(item, item is FileInput source ? _names.ForFile(source.Path) : _names.ForUnnamed());
        }
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

    private void ToStream(InputItem item, Stream output)
    {
        if (ShouldProcess(item.Target, "Re-encrypt to OutputStream"))
        {
            ReEncryptRequest request = NewRequest();
            using MessageInput message = OpenMessage(item);

            // Part of a message may have been written: whoever comes next must not take it for one.
            Report(item.Target, Demand(item.Target, () => Read(() => Client.ReEncryptAsync(message.Stream, output, request, progress: null, StopToken))));
        }
    }

    private void Emit(InputItem item)
    {
        if (!ShouldProcess(item.Target, "Re-encrypt"))
        {
            return;
        }

        ReEncryptRequest request = NewRequest();
        using MessageInput message = OpenMessage(item);
        using MemoryStream collected = new();
        Report(item.Target, Read(() => Client.ReEncryptAsync(message.Stream, collected, request, progress: null, StopToken)));
        byte[] written = collected.ToArray();
        WriteObject(AsBase64 ? Convert.ToBase64String(written) : written, enumerateCollection: false);
    }

    private void InPlace(FileInput file)
    {
        if (FromBase64)
        {
            throw CommandError.Combination("A file of base64 text would be replaced by one that is no text. Give -Destination, or take the new text with -AsBase64.");
        }

        if (ShouldProcess($"'{file.Path}'", "Replace by its message under the new keys"))
        {
            _names.Claim(file.Path);
            ReEncryptRequest request = NewRequest();
            Write(file.Path, file.Path, () => _files.ReEncryptInPlaceAsync(file.Path, request, progress: null, StopToken));
        }
    }

    private void ToFile(InputItem item, string destination)
    {
        if (!ShouldProcess($"'{item.Target}' to '{destination}'", "Re-encrypt"))
        {
            return;
        }

        _names.Claim(destination);
        ReEncryptRequest request = NewRequest();
        if (item is FileInput file)
        {
            Write(item.Target, destination, () => _files.ReEncryptAsync(file.Path, destination, request, progress: null, StopToken));
        }
        else
        {
            using MessageInput message = OpenMessage(item);
            Write(item.Target, destination, () => _files.ReEncryptStreamAsync(message.Stream, destination, request, progress: null, StopToken));
        }
    }

    private void Write(string target, string destination, Func<System.Threading.Tasks.Task<ReEncryptResult>> work)
    {
        Stopwatch watch = Stopwatch.StartNew();
        ReEncryptResult result = Read(work);
        Report(target, result);
        WriteObject(FileOutput.WithPSPath(new EnvelopeUpdateResult(target, destination, result, watch.Elapsed), destination));
    }

    private ReEncryptRequest NewRequest() => new(Request(), Demand(target: null, OpenNewKeys).Manager)
    {
        NewEncryptionContext = _newContext,
        AlgorithmSuite = AlgorithmSuite,
        FrameLength = FrameLength,
        PlaintextLength = PlaintextLength,
    };

    /// <summary>One parameter that the user wrote; where there is none, one that the session's defaults give.</summary>
    private string ChooseNewKeys()
    {
        string[] given = Array.FindAll(NewKeyParameters, MyInvocation.BoundParameters.ContainsKey);
        string[] written = Array.FindAll(given, name => SessionDefaults.IsExplicit(this, name));
        string[] chosen = written.Length > 0 ? written : given;
        return chosen switch
        {
            [{ } one] => one,
            [] => throw CommandError.NoNewKey(),
            _ => throw CommandError.Combination($"-{string.Join(" and -", chosen)} exclude each other."),
        };
    }

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

    private void Report(string target, ReEncryptResult result)
    {
        Report(target, result.Old);
        WriteVerbose(
            $"Encrypted {target} anew: suite {result.New.Header.SuiteInfo}, key {result.New.Header.EncryptedDataKeys[0]}, data key {(result.New.FromCache ? "from the cache" : "new")}.");
        if (_newContext is null)
        {
            string[] lost = [.. result.Old.EncryptionContext.Keys.Except(result.Old.Header.EncryptionContext.Keys)];
            if (lost.Length > 0)
            {
                WriteWarning(
                    $"{target}: the old message authenticated encryption context that it does not store ({string.Join(", ", lost)}); the new one does not. Give the whole with -NewEncryptionContext.");
            }
        }
    }
}
