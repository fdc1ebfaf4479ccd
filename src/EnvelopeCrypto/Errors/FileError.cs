using System;

namespace EnvelopeCrypto.Errors;

/// <summary>Makes the errors that concern files. The path is in the text, the content never is.</summary>
internal static class FileError
{
    internal static EnvelopeFileException SourceNotFound(string path, Exception? cause = null) => new(
        ErrorIds.SourceNotFound, $"There is no file '{path}'.", cause);

    internal static EnvelopeFileException SourceUnreadable(string path, Exception cause) => new(
        ErrorIds.SourceUnreadable, $"The file '{path}' cannot be read: {cause.Message}", cause);

    internal static EnvelopeFileException SourceIsDirectory(string path) => new(
        ErrorIds.SourceIsDirectory, $"'{path}' is a directory, not a file. Add -Recurse to take the files in it.");

    internal static EnvelopeFileException SourceNotRegularFile(string path) => new(
        ErrorIds.SourceNotRegularFile, $"'{path}' is a pipe, device or socket. Open it yourself and give the stream with -InputStream.");

    internal static EnvelopeFileException DestinationExists(string path, Exception? cause = null) => new(
        ErrorIds.DestinationExists, $"The destination '{path}' exists. Choose another, or replace it with -Force.", cause);

    internal static EnvelopeFileException DestinationNotAFile(string path) => new(
        ErrorIds.DestinationNotAFile, $"The destination '{path}' exists and is not a regular file.");

    internal static EnvelopeFileException DestinationDirectoryNotFound(string directory) => new(
        ErrorIds.DestinationDirectoryNotFound, $"The destination's directory '{directory}' does not exist. Create it first.");

    internal static EnvelopeFileException DestinationUnwritable(string path, Exception cause) => new(
        ErrorIds.DestinationUnwritable, $"The destination '{path}' cannot be written: {cause.Message}", cause);

    internal static EnvelopeFileException DiskFull(string path, Exception cause) => new(
        ErrorIds.DiskFull, $"The disk is full: '{path}' could not be written. Nothing was left behind.", cause);

    internal static EnvelopeFileException WrittenFileDamaged(string path, Exception? cause = null) => new(
        ErrorIds.WrittenFileDamaged, $"What was written for '{path}' does not decrypt when it is read back. It was removed; check the disk, and try again.", cause);

    internal static EnvelopeFileException DestinationInsideSource(string destination, string source) => new(
        ErrorIds.DestinationInsideSource,
        $"The destination '{destination}' lies within the source '{source}': what is written would be read. Choose another, or leave it out to write beside each file.");

    internal static EnvelopeFileException DirectoryUnreadable(string path, Exception cause) => new(
        ErrorIds.SourceUnreadable, $"The directory '{path}' cannot be read: {cause.Message}", cause);

    internal static EnvelopeFileException SourceChanged(string path) => new(
        ErrorIds.SourceChanged, $"The file '{path}' was changed or replaced by somebody else meanwhile. It stays as it is now; try again.");

    internal static EnvelopeFileException SameFile(string path) => new(
        ErrorIds.SameFile, $"Source and destination are the same file, '{path}'. Choose another destination.");
}
