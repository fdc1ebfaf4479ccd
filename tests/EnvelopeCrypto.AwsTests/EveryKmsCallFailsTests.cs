using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Aws;
using EnvelopeCrypto.Cryptography;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Keyrings.Kms;
using Xunit;

namespace EnvelopeCrypto.AwsTests;

/// <summary>Each call to AWS KMS of an operation fails in turn: a clear error, no file, nothing lost, and the next operation works.</summary>
public sealed class EveryKmsCallFailsTests : AwsTest
{
    [Fact]
    public async Task Of_an_encryption_a_decryption_and_a_message_written_anew_in_place()
    {
        string folder = Directory.CreateTempSubdirectory("envelope-kms-").FullName;
        try
        {
            string[] keys = [Host.CreateKey(Ireland), Host.CreateKey(Ireland), Host.CreateKey(Ireland)];
            string plain = Path.Combine(folder, "plain");
            string message = Path.Combine(folder, "message");
            string copy = Path.Combine(folder, "copy");
            byte[] content = [.. Enumerable.Range(0, 200_000).Select(static i => (byte)(i % 251))];
            await File.WriteAllBytesAsync(plain, content, Cancel);
            EnvelopeFiles files = new(Client);

            Assert.Equal(3, await FailInTurnAsync(keys, keyring => files.EncryptAsync(plain, message, new EncryptRequest(keyring), progress: null, Cancel), () =>
                Assert.Equal(["plain"], Names(folder))));
            byte[] before = await File.ReadAllBytesAsync(message, Cancel);

            // Each encrypted data key is tried: a message is lost only to those who can reach none of its keys.
            Assert.Equal(1, await FailInTurnAsync(keys[..1], keyring => files.DecryptAsync(message, copy, new DecryptRequest(keyring), progress: null, Cancel), () =>
                Assert.Equal(["message", "plain"], Names(folder))));
            Assert.Equal(content, await File.ReadAllBytesAsync(copy, Cancel));

            int calls = await FailInTurnAsync(
                keys[..1],
                keyring => files.ReEncryptInPlaceAsync(
                    message, new ReEncryptRequest(new DecryptRequest(keyring), new Managers.DefaultMaterialsManager(keyring)), progress: null, Cancel),
                () =>
                {
                    Assert.Equal(before, File.ReadAllBytes(message));
                    Assert.Equal(["copy", "message", "plain"], Names(folder));
                });
            Assert.Equal(2, calls);
            File.Delete(copy);
            await files.DecryptAsync(message, copy, new DecryptRequest(Strict(keys)), progress: null, Cancel);
            Assert.Equal(content, await File.ReadAllBytesAsync(copy, Cancel));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task One_failing_call_of_several_does_not_keep_a_message_from_being_read()
    {
        string[] keys = [Host.CreateKey(Ireland), Host.CreateKey(Ireland)];
        byte[] message = await EncryptAsync(Strict(keys));
        FailingFactory factory = new(new AwsKmsClientFactory(Options()), failsAt: 0);

        await DecryptAsync(new KmsKeyring(new RegionalKmsClients(factory), keys), message);

        Assert.Equal(2, factory.Calls);
    }

    private static string[] Names(string folder) => [.. Directory.GetFileSystemEntries(folder).Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <returns>How many calls the operation makes.</returns>
    private async Task<int> FailInTurnAsync(string[] keys, Func<KmsKeyring, Task> operation, Action afterFailure)
    {
        for (int at = 0; ; at++)
        {
            FailingFactory factory = new(new AwsKmsClientFactory(Options()), at);
            KmsKeyring keyring = new(new RegionalKmsClients(factory), keys);
            if (at > keys.Length + 1)
            {
                throw new InvalidOperationException("It never ends.");
            }

            Exception? error = await Record.ExceptionAsync(() => operation(keyring).WaitAsync(TimeSpan.FromMinutes(1), Cancel));
            Assert.All(factory.Plaintexts, static plaintext => Assert.Throws<ObjectDisposedException>(() => plaintext.AsSpan().Length));
            if (factory.Calls <= at)
            {
                Assert.Null(error);
                return at;
            }

            EnvelopeCryptoException clear = Assert.IsAssignableFrom<EnvelopeCryptoException>(error);
            Assert.Contains("failed on purpose", clear.Message, StringComparison.Ordinal);
            afterFailure();
        }
    }

    /// <summary>Clients of the AWS SDK, one call of which fails.</summary>
    private sealed class FailingFactory(AwsKmsClientFactory inner, int failsAt) : IKmsClientFactory
    {
        private readonly List<SecretBytes> _plaintexts = [];
        private int _calls;

        public string? DefaultRegion => inner.DefaultRegion;

        internal int Calls => _calls;

        internal IReadOnlyList<SecretBytes> Plaintexts => _plaintexts;

        public IKmsClient Create(string region) => new Client(inner.Create(region), this);

        private void Call()
        {
            if (Interlocked.Increment(ref _calls) - 1 == failsAt)
            {
                throw new KmsException(ErrorIds.KmsRefused, DataKeyFailureReason.AccessDenied, "The call failed on purpose.");
            }
        }

        private sealed class Client(IKmsClient inner, FailingFactory factory) : IKmsClient
        {
            public async ValueTask<KmsDataKey> GenerateDataKeyAsync(
                string keyId, int length, EncryptionContext context, IReadOnlyList<string> grantTokens, CancellationToken cancellationToken)
            {
                factory.Call();
                KmsDataKey answer = await inner.GenerateDataKeyAsync(keyId, length, context, grantTokens, cancellationToken);
                factory._plaintexts.Add(answer.Plaintext);
                return answer;
            }

            public async ValueTask<KmsCiphertext> EncryptAsync(
                string keyId, SecretBytes plaintext, EncryptionContext context, IReadOnlyList<string> grantTokens, CancellationToken cancellationToken)
            {
                factory.Call();
                return await inner.EncryptAsync(keyId, plaintext, context, grantTokens, cancellationToken);
            }

            public async ValueTask<KmsPlaintext> DecryptAsync(
                string keyId, ReadOnlyMemory<byte> ciphertext, EncryptionContext context, IReadOnlyList<string> grantTokens, CancellationToken cancellationToken)
            {
                factory.Call();
                KmsPlaintext answer = await inner.DecryptAsync(keyId, ciphertext, context, grantTokens, cancellationToken);
                factory._plaintexts.Add(answer.Plaintext);
                return answer;
            }
        }
    }
}
