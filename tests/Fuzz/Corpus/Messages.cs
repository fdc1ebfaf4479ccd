using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using EnvelopeCrypto.InteropTests;
using EnvelopeCrypto.InteropTests.Golden;
using EnvelopeCrypto.Keyrings;

namespace EnvelopeCrypto.Fuzz.Corpus;

/// <summary>The messages to begin with, ours and another implementation's, and what opens them.</summary>
internal static class Messages
{
    private const int GreatestLength = 4096;

    private static readonly string[] GoldenKeys = ["AES-128", "AES-192", "AES-256", "RSA-OaepSha256", "RSA-Pkcs1"];

    /// <summary>Our own: tests/Fuzz/Seeds, written by the command "seeds".</summary>
    internal static IReadOnlyList<byte[]> Own() =>
        [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Seeds"), "*.message").Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    /// <summary>All that are short enough for many executions.</summary>
    internal static IReadOnlyList<byte[]> All() =>
        [.. Own(), .. GoldenManifest.Load().Messages.Where(message => GoldenKeys.Contains(message.Key)).Select(message => message.Read())
            .Where(message => message.Length <= GreatestLength)];

    /// <summary>Opens all of them.</summary>
    internal static IKeyring Keyring() => new MultiKeyring(
        generator: null,
        [new CorpusKeyring(), .. GoldenManifest.Load().Keys.Where(key => GoldenKeys.Contains(key.Name)).Select(key => key.OpenKeyring())]);

    internal static EnvelopeClient Client() => new(Suites.CommitmentPolicy.RequireEncryptAllowDecrypt);
}
