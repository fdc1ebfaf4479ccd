using System;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Amazon.KeyManagementService.Model;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Keyrings.Kms;
using EnvelopeCrypto.Materials;
using EnvelopeCrypto.Suites;
using KmsEmulator.Faults;
using Xunit;

namespace EnvelopeCrypto.AwsTests;

/// <summary>Clients of Regions, which messages choose.</summary>
public sealed class RegionTests : AwsTest
{
    [Fact]
    public async Task A_client_is_kept_once_its_Region_has_answered()
    {
        string key = Host.CreateKey(Ireland);
        RegionalKmsClients clients = Clients();
        Assert.Equal(0, clients.Count);

        Host.Faults.Add(new Fault(FaultKind.ConnectionReset) { Count = 1000 });
        await Assert.ThrowsAsync<KmsException>(() => EncryptAsync(new KmsKeyring(clients, [key])));
        Assert.Equal(0, clients.Count);

        Host.Faults.Clear();
        byte[] message = await EncryptAsync(new KmsKeyring(clients, [key]));
        await DecryptAsync(new KmsKeyring(clients, [key]), message);
        Assert.Equal(1, clients.Count);
    }

    [Fact]
    public async Task A_hostile_message_that_names_thousands_of_Regions_leaves_a_bounded_number_behind()
    {
        RegionalKmsClients clients = Clients();
        EncryptedDataKey[] keys = [.. Enumerable.Range(0, 2000).Select(number => KeyNamed($"arn:aws:kms:xx-hostile-{number}:{Account}:key/1234"))];
        using DecryptionMaterials materials = new(AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384, EncryptionContext.Empty);

        await new KmsDiscoveryKeyring(clients) { MaxKeys = 2000 }.OnDecryptAsync(materials, keys, Cancel);

        Assert.Equal(2000, materials.Failures.Count);
        Assert.Equal(2000, Records().Count);
        Assert.InRange(clients.Count, 1, 64);
    }

    [Theory]
    [InlineData("evil.example/#")]
    [InlineData("evil.example")]
    [InlineData("user@evil")]
    [InlineData("-eu-west-1")]
    [InlineData("eu west 1")]
    public async Task A_Region_that_would_lead_to_another_host_is_never_asked(string region)
    {
        using DecryptionMaterials materials = new(AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384, EncryptionContext.Empty);

        await new KmsDiscoveryKeyring(Clients()).OnDecryptAsync(materials, [KeyNamed($"arn:aws:kms:{region}:{Account}:key/1234")], Cancel);

        Assert.Equal(DataKeyFailureReason.NotThisKey, Assert.Single(materials.Failures).Reason);
        Assert.Empty(Records());
        Assert.Throws<KeyMaterialException>(() => new KmsDiscoveryKeyring(Clients(), region: region));
        Assert.Throws<KeyMaterialException>(() => Strict($"arn:aws:kms:{region}:{Account}:key/1234"));
        await Assert.ThrowsAsync<KeyMaterialException>(() => EncryptAsync(new KmsKeyring(Clients(region: region), ["alias/demo"])));
        Assert.Empty(Records());
    }

    [Fact]
    public async Task Discovery_asks_for_ten_keys_of_a_message_and_no_more()
    {
        string[] ids = [.. Enumerable.Range(0, 11).Select(_ => Host.CreateKey(Ireland))];
        byte[] message = await EncryptAsync(Strict(ids));
        foreach (string id in ids[..10])
        {
            await Owner.DisableKeyAsync(new DisableKeyRequest { KeyId = id }, Cancel);
        }

        Host.Calls.Clear();

        DataKeyException e = await RefusedAsync(new KmsDiscoveryKeyring(Clients()), message);

        Assert.Equal(10, Records().Count);
        Assert.Equal(DataKeyFailureReason.FilteredOut, e.Failures[^1].Reason);
        Assert.Contains("10 other keys", e.Failures[^1].Message, StringComparison.Ordinal);
        await DecryptAsync(new KmsDiscoveryKeyring(Clients()) { MaxKeys = 11 }, message);
        await DecryptAsync(Strict(ids[10]), message);
    }

    private static EncryptedDataKey KeyNamed(string arn) => new("aws-kms", Encoding.UTF8.GetBytes(arn), new byte[100]);
}
