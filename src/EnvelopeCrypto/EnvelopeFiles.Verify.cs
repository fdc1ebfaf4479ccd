using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Files;
using EnvelopeCrypto.Managers;

namespace EnvelopeCrypto;

/// <content>Messages that are read back before they get their name.</content>
public sealed partial class EnvelopeFiles
{
    /// <summary>Decrypts what was written.</summary>
    /// <param name="destination">Was prepared to be readable.</param>
    /// <param name="keys">Has the data key that it was written with.</param>
    /// <param name="plaintextLength">How long its plaintext must be, in bytes.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="EnvelopeFileException">It does not decrypt.</exception>
    private async Task VerifyAsync(DestinationFile destination, WitnessManager keys, long plaintextLength, CancellationToken cancellationToken)
    {
        EnvelopeClient reader = new(_client.CommitmentPolicy, maxEncryptedDataKeys: null, EnvelopeClient.GreatestFrameLength);
        try
        {
            DecryptResult read = await reader.DecryptAsync(
                destination.ReadBack(), Stream.Null, new DecryptRequest(keys), progress: null, cancellationToken).ConfigureAwait(false);
            if (read.PlaintextLength != plaintextLength)
            {
                throw FileError.WrittenFileDamaged(destination.Name);
            }
        }
        catch (Exception e) when (e is NotAMessageException or MalformedMessageException or MessageAuthenticationException or LimitExceededException)
        {
            throw FileError.WrittenFileDamaged(destination.Name, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw destination.Explain(e);
        }
    }
}
