using System;
using System.Collections.Concurrent;
using System.Numerics;
using System.Security.Cryptography;

namespace EnvelopeCrypto.Cryptography;

/// <summary>Pinned arrays for reuse, zeroed before they come back in. Lengths are powers of two; what the pool keeps is bounded.</summary>
internal static class SecretBufferPool
{
    private const int SmallestShift = 12;
    private const int LargestShift = 21;
    private const int KeptBytesPerLength = 16 * 1024 * 1024;

    private static readonly ConcurrentQueue<byte[]>[] Kept = CreateQueues();

    internal static byte[] Rent(int length)
    {
        int shift = Shift(length);
        if (shift > LargestShift)
        {
            return GC.AllocateUninitializedArray<byte>(length, pinned: true);
        }

        return Kept[shift - SmallestShift].TryDequeue(out byte[]? array)
            ? array
            : GC.AllocateUninitializedArray<byte>(1 << shift, pinned: true);
    }

    internal static void Return(byte[] array)
    {
        if (array.Length == 0)
        {
            return;
        }

        CryptographicOperations.ZeroMemory(array);
        int shift = Shift(array.Length);
        if (shift > LargestShift || array.Length != 1 << shift)
        {
            return;
        }

        ConcurrentQueue<byte[]> queue = Kept[shift - SmallestShift];
        if (queue.Count < Math.Min(64, KeptBytesPerLength >> shift))
        {
            queue.Enqueue(array);
        }
    }

    private static int Shift(int length) =>
        Math.Max(SmallestShift, 32 - BitOperations.LeadingZeroCount((uint)(length - 1)));

    private static ConcurrentQueue<byte[]>[] CreateQueues()
    {
        ConcurrentQueue<byte[]>[] queues = new ConcurrentQueue<byte[]>[LargestShift - SmallestShift + 1];
        for (int i = 0; i < queues.Length; i++)
        {
            queues[i] = new ConcurrentQueue<byte[]>();
        }

        return queues;
    }
}
