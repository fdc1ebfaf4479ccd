using System;
using System.Collections.Generic;
using System.IO;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Suites;
using EnvelopeCrypto.Tests;

namespace EnvelopeCrypto.Fuzz.Corpus;

/// <summary>
/// Writes messages of every suite, in frames and in one piece. They are kept as files, since each writing makes others: a run could not be repeated.
/// </summary>
internal static class SeedWriter
{
    internal static void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (SuiteFacts suite in SuiteFacts.All)
        {
            foreach (int frameLength in new[] { 16, 1000 })
            {
                EncryptRequest request = new(new CorpusKeyring())
                {
                    AlgorithmSuite = suite.Suite,
                    FrameLength = frameLength,
                    EncryptionContext = EncryptionContext.Create([KeyValuePair.Create("purpose", "fuzz"), KeyValuePair.Create("größe", "ü€")]),
                };
                Save(folder, suite, $"frames-of-{frameLength}", suite.Client.Encrypt(HandMadeMessage.Counting(40, 0x30), request).Message);
            }

            using HandMadeMessage single = new(suite.Suite);
            Save(folder, suite, "one-piece", single.AddSingleBlock(HandMadeMessage.Counting(40, 0x30)).Build());
            using HandMadeMessage empty = new(suite.Suite);
            Save(folder, suite, "empty-final", empty.AddFrame(1, new byte[8]).AddFrame(2, new byte[8]).AddFinalFrame(3, []).Build());
        }
    }

    private static void Save(string folder, SuiteFacts suite, string what, byte[] message) =>
        File.WriteAllBytes(Path.Combine(folder, FormattableString.Invariant($"{suite.Id:x4}-{what}.message")), message);
}
