using System;
using EnvelopeCrypto.Errors;

namespace EnvelopeCrypto.Format;

/// <summary>Says of bytes that are no message what they most likely are, so that the error can name the next step.</summary>
internal static class InputDamage
{
    /// <summary>How many of the first bytes are looked at.</summary>
    internal const int Window = 64;

    /// <summary>The error for input whose first bytes are not those of a message.</summary>
    internal static NotAMessageException Recognize(ReadOnlySpan<byte> input)
    {
        input = input[..Math.Min(input.Length, Window)];
        if (input.StartsWith("\uFEFF"u8))
        {
            return LooksLikeBase64(input[3..]) ? Error.Base64Message() : Error.TextDamagedMessage("a UTF-8 byte order mark");
        }

        if (input.StartsWith([(byte)0xFF, (byte)0xFE]) || input.StartsWith([(byte)0xFE, (byte)0xFF]))
        {
            return Error.TextDamagedMessage("a UTF-16 byte order mark");
        }

        if (LooksLikeBase64(input))
        {
            return Error.Base64Message();
        }

        if (IsInterleavedWithZeros(input))
        {
            return Error.TextDamagedMessage("UTF-16 text");
        }

        return input.IndexOf("\uFFFD"u8) >= 0
            ? Error.TextDamagedMessage("replacement characters (U+FFFD)")
            : Error.NotAMessage();
    }

    /// <summary>The error for a header that does not go on, or goes on as none can.</summary>
    /// <param name="input">What there is of it.</param>
    /// <param name="otherwise">The error for a header that was not written as text.</param>
    internal static EnvelopeCryptoException BrokenHeader(ReadOnlySpan<byte> input, EnvelopeCryptoException otherwise)
    {
        // The message id of version 2, behind version and suite: 32 random bytes, of which no half survives as UTF-8, and which hold these three
        // bytes by chance once in half a million messages.
        const int MessageId = 3;
        const int MessageIdEnd = MessageId + 32;
        return input.Length > MessageId && input[MessageId..Math.Min(input.Length, MessageIdEnd)].IndexOf("\uFFFD"u8) >= 0
            ? Error.TextDamagedMessage("replacement characters (U+FFFD)")
            : otherwise;
    }

    /// <summary>The error for a plausible version with a suite id that is unknown or belongs to the other version.</summary>
    internal static NotAMessageException UnknownSuite(ReadOnlySpan<byte> input, int version, int suiteId)
    {
        input = input[..Math.Min(input.Length, Window)];
        if (IsInterleavedWithZeros(input))
        {
            return Error.TextDamagedMessage("UTF-16 text");
        }

        return input.IndexOf("\uFFFD"u8) >= 0
            ? Error.TextDamagedMessage("replacement characters (U+FFFD)")
            : Error.UnknownSuite(version, suiteId);
    }

    // The base64 of 01 80, 02 04 78 and 02 05 78: every message begins with one of them.
    private static bool LooksLikeBase64(ReadOnlySpan<byte> text)
    {
        text = text.TrimStart(" \t\r\n"u8);
        return text.StartsWith("AY"u8) || text.StartsWith("AgR4"u8) || text.StartsWith("AgV4"u8);
    }

    private static bool IsInterleavedWithZeros(ReadOnlySpan<byte> input)
    {
        if (input.Length < 4)
        {
            return false;
        }

        int even = 0;
        int odd = 0;
        for (int i = 0; i + 1 < input.Length; i += 2)
        {
            even += input[i] == 0 && input[i + 1] != 0 ? 1 : 0;
            odd += input[i] != 0 && input[i + 1] == 0 ? 1 : 0;
        }

        int pairs = input.Length / 2;
        return Math.Max(even, odd) > pairs * 3 / 4;
    }
}
