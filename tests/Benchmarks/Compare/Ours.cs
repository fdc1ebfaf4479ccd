using System;
using System.Security.Cryptography;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto.Benchmarks.Compare;

/// <summary>This project: files to files, under a local key.</summary>
internal sealed class Ours(Stage stage) : IDisposable
{
    private readonly RawAesKeyring _keyring = new("benchmark", "compare", RandomNumberGenerator.GetBytes(32));
    private readonly EnvelopeFiles _files = new(new EnvelopeClient()) { Replace = false };

    internal static string NameOf(string operation, AlgorithmSuite suite, int frameLength) => $"EnvelopeCrypto {operation}, {(ushort)suite:X4}, frames of {frameLength}";

    internal Contestant Encrypt(AlgorithmSuite suite, int frameLength) => new(NameOf("encrypt", suite, frameLength), ContestantKind.Ours, () =>
    {
        EncryptRequest request = new(_keyring) { AlgorithmSuite = suite, FrameLength = frameLength };
        _files.EncryptAsync(stage.Plaintext, stage.File(MessageOf(suite, frameLength)), request).GetAwaiter().GetResult();
    }, stage.Plaintext, MessageOf(suite, frameLength));

    internal Contestant Decrypt(AlgorithmSuite suite, int frameLength) => new(NameOf("decrypt", suite, frameLength), ContestantKind.Ours, () =>
    {
        _files.DecryptAsync(stage.File(MessageOf(suite, frameLength)), stage.File("decrypted"), new DecryptRequest(_keyring)).GetAwaiter().GetResult();
    }, stage.File(MessageOf(suite, frameLength)), "decrypted");

    public void Dispose() => _keyring.Dispose();

    private static string MessageOf(AlgorithmSuite suite, int frameLength) => $"{(ushort)suite:X4}-{frameLength}";
}
