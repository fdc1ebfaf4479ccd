using System;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using EnvelopeCrypto.Cryptography;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.Tests;

/// <summary>
/// What the content key is derived by stands on the stack, where whatever is called next overwrites it, or not: it is looked for at once, below the frame
/// of the caller.
/// </summary>
public sealed class DeadStackTests
{
    private const int Depth = 24 * 1024;
    private const int Distance = 1024;

    [Theory]
    [InlineData(AlgorithmSuite.Aes256GcmHkdfSha512CommitKey)]
    [InlineData(AlgorithmSuite.Aes256GcmHkdfSha384EcdsaP384)]
    [InlineData(AlgorithmSuite.Aes128GcmHkdfSha256)]
    public void The_pseudorandom_key_of_a_derivation_does_not_stay_there(AlgorithmSuite suiteId)
    {
        AlgorithmSuiteInfo suite = AlgorithmSuiteInfo.Get(suiteId);
        byte[] dataKey = HandMadeMessage.Counting(suite.DataKeyLength, 1);
        byte[] messageId = HandMadeMessage.Counting(suite.MessageIdLength, 0x70);
        byte[] masked = [.. HKDF.Extract(suite.KdfHash, dataKey, suite.HasCommitment ? messageId : null).Select(static value => (byte)(value ^ 0xFF))];
        byte[] commitment = new byte[suite.HasCommitment ? 32 : 0];

        // The second time: the first leaves what compiling and loading leave.
        for (int i = 0; i < 2; i++)
        {
            Clear();
            Derive(suite, dataKey, messageId, commitment);
            Assert.False(IsBelow(masked));
        }
    }

    [Fact]
    public void What_is_left_there_is_found()
    {
        byte[] masked = [.. HandMadeMessage.Counting(64, 1).Select(static value => (byte)(value ^ 0xFF))];
        Clear();
        Assert.False(IsBelow(masked)); // and compiled, which takes stack
        Leave(masked);
        Leave(masked);
        Assert.True(IsBelow(masked));
        Clear();
        Assert.False(IsBelow(masked));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Clear()
    {
        Span<byte> below = stackalloc byte[2 * Depth];
        CryptographicOperations.ZeroMemory(below);
    }

    /// <summary>So deep that the frame of whoever looks does not lie over it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Derive(AlgorithmSuiteInfo suite, byte[] dataKey, byte[] messageId, byte[] commitment)
    {
        Span<byte> distance = stackalloc byte[Distance];
        distance.Clear();
        KeyDerivation.DeriveContentKey(suite, dataKey, messageId, commitment).Dispose();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Leave(byte[] masked)
    {
        Span<byte> distance = stackalloc byte[Distance];
        distance.Clear();
        Span<byte> plain = stackalloc byte[masked.Length];
        for (int i = 0; i < plain.Length; i++)
        {
            plain[i] = (byte)(masked[i] ^ 0xFF);
        }
    }

    /// <summary>Whether the stack below this call, which <see cref="Clear"/> has made sure is there, holds what is given under a mask.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe bool IsBelow(byte[] masked)
    {
        byte here = 0;
        byte* below = &here - Depth;
        for (int at = 0; at <= Depth - masked.Length; at++)
        {
            int same = 0;
            while (same < masked.Length && (byte)(below[at + same] ^ 0xFF) == masked[same])
            {
                same++;
            }

            if (same == masked.Length)
            {
                return true;
            }
        }

        return false;
    }
}
