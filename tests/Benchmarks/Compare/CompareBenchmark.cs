using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto.Benchmarks.Compare;

/// <summary>
/// This project against what the machine can do and against other programs, on the same file in one run. Contestants take turns, so that a slow moment
/// of the machine meets all of them; what counts is the median.
/// </summary>
internal static class CompareBenchmark
{
    private const AlgorithmSuite Commit = AlgorithmSuite.Aes256GcmHkdfSha512CommitKey;
    private const AlgorithmSuite Signed = AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384;
    private const int SmallFrame = 4096;
    private const int LargeFrame = 65536;
    private const string Node = "@aws-crypto/client-node";

    internal static bool Run(CompareOptions options)
    {
        using Stage stage = new(options.Length);
        using Ours ours = new(stage);
        Limits limits = new(stage);
        Report report = new(stage, options);
        Contestant[] contestants =
        [
            limits.Copy, limits.CopyTwice,
            limits.Sha384,
            limits.SealOnTwo(LargeFrame), limits.SealOnTwo(SmallFrame),
            limits.Seal(LargeFrame), limits.Open(LargeFrame), limits.Seal(SmallFrame), limits.Open(SmallFrame),
            ours.Encrypt(Commit, LargeFrame), ours.Decrypt(Commit, LargeFrame),
            ours.Encrypt(Commit, SmallFrame), ours.Decrypt(Commit, SmallFrame),
            ours.Encrypt(Signed, LargeFrame), ours.Decrypt(Signed, LargeFrame),
            .. options.WithPeers ? new Peers(stage).Find(report.Missing) : [],
        ];

        // Once for the compiler, the caches and the proof that what comes out is the plaintext.
        foreach (Contestant contestant in contestants)
        {
            contestant.Prepare(stage);
            contestant.Run();
            if (contestant.Decrypts)
            {
                stage.DemandPlaintext(contestant.Outputs[0]);
            }

            contestant.CleanUp(stage);
        }

        List<double>[] seconds = [.. contestants.Select(static _ => new List<double>())];
        for (int run = 0; run < options.Runs; run++)
        {
            for (int i = 0; i < contestants.Length; i++)
            {
                contestants[i].Prepare(stage);
                seconds[i].Add(Clock.Seconds(contestants[i].Run));
                contestants[i].CleanUp(stage);
            }
        }

        report.Add(contestants.Select((contestant, i) => new Timing(contestant.Name, contestant.Kind, [.. seconds[i]])));
        Judge(report);
        foreach (SerialPart part in SerialPart.MeasureAll(stage, [(Commit, LargeFrame), (Commit, SmallFrame), (Signed, LargeFrame)]))
        {
            report.Add(part);
        }

        report.Write();
        return report.AllMet;
    }

    private static void Judge(Report report)
    {
        // What the division by two promises, and what two threads of this machine can do.
        double copy = report["copy"].Median;
        double copies = 2 * copy / report["two copies on two threads"].Median;
        report.Note(string.Create(CultureInfo.InvariantCulture, $"Two threads of this machine copy {copies:F2} times as fast as one."));
        foreach (int frame in (int[])[LargeFrame, SmallFrame])
        {
            double seal = report[$"AES-GCM seal, frames of {frame}"].Median;
            double ciphers = seal / report[$"AES-GCM seal on two threads, frames of {frame}"].Median;
            double shared = (copy / copies) + (seal / ciphers);
            double best = shared / ((copy + seal) / Report.Cores);
            string node = frame == SmallFrame && report.Find($"{Node} encrypt") is { } theirs
                ? string.Create(CultureInfo.InvariantCulture, $", and would be {theirs.Median / shared:F1} times as fast as {Node} encrypts")
                : "";
            report.Note(string.Create(
                CultureInfo.InvariantCulture,
                $"They seal frames of {frame} {ciphers:F2} times as fast: copying and sealing, perfectly shared out, would come to a ratio of {best:F2}, not 1{node}."));
        }

        foreach ((int frame, double target) in ((int, double)[])[(LargeFrame, 1.4), (SmallFrame, 1.45)])
        {
            foreach ((string operation, string limit) in ((string, string)[])[("encrypt", "seal"), ("decrypt", "open")])
            {
                string name = Ours.NameOf(operation, Commit, frame);
                report.AtMost(
                    string.Create(CultureInfo.InvariantCulture, $"{name}, against (copy + AES-GCM on one core) / {Report.Cores}"),
                    time => time(report[name]) / ((time(report["copy"]) + time(report[$"AES-GCM {limit}, frames of {frame}"])) / Report.Cores),
                    target);
            }
        }

        foreach (string operation in (string[])["encrypt", "decrypt"])
        {
            string name = Ours.NameOf(operation, Signed, LargeFrame);
            report.AtMost($"{name}, against SHA-384 alone", time => time(report[name]) / time(report["SHA-384"]), 1.25);
        }

        foreach ((string peer, int frame, double? encrypt, double? decrypt) in ((string, int, double?, double?)[])
        [
            (Node, SmallFrame, 15, 15), ("age", LargeFrame, 1.5, 2.5), ("openssl aes-256-ctr", LargeFrame, null, null), ("gpg", LargeFrame, null, null),
        ])
        {
            foreach ((string operation, double? target) in ((string, double?)[])[("encrypt", encrypt), ("decrypt", decrypt)])
            {
                if (report.Find($"{peer} {operation}") is { } theirs)
                {
                    Timing ours = report[Ours.NameOf(operation, Commit, frame)];
                    report.AtLeast($"{ours.Name}, times as fast as {peer}", time => time(theirs) / time(ours), target);
                }
            }
        }
    }
}
