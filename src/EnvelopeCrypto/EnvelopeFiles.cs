using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Files;
using EnvelopeCrypto.Managers;
using EnvelopeCrypto.Trees;

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
    private readonly LeftoverSweep _sweep;
    private readonly FileCalls _calls;

    /// <summary>Makes an instance over a client.</summary>
    public EnvelopeFiles(EnvelopeClient client)
        : this(client, FileCalls.Real)
    {
    }

    internal EnvelopeFiles(EnvelopeClient client, FileCalls calls)
    {
        ArgumentNullException.ThrowIfNull(client);
        _client = client;
        _calls = calls;
        _sweep = new LeftoverSweep(calls);
    }

    /// <summary>Whether existing destinations are replaced; otherwise they are an error.</summary>
    public bool Replace { get; init; }

    /// <summary>
    /// What <see cref="DecryptAsync"/> and <see cref="ReEncryptAsync"/> read a source file through, for messages that are stored as text: given the file it returns a stream of
    /// the message. Null for files that are messages as they stand.
    /// </summary>
    public Func<Stream, Stream>? SourceDecoder { get; init; }

    /// <summary>Whether a destination file gets the times and the Unix mode of its source file, whatever the umask says and whatever stood there.</summary>
    public bool PreserveAttributes { get; init; }

    /// <summary>
    /// Whether each message that is written is read back and decrypted before it gets its name, with the data key that it was just written with: nobody
    /// is asked for a key.
    /// </summary>
    public bool Verify { get; init; }

    /// <summary>Bounds how many files are worked on at once, and flushes finished ones to disk together. Null for each by itself.</summary>
    public FileBatch? Batch { get; init; }

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
        using FileBatch.Place? place = Batch is null ? null : await Batch.EnterAsync(cancellationToken);
        using SourceFile source = SourceFile.Open(sourcePath, _calls);
        using DestinationFile destination = Prepare(destinationPath, sourcePath, Verify, source);
        KeepAttributes(source, destination);
        return await WriteMessageAsync(
            destination,
            request,
            written => source.KnownLength <= LongestSmallPlaintext
                ? EncryptSmallAsync(_client, source, destination, written, progress, cancellationToken)
                : _client.EncryptAsync(source, source.KnownLength, destination, written, progress, cancellationToken),
            place,
            cancellationToken);
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
        using DestinationFile destination = Prepare(destinationPath, sourcePath: null, Verify);
        return await WriteMessageAsync(
            destination, request, written => _client.EncryptAsync(source, destination, written, progress, cancellationToken), place: null, cancellationToken);
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
        using DestinationFile destination = Prepare(destinationPath, sourcePath: null, Verify);
        return await WriteMessageAsync(
            destination,
            request,
            async written =>
            {
                EncryptedData encrypted = await _client.EncryptAsync(plaintext, written, cancellationToken);
                await destination.WriteAsync(encrypted.Message, cancellationToken).ConfigureAwait(false);
                return encrypted.Result;
            },
            place: null,
            cancellationToken);
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
        using FileBatch.Place? place = Batch is null ? null : await Batch.EnterAsync(cancellationToken);
        using SourceFile source = SourceFile.Open(sourcePath, _calls);
        using DestinationFile destination = Prepare(destinationPath, sourcePath, readable: false, source);
        KeepAttributes(source, destination);
        using Stream message = SourceDecoder?.Invoke(source) ?? source;
        DecryptResult result = SourceDecoder is null && source.KnownLength <= LongestSmallMessage
            ? await DecryptSmallAsync(_client, source, destination, request, progress, cancellationToken)
            : await _client.DecryptAsync(message, destination, request, progress, cancellationToken);
        await CommitAsync(destination, place);
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
        using DestinationFile destination = Prepare(destinationPath, sourcePath: null, readable: false);
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

    private DestinationFile Prepare(string destinationPath, string? sourcePath, bool readable, SourceFile? source = null) =>
        DestinationFile.Prepare(destinationPath, sourcePath, Options(readable), source?.Facts);

    private DestinationOptions Options(bool readable) => new() { Replace = Replace, Sweep = _sweep, IsReadable = readable, Calls = _calls };

    private void KeepAttributes(SourceFile source, DestinationFile destination)
    {
        if (PreserveAttributes)
        {
            destination.Keep(source.Attributes);
        }
    }

    /// <summary>Writes a message, reads it back where that is asked for, and puts it under its name.</summary>
    private async Task<EncryptResult> WriteMessageAsync(
        DestinationFile destination,
        EncryptRequest request,
        Func<EncryptRequest, Task<EncryptResult>> write,
        FileBatch.Place? place,
        CancellationToken cancellationToken)
    {
        EncryptResult result;
        if (Verify)
        {
            using WitnessManager witness = new(request.MaterialsManager);
            result = await write(request.With(witness));
            await VerifyAsync(destination, witness, result.PlaintextLength, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            result = await write(request);
        }

        await CommitAsync(destination, place);
        return result;
    }

    /// <summary>With a batch the place is given up: what remains is to wait for the disk.</summary>
    private async Task CommitAsync(DestinationFile destination, FileBatch.Place? place)
    {
        if (Batch is null)
        {
            destination.Commit();
            return;
        }

        place?.Dispose();
        await Batch.CommitAsync(destination);
    }
}
