using System;
using System.Management.Automation;
using System.Threading.Tasks;
using EnvelopeCrypto.PowerShell.Input;

namespace EnvelopeCrypto.PowerShell.Commands;

/// <summary>What the cmdlets that open messages have in common.</summary>
public abstract class EnvelopeDecryptionCommand : EnvelopeDataCommand
{
    private protected EnvelopeDecryptionCommand()
    {
    }

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

    private protected override bool UsesFirstKeyFileOnly => false;

    private protected override string WaysToGiveKeys => MessageReading.WaysToGiveKeys;

    private protected override EnvelopeClient CreateClient() =>
        MessageReading.CreateClient(CommitmentPolicy, MaxEncryptedDataKeys, MaxFrameLength, Discovers);

    private protected DecryptRequest Request() => new(Keys) { EncryptionContext = Context };

    private protected MessageInput OpenMessage(InputItem item) => MessageInput.Open(item, FromBase64);

    /// <summary>Waits for work that reads a message; base64 that turns out to be none is named so.</summary>
    private protected T Read<T>(Func<Task<T>> work) => MessageReading.Read(() => Wait(work));

    private protected void Report(string target, DecryptResult result) => WriteVerbose(MessageReading.Report(target, result));
}
