using System;
using System.Collections.Generic;
using System.Text;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.Tests;

/// <summary>Messages that something has re-encoded as text are recognised, for every suite.</summary>
public sealed class InputDamageTests
{
    [Fact]
    public void Base64_of_a_message_is_called_so()
    {
        foreach (byte[] message in Messages())
        {
            string text = Convert.ToBase64String(message);
            Demand(ErrorIds.Base64Message, Encoding.ASCII.GetBytes(text));
            Demand(ErrorIds.Base64Message, Encoding.ASCII.GetBytes("\r\n " + text));
            Demand(ErrorIds.Base64Message, [.. Encoding.UTF8.Preamble, .. Encoding.ASCII.GetBytes(text)]);
            Demand(ErrorIds.Base64Message, Encoding.ASCII.GetBytes(Convert.ToBase64String(message, Base64FormattingOptions.InsertLineBreaks)));
            Assert.Contains("-FromBase64", Demand(ErrorIds.Base64Message, Encoding.ASCII.GetBytes(text)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_a_redirection_as_text_leaves_of_a_message_is_called_so()
    {
        foreach (byte[] message in Messages())
        {
            string asLatin1 = Encoding.Latin1.GetString(message);
            string asUtf8 = Encoding.UTF8.GetString(message);
            Demand(ErrorIds.TextDamagedMessage, [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(asLatin1)]);
            Demand(ErrorIds.TextDamagedMessage, [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(asLatin1)]);
            Demand(ErrorIds.TextDamagedMessage, Encoding.Unicode.GetBytes(asLatin1));
            Demand(ErrorIds.TextDamagedMessage, Encoding.BigEndianUnicode.GetBytes(asLatin1));
            Demand(ErrorIds.TextDamagedMessage, [.. Encoding.UTF8.Preamble, .. message]);
            if (message[0] == 1)
            {
                // The type byte 80 of version 1 is no UTF-8.
                Demand(ErrorIds.TextDamagedMessage, Encoding.UTF8.GetBytes(asUtf8));
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello, world")]
    [InlineData("%PDF-1.7")]
    [InlineData("-----BEGIN AGE ENCRYPTED FILE-----")]
    public void Other_data_is_no_message(string text) => Demand(ErrorIds.NotAMessage, Encoding.UTF8.GetBytes(text));

    private static List<byte[]> Messages()
    {
        List<byte[]> messages = [];
        foreach (SuiteFacts suite in SuiteFacts.All)
        {
            messages.Add(suite.Client.Encrypt("text"u8, new(new KnownDataKeyKeyring(new byte[suite.KeyLength])) { AlgorithmSuite = suite.Suite }).Message);
        }

        Assert.Equal(11, messages.Count);
        return messages;
    }

    private static NotAMessageException Demand(string errorId, byte[] input)
    {
        NotAMessageException error = Assert.Throws<NotAMessageException>(() => new EnvelopeClient().ReadHeader(input));
        Assert.Equal(errorId, error.ErrorId);
        return error;
    }
}
