using System;
using System.Security.Cryptography;
using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto.Cryptography;

/// <summary>The running hash of header and body that a signature covers; nothing for suites without one.</summary>
internal sealed class MessageDigest : IDisposable
{
    private readonly IncrementalHash? _hash;

    internal MessageDigest(AlgorithmSuiteInfo suite)
    {
        _hash = suite.HasSignature ? IncrementalHash.CreateHash(suite.SignatureHash) : null;
    }

    internal bool IsNeeded => _hash is not null;

    public void Dispose() => _hash?.Dispose();

    internal void Append(ReadOnlySpan<byte> bytes) => _hash?.AppendData(bytes);

    internal byte[] Complete() => _hash!.GetHashAndReset();
}
