using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.PowerShell.Errors;
using EnvelopeCrypto.PowerShell.Input;
using EnvelopeCrypto.PowerShell.Output;
using EnvelopeCrypto.PowerShell.Pipeline;
using EnvelopeCrypto.Streaming;

namespace EnvelopeCrypto.PowerShell.Commands;

/// <summary>Shows what messages say of themselves, without any key and without asking anybody. Nothing of it is authenticated.</summary>
[Cmdlet(VerbsCommon.Get, "EnvelopeHeader", DefaultParameterSetName = ParameterSets.Path)]
[OutputType(typeof(EnvelopeHeader))]
public sealed class GetEnvelopeHeaderCommand : EnvelopeCmdlet
{
    private readonly EnvelopeClient _client = new();
    private readonly InputReader _reader;
    private NameFilter _filter = null!;

    /// <summary>Makes the cmdlet.</summary>
    public GetEnvelopeHeaderCommand()
    {
        _reader = new InputReader(this);
    }

    /// <summary>Messages (byte[], or base64 text with -FromBase64) or files (FileInfo).</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ParameterSets.Object)]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object? InputObject { get; set; }

    /// <summary>Files; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ParameterSets.Path)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Path { get; set; }

    /// <summary>Files, by names that are taken as they stand.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.LiteralPath)]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    public string[]? LiteralPath { get; set; }

    /// <summary>A stream, read from where it stands; more than the header may be read.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.Stream)]
    [ValidateNotNull]
    public Stream? InputStream { get; set; }

    /// <summary>The input is base64 text of a message.</summary>
    [Parameter]
    public SwitchParameter FromBase64 { get; set; }

    /// <summary>Takes the files in directories as well, at any depth. Links are skipped.</summary>
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    /// <summary>With -Recurse: only files whose names match one of these patterns.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Include { get; set; }

    /// <summary>With -Recurse: no files whose names match one of these patterns.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Exclude { get; set; }

    /// <summary>With -Recurse: follows links to files and directories; one that leads back to a directory above it is skipped all the same.</summary>
    [Parameter]
    public SwitchParameter FollowSymlink { get; set; }

    /// <summary>Passes over what is no message, instead of an error.</summary>
    [Parameter]
    public SwitchParameter SkipNonMessage { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        DemandRecurse(Recurse, Include is not null, Exclude is not null, FollowSymlink);
        _filter = new NameFilter(Include, Exclude);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputStream is not null)
        {
            ProcessAll(() => null, [new StreamInput(InputStream)]);
            return;
        }

        foreach (string path in Path ?? LiteralPath ?? [])
        {
            Attempt(path, () => ProcessAll(() => path, LiteralPath is null ? _reader.FromPath(path) : _reader.FromLiteralPath(path)));
        }

        if (Path is null && LiteralPath is null)
        {
            ProcessAll(() => _reader.CurrentObject, _reader.FromObject(InputObject));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => ProcessAll(() => _reader.CurrentObject, _reader.Finish());

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _reader.Dispose();
        }

        base.Dispose(disposing);
    }

    private void ProcessAll(Func<object?> target, IEnumerable<InputItem> items) => Attempt(target, () =>
    {
        foreach (InputItem item in items)
        {
            using IDisposable? wiped = item as IDisposable;
            if (Recurse && item is FileInput file && Directory.Exists(file.Path))
            {
                WalkTree(new TreeWalk(file.Path, _filter, static _ => true, FollowSymlink, destination: null).Create(), Show);
            }
            else
            {
                Attempt(item.Target, () => Show(item));
            }
        }
    });

    private void Show(InputItem item)
    {
        try
        {
            using MessageInput message = MessageInput.Open(item, FromBase64);
            MessageHeader header = Wait(() => _client.ReadHeaderAsync(message.Stream, StopToken));
            long? length = message.Stream.CanSeek && item is not StreamInput ? PlaintextLength.TryCompute(header, message.Stream) : null;
            WriteObject(new EnvelopeHeader(header, length, (item as FileInput)?.Path));
        }
        catch (EnvelopeCryptoException e) when (SkipNonMessage && (e is NotAMessageException || e.ErrorId == CommandErrorIds.NotBase64))
        {
            WriteVerbose($"{item.Target} is no message.");
        }
        catch (EnvelopeFileException e) when (SkipNonMessage && e.ErrorId is ErrorIds.SourceIsDirectory or ErrorIds.SourceNotRegularFile)
        {
            WriteVerbose($"{item.Target} is no file.");
        }
        catch (FormatException) when (SkipNonMessage)
        {
            WriteVerbose($"{item.Target} is no message.");
        }
        catch (FormatException e)
        {
            throw CommandError.NotBase64(e);
        }
    }
}
