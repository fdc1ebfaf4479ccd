using System;
using System.Diagnostics;
using System.IO;
using System.Management.Automation;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Managers;
using EnvelopeCrypto.PowerShell.Input;
using EnvelopeCrypto.PowerShell.Output;
using EnvelopeCrypto.Trees;

namespace EnvelopeCrypto.PowerShell.Commands;

/// <summary>Decrypts messages in data, files, trees of files and streams.</summary>
[Cmdlet(VerbsSecurity.Unprotect, "EnvelopeData", SupportsShouldProcess = true, DefaultParameterSetName = ParameterSets.Path)]
[OutputType(typeof(byte[]), typeof(string), typeof(SecureString), typeof(EnvelopeFileResult))]
public sealed class UnprotectEnvelopeDataCommand : EnvelopeOutputCommand
{
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

    /// <summary>Emits plaintext as text; an error when it is none.</summary>
    [Parameter]
    public SwitchParameter AsString { get; set; }

    /// <summary>Emits plaintext as text in a SecureString.</summary>
    [Parameter]
    public SwitchParameter AsSecureString { get; set; }

    /// <summary>The encoding of the text that -AsString and -AsSecureString emit; UTF-8 by default.</summary>
    [Parameter]
    [EncodingTransformation]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    [ValidateNotNull]
    public Encoding Encoding { get; set; } = Encoding.UTF8;

    private protected override bool UsesFirstKeyFileOnly => false;

    private protected override string WaysToGiveKeys => MessageReading.WaysToGiveKeys;

    private protected override bool Emits => AsString || AsSecureString || AsBytes || AsBase64;

    private protected override string EmitParameters => "-AsString, -AsSecureString, -AsBytes or -AsBase64";

    private protected override string ActionName => "Decrypt";

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
        DemandApart(MyInvocation.BoundParameters.ContainsKey(nameof(Encoding)), !AsString && !AsSecureString, "-Encoding goes with -AsString or -AsSecureString.");
    }

    private protected override EnvelopeClient CreateClient() => MessageReading.CreateClient(CommitmentPolicy, MaxEncryptedDataKeys, MaxFrameLength, Discovers);

    private protected override EnvelopeFiles CreateFiles(FileBatch? batch) => new(Client)
    {
        Replace = Force,
        PreserveAttributes = PreserveAttributes,
        SourceDecoder = FromBase64 ? Base64Input.Decode : null,
        Batch = batch,
    };

    private protected override string Rename(string name) => FileSuffix.Remove(name, Suffix);

    private protected override bool TakesFromTree(string name) => FileSuffix.IsOn(name, Suffix);

    private protected override void ToStream(StreamInput input, Stream output)
    {
        if (ShouldProcess(input.Target, "Decrypt to OutputStream"))
        {
            DecryptRequest request = Request(Keys);
            using MessageInput message = MessageInput.Open(input, FromBase64);

            // Part of the plaintext may have been written: whoever comes next must not take it for the whole.
            DecryptResult result = Demand(input.Target, () => Read(() => Client.DecryptAsync(message.Stream, output, request, progress: null, StopToken)));
            WriteVerbose(MessageReading.Report(input.Target, result));
        }
    }

    private protected override void Emit(InputItem item)
    {
        if (!ShouldProcess(item.Target, "Decrypt"))
        {
            return;
        }

        DecryptRequest request = Request(Keys);
        using MessageInput message = MessageInput.Open(item, FromBase64);
        DecryptedData decrypted = Read(async () => await Client.DecryptAsync(await message.ReadAllAsync(StopToken), request, StopToken));
        object output;
        try
        {
            // Either may find that the pipeline has been stopped.
            WriteVerbose(MessageReading.Report(item.Target, decrypted.Result));
            output = PlaintextOutput.Convert(decrypted.Plaintext, Form, Encoding);
            StopToken.ThrowIfCancellationRequested();
        }
        catch
        {
            CryptographicOperations.ZeroMemory(decrypted.Plaintext);
            throw;
        }

        WriteObject(output, enumerateCollection: false);
    }

    private protected override Func<CancellationToken, Task<FileWork>> PrepareFile(
        FileInput file, string destination, IMaterialsManager keys, IProgress<long> progress)
    {
        DecryptRequest request = Request(keys);
        return async stop =>
        {
            Stopwatch watch = Stopwatch.StartNew();
            return Describe(file, destination, await Files.DecryptAsync(file.Path, destination, request, progress, stop), watch);
        };
    }

    private protected override FileWork WriteUnnamed(InputItem item, string destination)
    {
        DecryptRequest request = Request(Keys);
        using MessageInput message = MessageInput.Open(item, FromBase64);
        Stopwatch watch = Stopwatch.StartNew();
        DecryptResult result = Read(() => Files.DecryptStreamAsync(message.Stream, destination, request, progress: null, StopToken));
        return Describe(item, destination, result, watch);
    }

    private DecryptRequest Request(IMaterialsManager keys) => new(keys) { EncryptionContext = Context };

    private T Read<T>(Func<Task<T>> work) => MessageReading.Read(() => Wait(work));

    private static FileWork Describe(InputItem item, string destination, DecryptResult result, Stopwatch watch) =>
        new(new EnvelopeFileResult(item.Target, destination, result, watch.Elapsed), MessageReading.Report(item.Target, result));
}
