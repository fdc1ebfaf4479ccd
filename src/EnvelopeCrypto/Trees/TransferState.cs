using System;

namespace EnvelopeCrypto.Trees;

/// <summary>How far a run has come.</summary>
public sealed class TransferState
{
    internal TransferState(long filesDone, long? filesTotal, long bytesDone, double bytesPerSecond, double? fraction, TimeSpan? timeLeft)
    {
        FilesDone = filesDone;
        FilesTotal = filesTotal;
        BytesDone = bytesDone;
        BytesPerSecond = bytesPerSecond;
        Fraction = fraction;
        TimeLeft = timeLeft;
    }

    /// <summary>Files done, those that failed included.</summary>
    public long FilesDone { get; }

    /// <summary>Files in all; null while that is not known.</summary>
    public long? FilesTotal { get; }

    /// <summary>Bytes that were read.</summary>
    public long BytesDone { get; }

    /// <summary>Bytes read in a second, since the beginning.</summary>
    public double BytesPerSecond { get; }

    /// <summary>How much of the whole is done, 0 to 1; null while the whole is not known.</summary>
    public double? Fraction { get; }

    /// <summary>How long the rest will take at the speed so far; null while that cannot be told.</summary>
    public TimeSpan? TimeLeft { get; }
}
