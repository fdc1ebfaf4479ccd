using System;
using System.Linq;
using System.Threading.Tasks;
using Amazon.KeyManagementService.Model;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Keyrings.Kms;
using Xunit;

namespace EnvelopeCrypto.AwsTests;

/// <summary>Which key is asked for, and which is passed over, when a message is read.</summary>
public sealed class DecryptionTests : AwsTest
{
    [Fact]
    public async Task A_keyring_asks_only_for_the_keys_that_it_names()
    {
        string key = Host.CreateKey(Ireland);
        string other = Host.CreateKey(Ireland);
        byte[] message = await EncryptAsync(Strict(key));
        Host.Calls.Clear();

        DataKeyException e = await RefusedAsync(Strict(other), message, ErrorIds.NoMatchingKey);

        DataKeyFailure failure = Assert.Single(e.Failures);
        Assert.Equal(DataKeyFailureReason.NotThisKey, failure.Reason);
        Assert.Contains(key, failure.KeyId, StringComparison.Ordinal);
        Assert.Empty(Records());
    }

    [Fact]
    public async Task Discovery_asks_for_each_key_in_its_own_Region_until_one_opens_the_message()
    {
        string gone = Host.CreateKey(Ireland);
        string there = Host.CreateKey(Ohio);
        string spare = Host.CreateKey(Ireland);
        byte[] message = await EncryptAsync(Strict(gone, there, spare));
        await Owner.DisableKeyAsync(new DisableKeyRequest { KeyId = gone }, Cancel);
        Host.Calls.Clear();

        DecryptedData opened = await DecryptAsync(new KmsDiscoveryKeyring(Clients()), message);

        Assert.Equal(there, opened.Result.UsedKey?.KeyId);
        Assert.Equal([$"Decrypt {Ireland} {gone}", $"Decrypt {Ohio} {there}"], Calls());
    }

    [Fact]
    public async Task Discovery_does_not_encrypt()
    {
        KeyMaterialException e = await Assert.ThrowsAsync<KeyMaterialException>(() => EncryptAsync(new KmsDiscoveryKeyring(Clients())));

        Assert.Equal(ErrorIds.KeyringCannotEncrypt, e.ErrorId);
        Assert.Empty(Records());
    }

    [Theory]
    [InlineData("aws", OtherAccount)]
    [InlineData("aws-cn", Account)]
    public async Task A_filter_leaves_out_other_partitions_and_accounts_without_a_call(string partition, string account)
    {
        string key = Host.CreateKey(Ireland);
        byte[] message = await EncryptAsync(Strict(key));
        Host.Calls.Clear();

        DataKeyException e = await RefusedAsync(
            new KmsDiscoveryKeyring(Clients(), new KmsDiscoveryFilter(partition, [account])), message, ErrorIds.NoMatchingKey);

        DataKeyFailure failure = Assert.Single(e.Failures);
        Assert.Equal(DataKeyFailureReason.FilteredOut, failure.Reason);
        Assert.Contains($"partition aws, account {Account}", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Records());
    }

    [Fact]
    public async Task A_filter_lets_the_accounts_pass_that_it_names()
    {
        string foreign = Host.CreateKey(Ireland, accountId: OtherAccount);
        string own = Host.CreateKey(Ireland);
        Host.ShareKey(foreign, Account);
        byte[] message = await EncryptAsync(Strict(foreign, own));
        Host.Calls.Clear();

        await DecryptAsync(new KmsDiscoveryKeyring(Clients(), new KmsDiscoveryFilter("aws", ["999999999999", Account])), message);

        Assert.Equal([$"Decrypt {Ireland} {own}"], Calls());
    }

    [Fact]
    public async Task A_multi_Region_key_opens_what_its_replica_encrypted_through_the_Region_that_is_named()
    {
        (string primary, string replica) = await NewMultiRegionKeyAsync();
        byte[] message = await EncryptAsync(Strict(primary));
        Host.Calls.Clear();

        await DecryptAsync(Strict(replica), message);
        await DecryptAsync(new KmsDiscoveryKeyring(Clients(), region: Ohio), message);

        Assert.Equal(Enumerable.Repeat($"Decrypt {Ohio} {replica}", 2), Calls());
    }

