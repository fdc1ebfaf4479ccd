using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Files;

namespace EnvelopeCrypto;

/// <summary>
/// Encrypts and decrypts files. A destination appears complete and verified under its name, or not at all; what stood there stays until then.
/// One instance serves a whole run of files, on any number of threads.
/// </summary>
/// <remarks>
/// Until it is complete a file is <c>.&lt;name&gt;.&lt;random&gt;.envelope-partial</c> beside the destination, for its owner only. What an interrupted run left
/// there is removed by the next one with the same destination. Without <see cref="Replace"/> the last step is one that cannot replace a file that came
/// meanwhile; only on file systems without hard links a race of microseconds remains. All paths are full paths.
/// </remarks>
public sealed partial class EnvelopeFiles
{
    private readonly EnvelopeClient _client;
    private readonly LeftoverSweep _sweep = new();

    /// <summary>Makes an instance over a client.</summary>
    public EnvelopeFiles(EnvelopeClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        _client = client;
    }

    /// <summary>Whether existing destinations are replaced; otherwise they are an error.</summary>
    public bool Replace { get; init; }

    /// <summary>
    /// What <see cref="DecryptAsync"/> and <see cref="ReEncryptAsync"/> read a source file through, for messages that are stored as text: given the file it returns a stream of
    /// the message. Null for files that are messages as they stand.
    /// </summary>
    public Func<Stream, Stream>? SourceDecoder { get; init; }

    /// <summary>Encrypts a file.</summary>
    /// <param name="sourcePath">The plaintext; a regular file.</param>
    /// <param name="destinationPath">The message; in an existing directory, and not the source under another name.</param>
    /// <param name="request">Keys, context, suite.</param>
    /// <param name="progress">Told the number of plaintext bytes done since it was told last.</param>
    /// <param name="cancellationToken">Stops; no destination is made.</param>
    /// <exception cref="EnvelopeFileException">A file cannot be read or written.</exception>
    /// <exception cref="EnvelopeCryptoException">The message cannot be written so.</exception>
    public async Task<EncryptResult> EncryptAsync(
        string sourcePath, string destinationPath, EncryptRequest request, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        using SourceFile source = SourceFile.Open(sourcePath);
        using DestinationFile destination = DestinationFile.Prepare(destinationPath, sourcePath, Replace, sweep: _sweep);
        EncryptResult result = await _client.EncryptAsync(source, source.KnownLength, destination, request, progress, cancellationToken);
        destination.Commit();
        return result;
    }

    /// <summary>Encrypts a stream into a file.</summary>
    /// <param name="source">Plaintext, from where the stream stands to its end. It is not closed.</param>
    /// <param name="destinationPath">The message; in an existing directory.</param>
    /// <param name="request">Keys, context, suite.</param>
    /// <param name="progress">Told the number of plaintext bytes done since it was told last.</param>
    /// <param name="cancellationToken">Stops; no destination is made.</param>
    /// <exception cref="EnvelopeFileException">The destination cannot be written.</exception>
    /// <exception cref="EnvelopeCryptoException">The message cannot be written so.</exception>
    public async Task<EncryptResult> EncryptStreamAsync(
        Stream source, string destinationPath, EncryptRequest request, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        using DestinationFile destination = DestinationFile.Prepare(destinationPath, source: null, Replace, sweep: _sweep);
        EncryptResult result = await _client.EncryptAsync(source, destination, request, progress, cancellationToken);
        destination.Commit();
        return result;
    }

    /// <summary>Encrypts a piece of memory into a file.</summary>
    /// <param name="plaintext">What to encrypt; it must not change meanwhile.</param>
    /// <param name="destinationPath">The message; in an existing directory.</param>
    /// <param name="request">Keys, context, suite.</param>
    /// <param name="cancellationToken">Stops; no destination is made.</param>
    /// <exception cref="EnvelopeFileException">The destination cannot be written.</exception>
    /// <exception cref="EnvelopeCryptoException">The message cannot be written so.</exception>
    public async Task<EncryptResult> EncryptBytesAsync(
        ReadOnlyMemory<byte> plaintext, string destinationPath, EncryptRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        using DestinationFile destination = DestinationFile.Prepare(destinationPath, source: null, Replace, sweep: _sweep);
        EncryptedData encrypted = await _client.EncryptAsync(plaintext, request, cancellationToken);
        await destination.WriteAsync(encrypted.Message, cancellationToken).ConfigureAwait(false);
        destination.Commit();
        return encrypted.Result;
    }

    /// <summary>Decrypts a file.</summary>
    /// <param name="sourcePath">The message; a regular file.</param>
    /// <param name="destinationPath">The plaintext; in an existing directory, and not the source under another name.</param>
    /// <param name="request">Keys and expected context.</param>
    /// <param name="progress">Told the number of message bytes done since it was told last.</param>
    /// <param name="cancellationToken">Stops; no destination is made.</param>
    /// <exception cref="EnvelopeFileException">A file cannot be read or written.</exception>
    /// <exception cref="EnvelopeCryptoException">The message is damaged, is not one, or cannot be opened.</exception>
    public async Task<DecryptResult> DecryptAsync(
        string sourcePath, string destinationPath, DecryptRequest request, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        using SourceFile source = SourceFile.Open(sourcePath);
        using DestinationFile destination = DestinationFile.Prepare(destinationPath, sourcePath, Replace, sweep: _sweep);
        using Stream message = SourceDecoder?.Invoke(source) ?? source;
        DecryptResult result = await _client.DecryptAsync(message, destination, request, progress, cancellationToken);
        destination.Commit();
        return result;
    }

    /// <summary>Decrypts a stream into a file.</summary>
    /// <param name="source">The message, from where the stream stands to its end. It is not closed.</param>
    /// <param name="destinationPath">The plaintext; in an existing directory.</param>
    /// <param name="request">Keys and expected context.</param>
    /// <param name="progress">Told the number of message bytes done since it was told last.</param>
    /// <param name="cancellationToken">Stops; no destination is made.</param>
    /// <exception cref="EnvelopeFileException">The destination cannot be written.</exception>
    /// <exception cref="EnvelopeCryptoException">The message is damaged, is not one, or cannot be opened.</exception>
    public async Task<DecryptResult> DecryptStreamAsync(
        Stream source, string destinationPath, DecryptRequest request, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        using DestinationFile destination = DestinationFile.Prepare(destinationPath, source: null, Replace, sweep: _sweep);
        DecryptResult result = await _client.DecryptAsync(source, destination, request, progress, cancellationToken);
        destination.Commit();
        return result;
    }

    /// <summary>Opens a file for reading; its errors name it.</summary>
    /// <param name="path">A regular file.</param>
    /// <exception cref="EnvelopeFileException">The file cannot be read; pipes, devices and directories are refused unopened.</exception>
    public static Stream OpenRead(string path) => SourceFile.Open(path);

    /// <summary>Whether a name is that of a file that was not finished, by this run or another.</summary>
    /// <param name="fileName">A name without directories.</param>
    public static bool IsPartialFileName(string fileName) => PartialFile.IsPartial(fileName);
}
