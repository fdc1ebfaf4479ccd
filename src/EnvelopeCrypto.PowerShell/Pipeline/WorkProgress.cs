using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.PowerShell.Input;
using EnvelopeCrypto.Trees;

namespace EnvelopeCrypto.PowerShell.Pipeline;

/// <summary>Shows how far a command with files has come, once it takes longer. What there is in trees is counted beside the work, and only then.</summary>
internal sealed class WorkProgress
{
    private const int ActivityId = 0x0478;

    private readonly PipelineThread _thread;
    private readonly string _activity;
    private readonly Action<ProgressRecord> _write;
    private readonly CancellationToken _stop;
    private readonly List<Func<FileTree>> _uncounted = [];
    private bool _isShown;

    /// <param name="thread">Where it is shown.</param>
    /// <param name="activity">What is done.</param>
    /// <param name="write">Writes a record.</param>
    /// <param name="stop">Stops counting.</param>
    internal WorkProgress(PipelineThread thread, string activity, Action<ProgressRecord> write, CancellationToken stop)
    {
        _thread = thread;
        _activity = activity;
        _write = write;
        _stop = stop;
        Transfer = new TransferProgress(state => _thread.Post(_ => Show(state), state: null));
    }

    internal TransferProgress Transfer { get; }

    /// <summary>A file that was named, or came down the pipeline.</summary>
    internal void ExpectFile(FileInput file)
    {
        if (file.TreeDirectory is null)
        {
            Expect(file.Path, 1);
        }
    }

    /// <summary>A file that there is nothing to do for.</summary>
    internal void FileSkipped(FileInput file)
    {
        if (file.TreeDirectory is not null)
        {
            Expect(file.Path, -1);
        }
    }

    internal void ExpectTree(Func<FileTree> tree)
    {
        Transfer.BeginUnknown();
        if (_isShown)
        {
            Count(tree);
        }
        else
        {
            _uncounted.Add(tree);
        }
    }

    /// <summary>Takes the display away.</summary>
    internal void Complete()
    {
        if (_isShown)
        {
            _write(new ProgressRecord(ActivityId, _activity, "Done") { RecordType = ProgressRecordType.Completed });
        }
    }

    private void Show(TransferState state)
    {
        _isShown = true;
        _uncounted.ForEach(Count);
        _uncounted.Clear();
        string files = state.FilesTotal is { } total
            ? string.Create(CultureInfo.InvariantCulture, $"{state.FilesDone:N0} of {total:N0} files")
            : string.Create(CultureInfo.InvariantCulture, $"{state.FilesDone:N0} files");
        _write(new ProgressRecord(ActivityId, _activity, $"{files}, {Size(state.BytesDone)}, {Size(state.BytesPerSecond)}/s")
        {
            PercentComplete = state.Fraction is { } fraction ? (int)(fraction * 100) : -1,
            SecondsRemaining = state.TimeLeft is { } left ? (int)Math.Ceiling(left.TotalSeconds) : -1,
        });
    }

    private void Count(Func<FileTree> tree) => _ = Task.Run(
        () =>
        {
            TreeCount count = TreeCount.Of(tree(), _stop);
            Transfer.Expect(count.Files, count.Bytes);
            Transfer.EndUnknown();
        },
        CancellationToken.None);

    private void Expect(string path, int files)
    {
        FileInfo file = new(path);
        Transfer.Expect(files, file.Exists ? files * file.Length : 0);
    }

    private static string Size(double bytes)
    {
        string[] units = ["B", "KB", "MB", "GB", "TB"];
        int unit = 0;
        while (bytes >= 1024 && unit < units.Length - 1)
        {
            bytes /= 1024;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{Math.Round(bytes, bytes < 10 && unit > 0 ? 1 : 0)} {units[unit]}");
    }
}
