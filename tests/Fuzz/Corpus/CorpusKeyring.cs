using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Cryptography;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Materials;
using EnvelopeCrypto.Suites;
using EnvelopeCrypto.Tests;

namespace EnvelopeCrypto.Fuzz.Corpus;

/// <summary>Opens any key under the provider id "known", so that a damaged header gets as far as it can.</summary>
internal sealed class CorpusKeyring : IKeyring
{
    public ValueTask OnEncryptAsync(EncryptionMaterials materials, CancellationToken cancellationToken)
    {
        materials.SetDataKey(DataKey(materials.AlgorithmSuite));
        materials.AddEncryptedDataKey(new EncryptedDataKey("known", "key"u8.ToArray(), new byte[] { 1, 2, 3 }));
        return ValueTask.CompletedTask;
    }

    public ValueTask OnDecryptAsync(
        DecryptionMaterials materials, IReadOnlyList<EncryptedDataKey> encryptedDataKeys, CancellationToken cancellationToken)
    {
        foreach (EncryptedDataKey key in encryptedDataKeys)
        {
            if (key.KeyProviderId == "known")
            {
                materials.SetDataKey(DataKey(materials.AlgorithmSuite), key);
                break;
            }
        }

        return ValueTask.CompletedTask;
    }

    private static SecretBytes DataKey(AlgorithmSuite suite) =>
        SecretBytes.CopyOf(HandMadeMessage.Counting(AlgorithmSuiteInfo.Get(suite).DataKeyLength, first: 0x01));
}
