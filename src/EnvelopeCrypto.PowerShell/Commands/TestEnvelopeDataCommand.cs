using System.IO;
using System.Management.Automation;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.PowerShell.Errors;
using EnvelopeCrypto.PowerShell.Input;

namespace EnvelopeCrypto.PowerShell.Commands;

/// <summary>Verifies messages in full and writes nothing: true, or false with a warning when a message is damaged.</summary>
[Cmdlet(VerbsDiagnostic.Test, "EnvelopeData", DefaultParameterSetName = ParameterSets.Path)]
[OutputType(typeof(bool))]
public sealed class TestEnvelopeDataCommand : EnvelopeDecryptionCommand
{
    private protected override void Process(InputItem item)
    {
        DecryptRequest request = Request();
        bool intact;
        try
        {
            using MessageInput message = OpenMessage(item);
            Report(item.Target, Read(() => Client.DecryptAsync(message.Stream, Stream.Null, request, progress: null, StopToken)));
            intact = true;
        }
        catch (EnvelopeCryptoException e) when (e is NotAMessageException or MalformedMessageException or MessageAuthenticationException || e.ErrorId == CommandErrorIds.NotBase64)
        {
            WriteWarning($"{item.Target}: {e.Message}");
            intact = false;
        }

        WriteObject(intact);
    }
}
