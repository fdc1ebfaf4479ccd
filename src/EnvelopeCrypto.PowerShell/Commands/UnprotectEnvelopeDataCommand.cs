using System.Diagnostics;
using System.IO;
using System.Management.Automation;
using System.Security;
using System.Text;
using EnvelopeCrypto.PowerShell.Input;
using EnvelopeCrypto.PowerShell.Output;

namespace EnvelopeCrypto.PowerShell.Commands;

/// <summary>Decrypts messages in data, files and streams.</summary>
[Cmdlet(VerbsSecurity.Unprotect, "EnvelopeData", SupportsShouldProcess = true, DefaultParameterSetName = ParameterSets.PathManager)]
[OutputType(typeof(byte[]), typeof(string), typeof(SecureString), typeof(EnvelopeFileResult))]
public sealed class UnprotectEnvelopeDataCommand : EnvelopeDecryptionCommand
{
    private DestinationNames _names = null!;
    private EnvelopeFiles _files = null!;

    /// <summary>A file, or an existing directory for several inputs. By default the plaintext of a file is written beside it.</summary>
    [Parameter(Position = 1)]
    [Alias("DestinationPath", "OutFile")]
    [ValidateNotNullOrEmpty]
    public string? Destination { get; set; }

    /// <summary>A stream that takes the plaintext of -InputStream. When the command fails, discard what was written.</summary>
    [Parameter]
    [ValidateNotNull]
    public Stream? OutputStream { get; set; }

    /// <summary>What is removed from the name of a message's file; a name without it gets ".decrypted".</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Suffix { get; set; } = FileSuffix.Encrypted;

    /// <summary>Replaces existing files.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Emits plaintext as text; an error when it is none.</summary>
    [Parameter]
    public SwitchParameter AsString { get; set; }

    /// <summary>Emits plaintext as text in a SecureString.</summary>
    [Parameter]
    public SwitchParameter AsSecureString { get; set; }

    /// <summary>Emits the plaintext of files and streams instead of writing it.</summary>
    [Parameter]
    public SwitchParameter AsBytes { get; set; }

    /// <summary>Emits plaintext as base64 text of its bytes.</summary>
    [Parameter]
    public SwitchParameter AsBase64 { get; set; }

    /// <summary>The encoding of the text that -AsString and -AsSecureString emit; UTF-8 by default.</summary>
    [Parameter]
    [EncodingTransformation]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    [ValidateNotNull]
    public Encoding Encoding { get; set; } = Encoding.UTF8;

    private bool Emits => AsString || AsSecureString || AsBytes || AsBase64;

    private PlaintextForm Form =>
        AsString ? PlaintextForm.String
        : AsSecureString ? PlaintextForm.SecureString
        : AsBase64 ? PlaintextForm.Base64
        : PlaintextForm.Bytes;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        int forms = (AsString ? 1 : 0) + (AsSecureString ? 1 : 0) + (AsBytes ? 1 : 0) + (AsBase64 ? 1 : 0);
        DemandApart(forms > 1, true, "-AsString, -AsSecureString, -AsBytes and -AsBase64 exclude each other.");
        DemandApart(Emits, Destination is not null || OutputStream is not null, "What is emitted is not written: leave out -Destination and -OutputStream, or -AsString, -AsSecureString, -AsBytes and -AsBase64.");
        DemandApart(Destination is not null, OutputStream is not null, "-Destination and -OutputStream exclude each other.");
        DemandApart(OutputStream is not null, InputStream is null, "-OutputStream goes with -InputStream.");
        DemandApart(InputStream is not null, !Emits && Destination is null && OutputStream is null, "-InputStream needs -OutputStream, -Destination, -AsString, -AsSecureString, -AsBytes or -AsBase64.");
        DemandApart(MyInvocation.BoundParameters.ContainsKey(nameof(Encoding)), !AsString && !AsSecureString, "-Encoding goes with -AsString or -AsSecureString.");
        DemandApart(FileSuffix.IsInvalid(Suffix), true, "-Suffix is the end of a file name and holds no separator.");
        string? destination = Destination is null ? null : Demand(Destination, () => ProviderPath.Literal(this, Destination));
        bool isDirectory = destination is not null && ProviderPath.IsDirectory(Destination!, destination);
        _names = new DestinationNames(destination, isDirectory, name => FileSuffix.Remove(name, Suffix));
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
        else
        {
            ToFile(item, item is FileInput file ? _names.ForFile(file.Path) : _names.ForUnnamed());
        }
    }

    private void ToStream(InputItem item, Stream output)
    {
        if (ShouldProcess(item.Target, "Decrypt to OutputStream"))
        {
            DecryptRequest request = Request();
            using MessageInput message = OpenMessage(item);

            // Part of the plaintext may have been written: whoever comes next must not take it for the whole.
            Report(item.Target, Demand(item.Target, () => Read(() => Client.DecryptAsync(message.Stream, output, request, progress: null, StopToken))));
        }
    }

    private void Emit(InputItem item)
    {
        if (!ShouldProcess(item.Target, "Decrypt"))
        {
            return;
        }

        DecryptRequest request = Request();
        using MessageInput message = OpenMessage(item);
        DecryptedData decrypted = Read(async () => await Client.DecryptAsync(await message.ReadAllAsync(StopToken), request, StopToken));
        Report(item.Target, decrypted.Result);
        WriteObject(PlaintextOutput.Convert(decrypted.Plaintext, Form, Encoding), enumerateCollection: false);
    }

    private void ToFile(InputItem item, string destination)
    {
        if (!ShouldProcess($"'{item.Target}' to '{destination}'", "Decrypt"))
        {
            return;
        }

        _names.Claim(destination);
        DecryptRequest request = Request();
        Stopwatch watch = Stopwatch.StartNew();
        DecryptResult result;
        if (item is FileInput file)
        {
            result = Read(() => _files.DecryptAsync(file.Path, destination, request, progress: null, StopToken));
        }
        else
        {
            using MessageInput message = OpenMessage(item);
            result = Read(() => _files.DecryptStreamAsync(message.Stream, destination, request, progress: null, StopToken));
        }

        Report(item.Target, result);
        WriteObject(FileOutput.WithPSPath(new EnvelopeFileResult(item.Target, destination, result, watch.Elapsed)));
    }
}
