using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using EnvelopeCrypto.Suites;
using EnvelopeCrypto.Tests;

namespace EnvelopeCrypto.InteropTests.Differential;

/// <summary>Messages with something odd in them, and every tag and signature right for it: what a reader then does, it does because of the oddity.</summary>
internal static class AuthenticOddity
{
    private static readonly (byte[] Name, byte[] Value)[] Pairs = [("a"u8.ToArray(), "1"u8.ToArray()), ("b"u8.ToArray(), "2"u8.ToArray())];

    /// <summary>Makes one.</summary>
    /// <returns>What is odd about it, and the message.</returns>
    internal static (string What, byte[] Message) Make(Random random, LocalKey key)
    {
        IReadOnlyList<AlgorithmSuiteInfo> suites = AlgorithmSuiteInfo.All;
        using HandMadeMessage message = new(suites[random.Next(suites.Count)].Id, frameLength: (uint)random.Next(1, 20));
        message.Context.AddRange(random.Next(2) == 0 ? [] : Pairs);
        message.Context.Sort((one, other) => one.Name.AsSpan().SequenceCompareTo(other.Name));
        byte[] block = message.Context.Count == 0 ? [] : HandMadeMessage.Serialize([.. message.Context]);
        string header = Disturb(message, block, random);
        message.Keys.Clear();
        message.Keys.AddRange(Wrap(message, block, key, random));
        string body = AddBody(message, random);
        if (random.Next(8) == 0)
        {
            message.Trailing = new byte[random.Next(1, 40)];
            body += ", bytes after it";
        }

        return ($"{header}, {body}", message.Build());
    }

    private static string Disturb(HandMadeMessage message, byte[] block, Random random)
    {
        switch (random.Next(16))
        {
            case 0:
                message.Context.Reverse();
                return "pairs in another order";
            case 1:
                message.ContextBlock = [.. block, 0];
                return "a byte left over in the context";
            case 2 when message.Context.Count > 0:
                message.Context.Add(message.Context[0]);
                return "a name twice";
            case 3 when block.Length == 0:
                message.ContextBlock = [0, 0];
                return "a context of no pairs";
            case 4:
                message.Reserved = 1;
                return "reserved bytes";
            case 5:
                message.HeaderIv = HandMadeMessage.Counting(12, 1);
                return "another header IV";
            default:
                return "a usual header";
        }
    }

    private static string AddBody(HandMadeMessage message, Random random)
    {
        int length = (int)message.FrameLength;
        uint first = random.Next(10) == 0 ? (uint)random.Next(3) : 1;
        switch (random.Next(7))
        {
            case 0:
                message.AddSingleBlock(new byte[random.Next(40)]);
                return "one piece";
            case 1:
                message.AddSingleBlock(new byte[random.Next(40)]);
                message.FrameLength = 5;
                return "one piece with a frame length";
            case 2:
                message.AddFinalFrame(first, new byte[length + 1]);
                return $"a final frame {first} that is too long";
            case 3:
                message.AddFrame(first, new byte[length]).AddFinalFrame(first + 2, []);
                return "a gap";
            case 4:
                message.AddFrame(first, new byte[length]).AddFinalFrame(first + 1, []);
                return $"an empty final frame after frame {first}";
            case 5:
                message.AddFrame(first, new byte[length]);
                return "no final frame";
            default:
                message.AddFrame(first, new byte[length]).AddFinalFrame(first + 1, new byte[random.Next(length + 1)]);
                return $"frames from {first} on";
        }
    }

    private static (byte[] Id, byte[] Info, byte[] Ciphertext)[] Wrap(HandMadeMessage message, byte[] aad, LocalKey key, Random random)
    {
        byte[] iv = HandMadeMessage.Counting(12, 3);
        byte[] wrapped = new byte[message.DataKey.Length];
        byte[] tag = new byte[16];
        using AesGcm cipher = new(key.WrappingKey!, 16);
        cipher.Encrypt(iv, message.DataKey, wrapped, tag, aad);
        (byte[], byte[], byte[]) good = (
            Encoding.UTF8.GetBytes(key.Namespace), [.. Encoding.UTF8.GetBytes(key.Name), 0, 0, 0, 128, 0, 0, 0, 12, .. iv], [.. wrapped, .. tag]);
        (byte[], byte[], byte[]) foreign = ("foreign"u8.ToArray(), [0xFF, 0xFE], random.Next(3) == 0 ? [] : [7]);
        return random.Next(5) switch
        {
            0 => [foreign, good],
            1 => [good, foreign],
            _ => [good],
        };
    }
}
