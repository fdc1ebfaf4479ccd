using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Cryptography;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Materials;

namespace EnvelopeCrypto.Keyrings.Kms;

/// <summary>Calls KMS for keyrings: finds the client, checks what comes back, tells listeners.</summary>
internal sealed class KmsCaller
{
    internal const string ProviderId = "aws-kms";

    /// <summary>
    /// KMS takes no larger encryption context; more would only cost a call. AWS does not say what it counts beside names and values, so those alone
    /// are counted here: nothing is refused that KMS takes.
    /// </summary>
    private const int LargestContext = 8192;

    private static readonly byte[] ProviderIdBytes = "aws-kms"u8.ToArray();

    private readonly RegionalKmsClients _clients;
    private readonly IReadOnlyList<string> _grantTokens;
    private readonly Action<KmsCall>? _onCall;

    internal KmsCaller(RegionalKmsClients clients, IEnumerable<string>? grantTokens, Action<KmsCall>? onCall)
    {
        ArgumentNullException.ThrowIfNull(clients);
        _clients = clients;
        _grantTokens = [.. grantTokens ?? []];
        _onCall = onCall;
    }

    internal string? DefaultRegion => _clients.DefaultRegion;

    /// <summary>Makes the data key of the materials and adds it encrypted.</summary>
    internal async ValueTask GenerateAsync(string keyId, EncryptionMaterials materials, CancellationToken cancellationToken)
    {
        DemandContext(materials.EncryptionContext);
        int length = materials.SuiteInfo.DataKeyLength;
        KmsDataKey answer = await CallAsync(
            "GenerateDataKey",
            keyId,
            client => client.GenerateDataKeyAsync(keyId, length, materials.EncryptionContext, _grantTokens, cancellationToken),
            cancellationToken);
        if (answer.Plaintext.Length != length)
        {
            answer.Plaintext.Dispose();
            throw KmsError.WrongLength("GenerateDataKey", keyId, answer.Plaintext.Length, length);
        }

        materials.SetDataKey(answer.Plaintext);
        materials.AddEncryptedDataKey(ToEncryptedDataKey("GenerateDataKey", keyId, answer.KeyId, answer.Ciphertext));
    }

    /// <summary>Encrypts a data key that exists.</summary>
    internal async Task<EncryptedDataKey> EncryptAsync(
        string keyId, SecretBytes dataKey, EncryptionContext context, CancellationToken cancellationToken)
    {
        DemandContext(context);
        KmsCiphertext answer = await CallAsync(
            "Encrypt", keyId, client => client.EncryptAsync(keyId, dataKey, context, _grantTokens, cancellationToken), cancellationToken);
        return ToEncryptedDataKey("Encrypt", keyId, answer.KeyId, answer.Ciphertext);
    }

    /// <summary>Tries to decrypt one encrypted data key; a failure is recorded in the materials.</summary>
    /// <returns>Whether the materials have their data key now.</returns>
    internal async ValueTask<bool> TryDecryptAsync(
        string keyring, string keyId, EncryptedDataKey key, DecryptionMaterials materials, CancellationToken cancellationToken)
    {
        try
        {
            DemandContext(materials.EncryptionContext);
            KmsPlaintext answer = await CallAsync(
                "Decrypt",
                keyId,
                client => client.DecryptAsync(keyId, key.Ciphertext, materials.EncryptionContext, _grantTokens, cancellationToken),
                cancellationToken);
            int length = materials.SuiteInfo.DataKeyLength;
            if (answer.KeyId != keyId || answer.Plaintext.Length != length)
            {
                answer.Plaintext.Dispose();
                throw answer.KeyId != keyId
                    ? KmsError.OtherKey("Decrypt", keyId, answer.KeyId)
                    : KmsError.WrongLength("Decrypt", keyId, answer.Plaintext.Length, length);
            }

            materials.SetDataKey(answer.Plaintext, key);
            return true;
        }
        catch (KmsException e)
        {
            materials.AddFailure(new DataKeyFailure(keyring, key.ToString(), e.Reason, e.Message, e));
            return false;
        }
    }

    private static EncryptedDataKey ToEncryptedDataKey(string operation, string keyId, string answered, ReadOnlyMemory<byte> ciphertext)
    {
        if (!KmsKeyArn.TryParse(answered, out KmsKeyArn? arn) || !arn.IsKey)
        {
            throw KmsError.NoKeyArn(operation, keyId, answered);
        }

        // Stricter than the specification: the message would name a key that the keyring does not know, and could not open it.
        if (answered != keyId && KmsKeyArn.TryParse(keyId, out KmsKeyArn? asked) && asked.IsKey)
        {
            throw KmsError.OtherKey(operation, keyId, answered);
        }

        return ciphertext.Length is > 0 and <= ushort.MaxValue
            ? new EncryptedDataKey(ProviderIdBytes, System.Text.Encoding.UTF8.GetBytes(answered), ciphertext.ToArray())
            : throw KmsError.CiphertextLength(operation, keyId, ciphertext.Length);
    }

    private static void DemandContext(EncryptionContext context)
    {
        int length = context.Sum(static pair => System.Text.Encoding.UTF8.GetByteCount(pair.Key) + System.Text.Encoding.UTF8.GetByteCount(pair.Value));
        if (length > LargestContext)
        {
            throw KmsError.ContextTooLarge(length, LargestContext);
        }
    }

    private async ValueTask<T> CallAsync<T>(string operation, string keyId, Func<IKmsClient, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        (IKmsClient client, string region) = await _clients.ForKeyAsync(keyId, cancellationToken);
        _onCall?.Invoke(new KmsCall(operation, keyId, region));
        try
        {
            T answer = await call(client);
            _clients.Answered(region, client);
            return answer;
        }
        catch (KmsException e) when (e.RequestId is not null)
        {
            _clients.Answered(region, client);
            throw;
        }
    }
}
