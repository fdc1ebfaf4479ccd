using System;
using EnvelopeCrypto.Cryptography;

namespace EnvelopeCrypto.Streaming;

/// <summary>A run of frames on its way through the pipeline: what was read, and what was made of it.</summary>
internal sealed class Chunk : IDisposable
{
    /// <summary>How much a chunk holds at least one frame of: large enough to make writes few, small enough for the processor's cache.</summary>
    internal const int TargetLength = 512 * 1024;

    private const int FirstCapacity = 1024 * 1024;

    /// <param name="inputCapacity">What it may have to read; where that is large, it begins smaller and grows with the bytes.</param>
    internal Chunk(int inputCapacity)
    {
        Input = new SecretBuffer(Math.Min(inputCapacity, FirstCapacity));
        Output = new SecretBuffer();
    }

    internal SecretBuffer Input { get; }

    internal SecretBuffer Output { get; }

    internal int InputLength { get; set; }

    internal int OutputLength { get; set; }

    /// <summary>The number of its first frame.</summary>
    internal uint FirstSequence { get; set; }

    /// <summary>Whether it ends with the final frame.</summary>
    internal bool IsLast { get; set; }

    /// <summary>Where in the input of a last chunk the final frame begins.</summary>
    internal int FinalFrameAt { get; set; }

    /// <summary>Where in the output of a last chunk the final frame's part begins.</summary>
    internal int FinalOutputAt { get; set; }

    public void Dispose()
    {
        Input.Dispose();
        Output.Dispose();
    }

    /// <summary>How many frames of the given length (with their overhead) go into one chunk.</summary>
    internal static int FramesPerChunk(int frameLengthWithOverhead) => Math.Max(1, (TargetLength - 64) / frameLengthWithOverhead);
}
