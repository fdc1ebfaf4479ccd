using System.Collections.Generic;
using System.Linq;

namespace EnvelopeCrypto.InteropTests.Matrix;

/// <summary>How a message is cut: the frame length, and the length of the plaintext.</summary>
public sealed record Shape(int FrameLength, int Size)
{
    private const int MainFrameLength = 4096;

    private const int ManyFrames = (1024 * 1024) + 7;

    /// <summary>Two frames and a part of one, under the default frame length.</summary>
    internal static Shape Main { get; } = new(MainFrameLength, 10_000);

    /// <summary>The edges of each frame length, and, where that is not slow, a message of many frames.</summary>
    internal static IReadOnlyList<Shape> Edges { get; } =
    [
        .. from frame in (int[])[1, 16, MainFrameLength, 65536]
           from size in Sizes(frame).Distinct()
           select new Shape(frame, size),
    ];

    private static IEnumerable<int> Sizes(int frame)
    {
        int[] edges = [0, 1, frame - 1, frame, frame + 1, 3 * frame];
        return frame >= MainFrameLength ? edges.Append(ManyFrames) : edges;
    }
}
