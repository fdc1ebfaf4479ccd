using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace EnvelopeCrypto.Tests;

/// <summary>What depends on a secret is compared by the framework, in a time that tells nothing: tags by AES-GCM, commitments by FixedTimeEquals.</summary>
public sealed partial class ComparisonTests
{
    private static readonly string Source = Path.Combine(SharedVectors.RepositoryRoot, "src", "EnvelopeCrypto");

    [Fact]
    public void Commitments_and_tags_are_compared_in_fixed_time()
    {
        List<string> offences = [.. Lines().Where(static line => IsOffence(line.Text)).Select(static line => $"{line.File}: {line.Text}")];
        Assert.Empty(offences);
        Assert.Single(Lines(), static line => line.Text.Contains("FixedTimeEquals(commitment, ", StringComparison.Ordinal));
    }

    /// <summary>A decryption without a tag, or with another cipher, would be one that verifies nothing.</summary>
    [Fact]
    public void Only_AES_GCM_encrypts_and_decrypts_data()
    {
        Assert.DoesNotContain(Lines(), static line => OtherCipher().IsMatch(line.Text));
        Assert.Contains(Lines(), static line => line.Text.Contains("new AesGcm(", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("if (commitment.SequenceEqual(header.Commitment))", true)]
    [InlineData("return header.Tag.SequenceEqual(tag);", true)]
    [InlineData("if (dataKey.AsSpan() == other)", true)]
    [InlineData("return dataKey.AsSpan().SequenceEqual(other);", true)]
    [InlineData("if (materials.DataKey == null)", false)]
    [InlineData("bool IsNamespaceOf(EncryptedDataKey key) => key.Id.SequenceEqual(_bytes);", false)]
    [InlineData("if (materials.DataKey is null)", false)]
    [InlineData("if (!CryptographicOperations.FixedTimeEquals(commitment, header.Bytes.Commitment))", false)]
    public void What_would_be_an_offence_is_understood(string line, bool offence) => Assert.Equal(offence, IsOffence(line));

    private static bool IsOffence(string line) => line.Split("//")[0] is string code
        && Comparison().IsMatch(code) && SecretName().IsMatch(code) && !code.Contains("null", StringComparison.Ordinal);

    private static IEnumerable<(string File, string Text)> Lines() =>
        from path in Directory.EnumerateFiles(Source, "*.cs", SearchOption.AllDirectories)
        let relative = Path.GetRelativePath(Source, path).Replace('\\', '/')
        where !relative.StartsWith("obj/", StringComparison.Ordinal) && !relative.StartsWith("bin/", StringComparison.Ordinal)
        from line in File.ReadLines(path)
        where !line.TrimStart().StartsWith("//", StringComparison.Ordinal)
        select (relative, line.Trim());

    [GeneratedRegex(@"SequenceEqual|SequenceCompareTo|\.Equals\(|CommonPrefixLength|AsSpan\(\) [=!]=")]
    private static partial Regex Comparison();

    [GeneratedRegex(@"(?i)commitment(?!Policy)|\btag\b|(?<!encrypted)dataKey\b|wrappingKey\b|contentKey\b")]
    private static partial Regex SecretName();

    [GeneratedRegex(@"AesCcm|ChaCha20Poly1305|Aes\.Create|TripleDES|\bRC2\b|CreateDecryptor|DecryptCbc|DecryptEcb")]
    private static partial Regex OtherCipher();
}
