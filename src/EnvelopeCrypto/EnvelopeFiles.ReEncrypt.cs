using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Files;
using EnvelopeCrypto.Trees;

namespace EnvelopeCrypto;

/// <content>Files under other keys.</content>
public sealed partial class EnvelopeFiles
{
    /// <summary>Writes a message anew, under other keys, into another file.</summary>
    /// <param name="sourcePath">The old message; a regular file.</param>
    /// <param name="destinationPath">The new message; in an existing directory, and not the source under another name.</param>
    /// <param name="request">Old keys, new keys, context.</param>
    /// <param name="progress">Told the number of bytes of the old message done since it was told last.</param>
    /// <param name="cancellationToken">Stops; no destination is made.</param>
    /// <exception cref="EnvelopeFileException">A file cannot be read or written.</exception>
    /// <exception cref="EnvelopeCryptoException">The old message is damaged or cannot be opened, or the new one cannot be written so.</exception>
    public async Task<ReEncryptResult> ReEncryptAsync(
        string sourcePath, string destinationPath, ReEncryptRequest request, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        using FileBatch.Place? place = Batch is null ? null : await Batch.EnterAsync(cancellationToken);
        using SourceFile source = SourceFile.Open(sourcePath, _calls);
        using DestinationFile destination = Prepare(destinationPath, sourcePath, readable: false, source);
        KeepAttributes(source, destination);
        using Stream message = SourceDecoder?.Invoke(source) ?? source;
        ReEncryptResult result = await _client.ReEncryptAsync(message, destination, request, progress, cancellationToken);
        await CommitAsync(destination, place);
        return result;
    }

    /// <summary>Writes the message of a stream anew, under other keys, into a file.</summary>
    /// <param name="source">The old message, from where the stream stands to its end. It is not closed.</param>
    /// <param name="destinationPath">The new message; in an existing directory.</param>
    /// <param name="request">Old keys, new keys, context.</param>
    /// <param name="progress">Told the number of bytes of the old message done since it was told last.</param>
    /// <param name="cancellationToken">Stops; no destination is made.</param>
    /// <exception cref="EnvelopeFileException">The destination cannot be written.</exception>
    /// <exception cref="EnvelopeCryptoException">The old message is damaged or cannot be opened, or the new one cannot be written so.</exception>
    public async Task<ReEncryptResult> ReEncryptStreamAsync(
        Stream source, string destinationPath, ReEncryptRequest request, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        using DestinationFile destination = Prepare(destinationPath, sourcePath: null, readable: false);
        ReEncryptResult result = await _client.ReEncryptAsync(source, destination, request, progress, cancellationToken);
        destination.Commit();
        return result;
    }

    /// <summary>
    /// Replaces a message by a new one under other keys, whatever <see cref="Replace"/> says: in one step, once the old one is verified as a whole and the
    /// new one is on disk. Until then, and when anything fails, the file stays as it was. It keeps its Unix mode, and with <see cref="PreserveAttributes"/> its times. Through a symbolic link the file
    /// that it leads to is replaced and the link stays; other hard links of the file keep the old message.
    /// </summary>
    /// <param name="path">A regular file that is a message as it stands; <see cref="SourceDecoder"/> is not used.</param>
    /// <param name="request">Old keys, new keys, context.</param>
    /// <param name="progress">Told the number of bytes of the old message done since it was told last.</param>
    /// <param name="cancellationToken">Stops; the file stays as it was.</param>
    /// <exception cref="EnvelopeFileException">The file cannot be read or replaced, or was changed by somebody else meanwhile.</exception>
    /// <exception cref="EnvelopeCryptoException">The old message is damaged or cannot be opened, or the new one cannot be written so.</exception>
    public async Task<ReEncryptResult> ReEncryptInPlaceAsync(
        string path, ReEncryptRequest request, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        using FileBatch.Place? place = Batch is null ? null : await Batch.EnterAsync(cancellationToken);
        StandingFile standing = StandingFile.At(path, _calls);
        using SourceFile source = SourceFile.Open(path, _calls);
        using DestinationFile destination = DestinationFile.Prepare(standing, Options(readable: false));
        KeepAttributes(source, destination);
        ReEncryptResult result = await _client.ReEncryptAsync(source, destination, request, progress, cancellationToken);

        // Windows replaces no file that is open.
        await source.DisposeAsync().ConfigureAwait(false);
        await CommitAsync(destination, place);
        return result;
    }
}
