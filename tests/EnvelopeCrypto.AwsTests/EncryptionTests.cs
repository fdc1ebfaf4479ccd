using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Amazon.KeyManagementService.Model;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Keyrings.Kms;
using KmsEmulator.Callers;
using KmsEmulator.Calls;
using KmsEmulator.Faults;
using Xunit;

namespace EnvelopeCrypto.AwsTests;

/// <summary>What is asked of KMS when a message is written.</summary>
public sealed class EncryptionTests : AwsTest
{
    [Fact]
    public async Task A_message_is_written_and_read_with_one_call_each()
    {
        string key = Host.CreateKey(Ireland);

        byte[] message = await EncryptAsync(Strict(key), ("purpose", "test"));
        DecryptedData opened = await DecryptAsync(Strict(key), message);

        Assert.Equal([$"GenerateDataKey {Ireland} {key}", $"Decrypt {Ireland} {key}"], Calls());
        Assert.Equal([key], KeyIds(message));
        Assert.Equal(key, opened.Result.UsedKey?.KeyId);
        Assert.Equal("aws-kms", opened.Result.UsedKey?.KeyProviderId);
        Assert.All(Records(), call => Assert.Equal("test", call.EncryptionContext["purpose"]));
        Assert.All(Records(), call => Assert.Contains("aws-crypto-public-key", call.EncryptionContext.Keys));
    }

    [Fact]
    public async Task The_agent_names_the_product_and_its_version()
    {
        await EncryptAsync(Strict(Host.CreateKey(Ireland)));

        Assert.Matches("aws-sdk-dotnet.* EnvelopeCrypto/[0-9]+[.][0-9]+[.][0-9]+( |$)", Assert.Single(Records()).UserAgent);
    }

    [Fact]
    public async Task Keys_of_other_Regions_and_accounts_wrap_the_data_key_too_and_any_of_them_opens_the_message()
    {
        string first = Host.CreateKey(Ireland);
        string second = Host.CreateKey(Ohio);
        string third = Host.CreateKey("ap-south-1", accountId: OtherAccount);
        Host.ShareKey(third, Account);

        byte[] message = await EncryptAsync(Strict(first, second, third));

        Assert.Equal([first, second, third], KeyIds(message));
        Assert.Equal($"GenerateDataKey {Ireland} {first}", Calls().First());
        Assert.Equal([$"Encrypt ap-south-1 {third}", $"Encrypt {Ohio} {second}"], Calls().Skip(1).Order(StringComparer.Ordinal));
        foreach (string key in (string[])[first, second, third])
        {
            Assert.Equal(key, (await DecryptAsync(Strict(key), message)).Result.UsedKey?.KeyId);
        }
    }

