using System;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Cryptography;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Materials;
using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto.Streaming;

/// <summary>One message being read, from the moment on at which its header is authenticated.</summary>
/// <remarks>Specification: client-apis/decrypt.md. The order of the checks is that of docs/strictness.md.</remarks>
internal sealed class DecryptionSession : IDisposable
{
    private readonly ContentKey _contentKey;
    private readonly MessageVerificationKey? _verificationKey;

    private DecryptionSession(DecryptionMaterials materials, ContentKey contentKey, MessageHeader header, MessageVerificationKey? verificationKey)
    {
        _contentKey = contentKey;
        _verificationKey = verificationKey;
        Header = header;
        EncryptionContext = materials.EncryptionContext;
        UsedKey = materials.UsedKey;
        FromCache = materials.FromCache;
        Digest = new MessageDigest(header.SuiteInfo);
        Digest.Append(header.Bytes.Whole.Span);
    }

    internal MessageHeader Header { get; }

    internal EncryptionContext EncryptionContext { get; }

    internal EncryptedDataKey? UsedKey { get; }

    internal bool FromCache { get; }

    internal MessageDigest Digest { get; }

    /// <summary>Asks for materials and authenticates the header. Awaits on the caller's context: keyrings may be bound to a thread.</summary>
    internal static async ValueTask<DecryptionSession> StartAsync(
        ClientRules rules,
        DecryptRequest request,
        MessageHeader header,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        // Before any key is asked for: what will be refused anyway.
        rules.CommitmentPolicy.DemandDecrypt(header.SuiteInfo);
        DemandReadableFrames(header, rules);
        MessageVerificationKey? verificationKey = ImportVerificationKey(header);
        DecryptionMaterials? materials = null;
        try
        {
            materials = await request.MaterialsManager.GetDecryptionMaterialsAsync(
                new DecryptionMaterialsRequest(header.AlgorithmSuite, header.EncryptedDataKeys, header.EncryptionContext)
                {
                    ReproducedContext = request.EncryptionContext,
                    CommitmentPolicy = rules.CommitmentPolicy,
                },
                cancellationToken);
            DemandUsable(materials, header, request);
            return Create(materials, header, verificationKey);
        }
        catch
        {
            verificationKey?.Dispose();
            throw;
        }
        finally
        {
            materials?.Dispose();
        }
    }

    /// <summary>A cipher for one thread.</summary>
    internal FrameCipher CreateCipher() => _contentKey.CreateCipher();

    /// <summary>Checks the signature; everything before the footer must be in <see cref="Digest"/>.</summary>
    internal void Verify(ReadOnlySpan<byte> signature) => _verificationKey!.Verify(Digest.Complete(), signature);

    internal DecryptResult CreateResult(long plaintextLength, long messageLength) =>
        new(Header, EncryptionContext, UsedKey, plaintextLength, messageLength, FromCache);

    public void Dispose()
    {
        Digest.Dispose();
        _contentKey.Dispose();
        _verificationKey?.Dispose();
    }

    private static DecryptionSession Create(DecryptionMaterials materials, MessageHeader header, MessageVerificationKey? verificationKey)
    {
        AlgorithmSuiteInfo suite = header.SuiteInfo;
        Span<byte> commitment = stackalloc byte[suite.HasCommitment ? HeaderBytes.CommitmentLength : 0];
        SecretBytes derived = KeyDerivation.DeriveContentKey(suite, materials.DataKey!.AsSpan(), header.MessageId.Span, commitment);
        if (suite.HasCommitment && !CryptographicOperations.FixedTimeEquals(commitment, header.Bytes.Commitment))
        {
            derived.Dispose();
            throw Error.Commitment();
        }

        ContentKey contentKey = new(derived, header.MessageId);
        try
        {
            EncryptionContext notStored = materials.EncryptionContext.Where(materials.RequiredContextNames, contained: true);
            HeaderAuthenticator.Verify(contentKey.HeaderCipher, header.Bytes, notStored);
            return new DecryptionSession(materials, contentKey, header, verificationKey);
        }
        catch
        {
            contentKey.Dispose();
            throw;
        }
    }

    private static void DemandReadableFrames(MessageHeader header, ClientRules rules)
    {
        if (header.FrameLength > rules.MaxFrameLength)
        {
            throw Error.FrameTooLarge((ulong)header.FrameLength, rules.MaxFrameLength);
        }
    }

    /// <summary>Reads the verification key before any key is asked for, so that a message that cannot be verified is refused at once.</summary>
    private static MessageVerificationKey? ImportVerificationKey(MessageHeader header)
    {
        bool present = header.EncryptionContext.TryGetValue(EncryptionContext.PublicKeyName, out string? publicKey);
        if (present != header.SuiteInfo.HasSignature)
        {
            throw Error.VerificationKey(present
                ? "its suite does not sign, yet there is a verification key"
                : "its suite signs, yet there is no verification key");
        }

        return present ? MessageVerificationKey.Import(header.SuiteInfo, publicKey!) : null;
    }

    private static void DemandUsable(DecryptionMaterials? materials, MessageHeader header, DecryptRequest request)
    {
        if (materials?.DataKey is null)
        {
            throw Error.Materials("the materials manager returned no data key");
        }

        if (materials.DataKey.IsDisposed)
        {
            throw Error.Materials("their data key was wiped already: materials serve one message");
        }

        if (materials.AlgorithmSuite != header.AlgorithmSuite)
        {
            throw Error.Materials("they are for another algorithm suite than the message's");
        }

        // A manager may leave nothing out: what the message stores and what the caller expects must be in the context, unchanged.
        foreach ((string name, string value) in header.EncryptionContext)
        {
            if (!materials.EncryptionContext.TryGetValue(name, out string? returned) || !string.Equals(returned, value, StringComparison.Ordinal))
            {
                throw Error.Materials("their encryption context lacks or changes pairs of the message");
            }
        }

        if (!materials.EncryptionContext.With(request.EncryptionContext).Equals(materials.EncryptionContext))
        {
            throw Error.Materials("their encryption context lacks pairs of the caller");
        }

        foreach (string name in materials.EncryptionContext.Keys)
        {
            if (header.EncryptionContext.ContainsKey(name) == materials.RequiredContextNames.Contains(name))
            {
                throw Error.Materials("their encryption context has pairs that neither the message stores nor its header authenticates");
            }
        }
    }
}