    [Fact]
    public async Task A_replica_is_another_key_to_a_keyring_that_is_not_aware_of_them()
    {
        (string primary, string replica) = await NewMultiRegionKeyAsync();
        byte[] message = await EncryptAsync(Strict(primary));
        Host.Calls.Clear();

        DataKeyException e = await RefusedAsync(new KmsKeyring(Clients(), [replica], multiRegionAware: false), message, ErrorIds.NoMatchingKey);

        Assert.Contains("a replica of a key of the keyring encrypted it", e.Message, StringComparison.Ordinal);
        Assert.Empty(Records());
    }

    [Fact]
    public async Task Discovery_in_one_Region_passes_over_other_keys_of_others()
    {
        string elsewhere = Host.CreateKey(Ireland);
        byte[] message = await EncryptAsync(Strict(elsewhere));
        Host.Calls.Clear();

        DataKeyException e = await RefusedAsync(new KmsDiscoveryKeyring(Clients(), region: Ohio), message, ErrorIds.NoMatchingKey);

        DataKeyFailure failure = Assert.Single(e.Failures);
        Assert.Equal(DataKeyFailureReason.OtherRegion, failure.Reason);
        Assert.Contains($"the key is in {Ireland}", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Records());
    }

    [Fact]
    public async Task A_filter_counts_for_multi_Region_keys_too()
    {
        (string primary, _) = await NewMultiRegionKeyAsync();
        byte[] message = await EncryptAsync(Strict(primary));
        Host.Calls.Clear();

        KmsDiscoveryKeyring discovery = new(Clients(), new KmsDiscoveryFilter("aws", [OtherAccount]), Ohio);

        DataKeyException e = await RefusedAsync(discovery, message, ErrorIds.NoMatchingKey);
        Assert.Equal(DataKeyFailureReason.FilteredOut, Assert.Single(e.Failures).Reason);
        Assert.Empty(Records());
    }

    [Fact]
    public async Task Replicas_of_one_key_are_one_key_too_many_and_all_of_them_are_named()
    {
        (string primary, string replica) = await NewMultiRegionKeyAsync();
        string bare = primary[(primary.IndexOf('/', StringComparison.Ordinal) + 1)..];

        KeyMaterialException e = Assert.Throws<KeyMaterialException>(() => Strict(primary, Host.CreateKey(Ireland), replica, bare));

        Assert.Equal(ErrorIds.InvalidKmsKeyId, e.ErrorId);
        Assert.Contains($"{primary}, {replica}, {bare}.", e.Message, StringComparison.Ordinal);
        byte[] message = await EncryptAsync(new KmsKeyring(Clients(), [primary, replica], multiRegionAware: false));
        Assert.Equal([primary, replica], KeyIds(message));
    }

    [Fact]
    public async Task Keyrings_of_several_callers_open_one_message_together()
    {
        string key = Host.CreateKey(Ireland);
        byte[] message = await EncryptAsync(Strict(key));
        KmsEmulator.Callers.Caller stranger = Host.Callers.Add(new("AKIASTRANGER", "a stranger's secret", OtherAccount));

        MultiKeyring both = new(null, [new KmsKeyring(Clients(stranger), [key]), Strict(key)]);

        await DecryptAsync(both, message);
        Assert.Equal(["Success", "AccessDeniedException", "Success"], Records().Select(static call => call.Outcome));
    }

    [Fact]
    public async Task A_message_of_this_product_opens_with_whoever_holds_the_ciphertext_and_the_whole_context()
    {
        string key = Host.CreateKey(Ireland);
        byte[] message = await EncryptAsync(Strict(key), ("ä", "ö"), ("a", ""));
        Format.MessageHeader header = Client.ReadHeader(message);

        DecryptResponse direct = await Owner.DecryptAsync(
            new Amazon.KeyManagementService.Model.DecryptRequest
            {
                CiphertextBlob = new(header.EncryptedDataKeys[0].Ciphertext.ToArray()),
                EncryptionContext = new(header.EncryptionContext),
            },
            Cancel);

        Assert.Equal(32, direct.Plaintext.Length);
    }

    private async Task<(string Primary, string Replica)> NewMultiRegionKeyAsync()
    {
        string primary = Host.CreateKey(Ireland, multiRegion: true);
        ReplicateKeyResponse replicated = await Owner.ReplicateKeyAsync(new ReplicateKeyRequest { KeyId = primary, ReplicaRegion = Ohio }, Cancel);
        return (primary, replicated.ReplicaKeyMetadata.Arn);
    }
}
