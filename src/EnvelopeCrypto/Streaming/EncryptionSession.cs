using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Cryptography;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Materials;
using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto.Streaming;

/// <summary>One message being written: its header, its keys, the running hash of its signature.</summary>
/// <remarks>Specification: client-apis/encrypt.md.</remarks>
internal sealed class EncryptionSession : IDisposable
{
    private readonly EncryptionMaterials _materials;
    private readonly ContentKey _contentKey;

    private EncryptionSession(EncryptionMaterials materials, ContentKey contentKey, MessageHeader header, long? exactLength, long? bound)
    {
        _materials = materials;
        _contentKey = contentKey;
        Header = header;
        ExactLength = exactLength;
        Bound = bound;
        FromCache = materials.FromCache;
        Digest = new MessageDigest(header.SuiteInfo);
        Digest.Append(header.Bytes.Whole.Span);
    }

    internal MessageHeader Header { get; }

    internal int FrameLength => (int)Header.FrameLength;

    /// <summary>The length that the plaintext must have, when it is known.</summary>
    internal long? ExactLength { get; }

    /// <summary>The length that the plaintext may not exceed.</summary>
    internal long? Bound { get; }

    internal bool FromCache { get; }

    internal MessageDigest Digest { get; }

    /// <summary>What the footer will take.</summary>
    internal int FooterLength => _materials.SigningKey is { } key ? sizeof(ushort) + key.SignatureLength : 0;

    /// <summary>Asks for materials and makes the header. Awaits on the caller's context: keyrings may be bound to a thread.</summary>
    /// <param name="rules">The client's limits.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="exactLength">The plaintext's length, when it is known.</param>
    /// <param name="cancellationToken">Stops waiting for keys.</param>
    internal static async ValueTask<EncryptionSession> StartAsync(
        ClientRules rules,
        EncryptRequest request,
        long? exactLength,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int frameLength = request.FrameLengthFor(exactLength);
        if (exactLength > request.PlaintextLength)
        {
            throw Error.PlaintextTooLong(request.PlaintextLength.Value);
        }

        if (exactLength > FrameFormat.MaxPlaintextLength((uint)frameLength))
        {
            throw Error.PlaintextTooLongForFrames(frameLength);
        }

        if (request.AlgorithmSuite is { } asked)
        {
            rules.CommitmentPolicy.DemandEncrypt(AlgorithmSuiteInfo.Get(asked));
        }

        EncryptionMaterials materials = await request.MaterialsManager.GetEncryptionMaterialsAsync(
            new EncryptionMaterialsRequest
            {
                EncryptionContext = request.EncryptionContext,
                CommitmentPolicy = rules.CommitmentPolicy,
                AlgorithmSuite = request.AlgorithmSuite,
                MaxPlaintextLength = exactLength ?? request.PlaintextLength,
            },
            cancellationToken);
        try
        {
            DemandUsable(materials, rules);
            return Create(materials, (uint)frameLength, exactLength, request.PlaintextLength);
        }
        catch
        {
            materials?.Dispose();
            throw;
        }
    }

    /// <summary>A cipher for one thread.</summary>
    internal FrameCipher CreateCipher() => _contentKey.CreateCipher();

    /// <summary>The footer, when the suite signs: length and signature. Everything before it must be in <see cref="Digest"/>.</summary>
    internal byte[] CreateFooter()
    {
        if (_materials.SigningKey is null)
        {
            return [];
        }

        byte[] signature = _materials.SigningKey.Sign(Digest.Complete());
        return [(byte)(signature.Length >> 8), (byte)(signature.Length & 0xFF), .. signature];
    }

    public void Dispose()
    {
        Digest.Dispose();
        _contentKey.Dispose();
        _materials.Dispose();
    }

    private static EncryptionSession Create(EncryptionMaterials materials, uint frameLength, long? exactLength, long? bound)
    {
        AlgorithmSuiteInfo suite = materials.SuiteInfo;
        byte[] messageId = RandomNumberGenerator.GetBytes(suite.MessageIdLength);
        byte[] commitment = suite.HasCommitment ? new byte[HeaderBytes.CommitmentLength] : [];
        ContentKey contentKey = new(KeyDerivation.DeriveContentKey(suite, materials.DataKey!.AsSpan(), messageId, commitment), messageId);
        try
        {
            materials.DataKey.Dispose();
            EncryptionContext stored = materials.EncryptionContext.Where(materials.RequiredContextNames, contained: false);
            EncryptionContext notStored = materials.EncryptionContext.Where(materials.RequiredContextNames, contained: true);
            ImmutableArray<EncryptedDataKey> keys = [.. materials.EncryptedDataKeys];
            byte[] whole = HeaderWriter.Write(suite, messageId, stored, keys, frameLength, commitment);
            HeaderBytes bytes = new(suite, whole);
            HeaderAuthenticator.Seal(contentKey.HeaderCipher, bytes.Body, notStored, whole.AsSpan(whole.Length - HeaderBytes.TagLength));
            MessageHeader header = new(suite, messageId, stored, keys, ContentType.Framed, frameLength, bytes);
            return new EncryptionSession(materials, contentKey, header, exactLength, bound);
        }
        catch
        {
            contentKey.Dispose();
            throw;
        }
    }

    private static void DemandUsable(EncryptionMaterials? materials, ClientRules rules)
    {
        if (materials?.DataKey is null)
        {
            throw Error.Materials("the materials manager returned no data key");
        }

        if (materials.DataKey.IsDisposed)
        {
            throw Error.Materials("their data key was wiped already: materials serve one message");
        }

        rules.CommitmentPolicy.DemandEncrypt(materials.SuiteInfo);
        if (materials.EncryptedDataKeys.Count == 0)
        {
            throw Error.Materials("the materials manager returned no encrypted data key");
        }

        if (materials.EncryptedDataKeys.Count > rules.MaxEncryptedDataKeys)
        {
            throw Error.TooManyEncryptedDataKeys(materials.EncryptedDataKeys.Count, rules.MaxEncryptedDataKeys);
        }
    }
}
