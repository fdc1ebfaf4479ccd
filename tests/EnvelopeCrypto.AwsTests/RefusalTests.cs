using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Amazon.KeyManagementService.Model;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Keyrings.Kms;
using KmsEmulator.Callers;
using KmsEmulator.Calls;
using KmsEmulator.Faults;
using Xunit;

namespace EnvelopeCrypto.AwsTests;

/// <summary>Why an encrypted data key did not serve: the reason, the id, the request id, and nothing secret.</summary>
public sealed class RefusalTests : AwsTest
{
    [Fact]
    public async Task Access_denied()
    {
        string key = Host.CreateKey(Ireland);
        byte[] message = await EncryptAsync(Strict(key));
        Caller writer = Host.Callers.Add(
            new Caller("AKIAWRITER", "a writer's secret", Account) { AllowedOperations = new HashSet<string> { "GenerateDataKey" } });

        KmsException e = await RefusedAsync(new KmsKeyring(Clients(writer), [key]), message, DataKeyFailureReason.AccessDenied);

        AssertRefused(e, key, "AccessDeniedException");
        Assert.Contains("kms:Decrypt", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_access_key()
    {
        string key = Host.CreateKey(Ireland);
        byte[] message = await EncryptAsync(Strict(key));

        KmsException e = await RefusedAsync(
            new KmsKeyring(Clients(new Caller("AKIANOBODY", "nobody's secret", Account)), [key]), message, DataKeyFailureReason.AccessDenied);

        AssertRefused(e, key, "UnrecognizedClientException");
        Assert.Contains("check the AWS credentials", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("nobody's secret", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_secret_key()
    {
        string key = Host.CreateKey(Ireland);
        byte[] message = await EncryptAsync(Strict(key));

        KmsException e = await RefusedAsync(
            new KmsKeyring(Clients(Host.DefaultCaller with { SecretAccessKey = "mistyped secret" }), [key]), message, DataKeyFailureReason.AccessDenied);

        Assert.Contains("check the AWS credentials", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("mistyped secret", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_disabled()
    {
        string key = Host.CreateKey(Ireland);
        byte[] message = await EncryptAsync(Strict(key));
        await Owner.DisableKeyAsync(new DisableKeyRequest { KeyId = key }, Cancel);

        AssertRefused(await RefusedAsync(Strict(key), message, DataKeyFailureReason.KeyUnavailable), key, "DisabledException");
    }

    [Fact]
    public async Task Key_pending_deletion()
    {
        string key = Host.CreateKey(Ireland);
        byte[] message = await EncryptAsync(Strict(key));
        await Owner.ScheduleKeyDeletionAsync(new ScheduleKeyDeletionRequest { KeyId = key }, Cancel);

        KmsException e = await RefusedAsync(Strict(key), message, DataKeyFailureReason.KeyUnavailable);

        AssertRefused(e, key, "KMSInvalidStateException");
        Assert.Contains("pending deletion", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_not_there()
    {
        byte[] message = await EncryptAsync(Strict(Host.CreateKey(Ireland)));
        string key = Assert.Single(KeyIds(message));
        Host.Faults.Add(new Fault(FaultKind.Error) { ErrorCode = "NotFoundException", Operation = "Decrypt" });

        AssertRefused(await RefusedAsync(Strict(key), message, DataKeyFailureReason.KeyUnavailable), key, "NotFoundException");
    }

    [Fact]
    public async Task Another_context()
    {
        string key = Host.CreateKey(Ireland);
        byte[] message = await EncryptAsync(Strict(key), ("purpose", "one"));
        int at = message.AsSpan().IndexOf("one"u8);
        "two"u8.CopyTo(message.AsSpan(at));

        KmsException e = await RefusedAsync(Strict(key), message, DataKeyFailureReason.WrongContext);

        AssertRefused(e, key, "InvalidCiphertextException");
        Assert.Contains("another encryption context", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ThrottlingException", DataKeyFailureReason.Throttled)]
    [InlineData("LimitExceededException", DataKeyFailureReason.Throttled)]
    [InlineData("KeyUnavailableException", DataKeyFailureReason.KeyUnavailable)]
    [InlineData("InvalidKeyUsageException", DataKeyFailureReason.KeyUnavailable)]
    [InlineData("IncorrectKeyException", DataKeyFailureReason.WrongContext)]
    [InlineData("DependencyTimeoutException", DataKeyFailureReason.ServiceFailed)]
    [InlineData("InvalidGrantTokenException", DataKeyFailureReason.AccessDenied)]
    [InlineData("ExpiredTokenException", DataKeyFailureReason.AccessDenied)]
    public async Task Errors_of_KMS_have_a_reason_each(string errorCode, DataKeyFailureReason reason)
    {
        string key = Host.CreateKey(Ireland);
        byte[] message = await EncryptAsync(Strict(key));
        Host.Faults.Add(new Fault(FaultKind.Error) { ErrorCode = errorCode, Count = 100 });

        AssertRefused(await RefusedAsync(Strict(key), message, reason), key, errorCode);
    }

    [Fact]
    public async Task Answer_of_another_key()
    {
        string key = Host.CreateKey(Ireland);
        byte[] message = await EncryptAsync(Strict(key));
        Host.Faults.Add(new Fault(FaultKind.WrongKeyId) { Count = 100 });

        Assert.Equal(ErrorIds.KmsBadAnswer, (await RefusedAsync(Strict(key), message, DataKeyFailureReason.ServiceFailed)).ErrorId);
        Assert.Equal(ErrorIds.KmsBadAnswer, (await RefusedAsync(new KmsDiscoveryKeyring(Clients()), message, DataKeyFailureReason.ServiceFailed)).ErrorId);
    }

    [Theory]
    [InlineData("GenerateDataKey")]
    [InlineData("Encrypt")]
    public async Task Answer_of_another_key_when_encrypting_under_a_key_ARN(string operation)
    {
        string[] keys = [Host.CreateKey(Ireland), Host.CreateKey(Ireland)];
        Host.Faults.Add(new Fault(FaultKind.WrongKeyId) { Operation = operation });

        Assert.Equal(ErrorIds.KmsBadAnswer, (await Assert.ThrowsAsync<KmsException>(() => EncryptAsync(Strict(keys)))).ErrorId);
    }

    [Theory]
    [InlineData("GenerateDataKey")]
    [InlineData("Encrypt")]
    public async Task Answer_that_names_no_key_ARN_when_encrypting(string operation)
    {
        string key = Host.CreateKey(Ireland);
        Host.Faults.Add(new Fault(FaultKind.WrongKeyId) { Operation = operation, KeyId = "alias/demo" });

        KmsException e = await Assert.ThrowsAsync<KmsException>(() => EncryptAsync(Strict(key, key)));

        Assert.Equal(ErrorIds.KmsBadAnswer, e.ErrorId);
        Assert.Contains("'alias/demo', which is no key ARN", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public async Task Data_key_of_another_length(int length)
    {
        string key = Host.CreateKey(Ireland);
        byte[] message = await EncryptAsync(Strict(key));
        Host.Faults.Add(new Fault(FaultKind.WrongPlaintextLength) { PlaintextLength = length, Count = 2 });

        KmsException reading = await RefusedAsync(Strict(key), message, DataKeyFailureReason.WrongDataKeyLength);
        KmsException writing = await Assert.ThrowsAsync<KmsException>(() => EncryptAsync(Strict(key)));

        Assert.All([reading, writing], e => Assert.Equal(ErrorIds.KmsBadAnswer, e.ErrorId));
        Assert.All([reading, writing], e => Assert.Contains($"a data key of {length} bytes", e.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(FaultKind.TruncatedJson)]
    [InlineData(FaultKind.MalformedJson)]
    public async Task Answer_that_is_no_JSON(FaultKind kind)
    {
        string key = Host.CreateKey(Ireland);
        byte[] message = await EncryptAsync(Strict(key));
        Host.Faults.Add(new Fault(kind) { Count = 100 });

        KmsException e = await RefusedAsync(Strict(key), message, DataKeyFailureReason.ServiceFailed);

        Assert.Equal(ErrorIds.KmsBadAnswer, e.ErrorId);
        Assert.Equal(Records()[^1].RequestId, e.RequestId);
        Assert.Contains("cannot be read", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Internal_error_of_KMS()
    {
        string key = Host.CreateKey(Ireland);
        byte[] message = await EncryptAsync(Strict(key));
        Host.Faults.Add(new Fault(FaultKind.InternalError) { Count = 100 });

        AssertRefused(await RefusedAsync(Strict(key), message, DataKeyFailureReason.ServiceFailed), key, "KMSInternalException");
    }

    [Theory]
    [InlineData(FaultKind.ConnectionReset)]
    [InlineData(FaultKind.CutResponse)]
    public async Task Connection_that_breaks(FaultKind kind)
    {
        string key = Host.CreateKey(Ireland);
        byte[] message = await EncryptAsync(Strict(key));
        Host.Faults.Add(new Fault(kind) { Count = 1000 });

        KmsException e = await RefusedAsync(Strict(key), message, DataKeyFailureReason.Network);

        Assert.Equal(ErrorIds.KmsUnreachable, e.ErrorId);
        Assert.Equal(kind == FaultKind.CutResponse ? Records()[^1].RequestId : null, e.RequestId);
        Assert.Contains(Host.BaseAddress.ToString(), e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_encrypted_data_key_has_its_reason_in_the_order_of_the_message()
    {
        string[] keys = [.. Enumerable.Range(0, 3).Select(_ => Host.CreateKey(Ireland))];
        string elsewhere = Host.CreateKey(Ohio, accountId: OtherAccount);
        Host.ShareKey(elsewhere, Account);
        byte[] message = await EncryptAsync(Strict([.. keys, elsewhere]), ("classified", "context value"));
        Host.Calls.Clear();
        await Owner.DisableKeyAsync(new DisableKeyRequest { KeyId = keys[0] }, Cancel);
        await Owner.ScheduleKeyDeletionAsync(new ScheduleKeyDeletionRequest { KeyId = keys[2] }, Cancel);
        Host.Calls.Clear();

        DataKeyException e = await RefusedAsync(new KmsDiscoveryKeyring(Clients(), new KmsDiscoveryFilter("aws", [Account])), Damaged(message, keys[1]));

        Assert.Equal(
            [DataKeyFailureReason.KeyUnavailable, DataKeyFailureReason.WrongContext, DataKeyFailureReason.KeyUnavailable, DataKeyFailureReason.FilteredOut],
            e.Failures.Select(static failure => failure.Reason));
        Assert.Equal([.. keys, elsewhere], e.Failures.Select(static failure => failure.KeyId.Split(": ")[^1]));
        Assert.Equal(Records().Select(static call => call.RequestId), e.Failures.Take(3).Select(static failure => ((KmsException)failure.Exception!).RequestId));
        Assert.All(Records(), call => Assert.Contains(call.RequestId, e.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("context value", e.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Host.DefaultCaller.SecretAccessKey, e.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Changes the ciphertext of one encrypted data key.</summary>
    private static byte[] Damaged(byte[] message, string keyArn)
    {
        byte[] copy = [.. message];
        int ciphertext = copy.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(keyArn)) + keyArn.Length + sizeof(ushort);
        copy[ciphertext + 90] ^= 1;
        return copy;
    }

    private void AssertRefused(KmsException e, string key, string errorCode)
    {
        CallRecord call = Records()[^1];
        Assert.NotEqual(CallRecord.Success, call.Outcome);
        Assert.Equal(ErrorIds.KmsRefused, e.ErrorId);
        Assert.Equal(call.RequestId, e.RequestId);
        Assert.Contains(call.RequestId, e.Message, StringComparison.Ordinal);
        Assert.Contains($"Decrypt for '{key}'", e.Message, StringComparison.Ordinal);
        Assert.Contains(errorCode, e.Message, StringComparison.Ordinal);
    }
}