    [Fact]
    public async Task Further_keys_are_asked_all_at_once()
    {
        string[] keys = [.. Enumerable.Range(0, 4).Select(_ => Host.CreateKey(Ireland))];

        // Whichever is asked first is not answered before the test ends, so the others are asked beside it or never.
        Host.Faults.Add(new Fault(FaultKind.Latency) { Operation = "Encrypt", Delay = TimeSpan.FromHours(1) });
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task writing = Client.EncryptAsync(Plaintext, new EncryptRequest(Strict(keys)), stop.Token).AsTask();
        Task<CallRecord>[] asked = [.. keys[1..].Select(key => Host.Calls.WaitForAsync(call => call.Operation == "Encrypt" && call.KeyId == key, stop.Token))];
        while (asked.Count(static one => one.IsCompleted) < 2)
        {
            await Task.WhenAny(asked.Where(static one => !one.IsCompleted));
        }

        Assert.Equal(2, asked.Count(static one => one.IsCompletedSuccessfully));
        Assert.False(writing.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
    }

    [Fact]
    public async Task Encrypted_data_keys_stand_in_the_order_of_the_ids_whatever_the_order_of_the_answers()
    {
        string[] keys = [.. Enumerable.Range(0, 4).Select(index => Host.CreateKey(index == 1 ? Ohio : Ireland))];
        Host.Faults.Add(new Fault(FaultKind.Latency) { Operation = "Encrypt", Region = Ohio, Delay = TimeSpan.FromMilliseconds(300) });

        byte[] message = await EncryptAsync(Strict(keys));

        Assert.Equal(keys, KeyIds(message));
        Assert.Equal(Ohio, Records()[^1].Region);
    }

    [Fact]
    public async Task One_key_that_refuses_fails_the_whole_encryption()
    {
        string good = Host.CreateKey(Ireland);
        string foreign = Host.CreateKey(Ohio, accountId: OtherAccount);

        KmsException e = await Assert.ThrowsAsync<KmsException>(() => EncryptAsync(Strict(good, foreign)));

        Assert.Equal(ErrorIds.KmsRefused, e.ErrorId);
        Assert.Equal(DataKeyFailureReason.AccessDenied, e.Reason);
        Assert.Contains(foreign, e.Message, StringComparison.Ordinal);
        Assert.Equal(Records().Single(call => call.Outcome != CallRecord.Success).RequestId, e.RequestId);
    }

    [Theory]
    [InlineData("alias/demo")]
    [InlineData($"arn:aws:kms:{Ireland}:{Account}:alias/demo")]
    [InlineData(null)]
    public async Task Aliases_and_bare_ids_encrypt_and_the_message_names_the_key_itself(string? alias)
    {
        string key = Host.CreateKey(Ireland, "alias/demo");
        string given = alias ?? key[(key.IndexOf('/', StringComparison.Ordinal) + 1)..];

        byte[] message = await EncryptAsync(Strict(given));

        Assert.Equal([$"GenerateDataKey {Ireland} {given}"], Calls());
        Assert.Equal([key], KeyIds(message));
        await DecryptAsync(Strict(key), message);

        DataKeyException e = await RefusedAsync(Strict(given), message, ErrorIds.NoMatchingKey);
        Assert.Contains("decryption matches key ARNs only, not aliases or bare key ids", e.Message, StringComparison.Ordinal);
        Assert.Contains($"give {key} ", e.Message, StringComparison.Ordinal);
        Assert.Equal(2, Records().Count);
    }

    [Fact]
    public async Task An_id_without_a_Region_goes_to_the_default_one()
    {
        string key = Host.CreateKey(Ohio, "alias/demo");

        byte[] message = await EncryptAsync(new KmsKeyring(Clients(region: Ohio), ["alias/demo"]));

        Assert.Equal([key], KeyIds(message));
        Assert.Equal([$"GenerateDataKey {Ohio} alias/demo"], Calls());
    }

    [Fact]
    public async Task A_grant_that_is_not_yet_effective_everywhere_serves_with_its_token()
    {
        string key = Host.CreateKey(Ireland);
        Caller guest = Host.Callers.Add(new Caller("AKIAGUEST", "a guest's secret", Account) { UserName = "guest", AllowedOperations = new HashSet<string>() });
        CreateGrantResponse grant = await Owner.CreateGrantAsync(
            new CreateGrantRequest { KeyId = key, GranteePrincipal = guest.ArnIn("aws"), Operations = ["GenerateDataKey", "Encrypt", "Decrypt"] }, Cancel);
        RegionalKmsClients clients = Clients(guest);

        KmsException e = await Assert.ThrowsAsync<KmsException>(() => EncryptAsync(new KmsKeyring(clients, [key])));
        Assert.Equal(DataKeyFailureReason.AccessDenied, e.Reason);

        byte[] message = await EncryptAsync(new KmsKeyring(clients, [key, key], grantTokens: [grant.GrantToken]));
        await DecryptAsync(new KmsKeyring(clients, [key], grantTokens: [grant.GrantToken]), message);
        await DecryptAsync(new KmsDiscoveryKeyring(clients, grantTokens: [grant.GrantToken]), message);
        DataKeyException refused = await RefusedAsync(new KmsKeyring(clients, [key]), message);
        Assert.All(refused.Failures, static failure => Assert.Equal(DataKeyFailureReason.AccessDenied, failure.Reason));
    }

    [Fact]
    public async Task A_context_larger_than_KMS_takes_is_refused_without_a_call()
    {
        string key = Host.CreateKey(Ireland);

        KmsException e = await Assert.ThrowsAsync<KmsException>(() => EncryptAsync(Strict(key), ("name", new string('x', 8192))));

        Assert.Equal(ErrorIds.KmsContextTooLarge, e.ErrorId);
        Assert.Contains("8,192", e.Message, StringComparison.Ordinal);
        Assert.Empty(Records());
    }

    [Fact]
    public async Task A_context_as_large_as_KMS_takes_goes_through()
    {
        // A signed message adds a pair: aws-crypto-public-key and 68 characters.
        int left = 8192 - "aws-crypto-public-key".Length - 68 - "name".Length;
        KmsKeyring keyring = Strict(Host.CreateKey(Ireland));

        await EncryptAsync(keyring, ("name", new string('x', left)));

        Assert.Equal(CallRecord.Success, Assert.Single(Records()).Outcome);
        await Assert.ThrowsAsync<KmsException>(() => EncryptAsync(keyring, ("name", new string('x', left + 1))));
        Assert.Single(Records());
    }

    [Fact]
    public async Task Every_call_is_told_before_it_is_made_without_the_context()
    {
        string first = Host.CreateKey(Ireland);
        string second = Host.CreateKey(Ohio);
        List<KmsCall> told = [];
        KmsKeyring keyring = new(Clients(), [first, second], onCall: told.Add);

        await DecryptAsync(keyring, await EncryptAsync(keyring, ("classified", "context")));

        Assert.Equal([new("GenerateDataKey", first, Ireland), new("Encrypt", second, Ohio), new("Decrypt", first, Ireland)], told);
    }
}
