using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Managers;
using EnvelopeCrypto.Streaming;
using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto.Benchmarks.Compare;

/// <summary>
/// How much of the work is done on all cores and how much is not, in processor time; what follows for more cores than there are here (Amdahl's law).
/// </summary>
/// <param name="Name">What was measured.</param>
/// <param name="SerialSeconds">Per GiB: reading, writing, hashing for the signature, keeping order; all that the process did outside the parallel stage.</param>
/// <param name="ParallelSeconds">Per GiB: sealing or opening frames.</param>
internal sealed record SerialPart(string Name, double SerialSeconds, double ParallelSeconds)
{
    private const double GibiByte = 1024 * 1024 * 1024;

    /// <summary>The least of a few counts: what else happens in a process only adds to it.</summary>
    private const int Runs = 3;

    /// <summary>How many times as fast as one core a number of cores can be at best.</summary>
    internal double SpeedUp(int cores) => (SerialSeconds + ParallelSeconds) / (SerialSeconds + (ParallelSeconds / cores));

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Name}: serial {SerialSeconds * 1000:F0} ms, parallel {ParallelSeconds * 1000:F0} ms of processor time per GiB; at 16 cores at most {SpeedUp(16):F1} times one core");

    /// <summary>Measures encryption and decryption; nothing where the system does not tell the time of a thread.</summary>
    internal static IEnumerable<SerialPart> MeasureAll(Stage stage, (AlgorithmSuite Suite, int FrameLength)[] kinds)
    {
        if (!Clock.TellsThreadTime)
        {
            yield break;
        }

        foreach ((AlgorithmSuite suite, int frameLength) in kinds)
        {
            using RawAesKeyring keyring = new("benchmark", "serial", RandomNumberGenerator.GetBytes(32));
            yield return Measure(stage, Ours.NameOf("encrypt", suite, frameLength), () => EncryptAsync(stage, keyring, suite, frameLength));
            yield return Measure(stage, Ours.NameOf("decrypt", suite, frameLength), () => DecryptAsync(stage, keyring));
        }
    }

    private static SerialPart Measure(Stage stage, string name, Func<Task<TimedStages>> run)
    {
        SerialPart? least = null;
        for (int i = 0; i < Runs; i++)
        {
            GC.Collect();
            double before = Environment.CpuUsage.TotalTime.TotalSeconds;
            double parallel = run().GetAwaiter().GetResult().ProcessSeconds;
            double all = Environment.CpuUsage.TotalTime.TotalSeconds - before;
            double perGibiByte = GibiByte / stage.Length;
            SerialPart part = new(name, (all - parallel) * perGibiByte, parallel * perGibiByte);
            least = least is null || part.SerialSeconds < least.SerialSeconds ? part : least;
        }

        return least!;
    }

    private static async Task<TimedStages> EncryptAsync(Stage stage, RawAesKeyring keyring, AlgorithmSuite suite, int frameLength)
    {
        EncryptRequest request = new(keyring) { AlgorithmSuite = suite, FrameLength = frameLength };
        stage.Delete("serial.message");
        using FileStream source = Open(stage.Plaintext, FileMode.Open);
        using FileStream destination = Open(stage.File("serial.message"), FileMode.CreateNew);
        using EncryptionSession session = await EncryptionSession.StartAsync(ClientRules, request, stage.Length, CancellationToken.None);
        await destination.WriteAsync(session.Header.Bytes.Whole);
        using EncryptStages stages = new(session, source, destination, progress: null);
        TimedStages timed = new(stages);
        await new ChunkPipeline(timed).RunAsync(CancellationToken.None);
        await destination.WriteAsync(session.CreateFooter());
        return timed;
    }

    private static async Task<TimedStages> DecryptAsync(Stage stage, RawAesKeyring keyring)
    {
        stage.Delete("serial.plaintext");
        using FileStream source = Open(stage.File("serial.message"), FileMode.Open);
        using FileStream destination = Open(stage.File("serial.plaintext"), FileMode.CreateNew);
        using MessageSource input = new(source);
        MessageHeader header = await input.ReadHeaderAsync(ClientRules.MaxEncryptedDataKeys, CancellationToken.None);
        using DecryptionSession session = await DecryptionSession.StartAsync(ClientRules, new DecryptRequest(keyring), header, CancellationToken.None);
        using DecryptStages stages = new(session, input, destination, progress: null);
        TimedStages timed = new(stages);
        await new ChunkPipeline(timed).RunAsync(CancellationToken.None);
        return timed;
    }

    private static ClientRules ClientRules { get; } = new(CommitmentPolicy.RequireEncryptRequireDecrypt, ushort.MaxValue, EnvelopeClient.DefaultMaxFrameLength);

    private static FileStream Open(string path, FileMode mode) =>
        new(path, mode, mode == FileMode.Open ? FileAccess.Read : FileAccess.Write, FileShare.Read, bufferSize: 0);
}
