using System.Threading.Tasks;
using Amazon.KeyManagementService.Model;
using Xunit;

namespace KmsEmulator.Tests;

public sealed class QuotaTests : KmsTest
{
    protected override KmsEmulatorOptions Options => new() { MaxKeysPerRegion = 2 };

    [Fact]
    public async Task Keys_have_a_quota_by_account_and_Region()
    {
        await NewKeyAsync();
        KeyMetadata replicated = await NewKeyAsync(multiRegion: true);

        await FailsAsync<LimitExceededException>("LimitExceededException", () => NewKeyAsync());

        ReplicateKeyRequest replicate = new() { KeyId = replicated.KeyId, ReplicaRegion = OtherRegion };
        Assert.NotNull(await Client(OtherRegion).CreateKeyAsync(new CreateKeyRequest(), Cancel));
        Assert.NotNull(await Kms.ReplicateKeyAsync(replicate, Cancel));
        replicate.ReplicaRegion = "eu-central-1";
        Host.CreateKey("eu-central-1");
        Host.CreateKey("eu-central-1");
        await FailsAsync<LimitExceededException>("LimitExceededException", () => Kms.ReplicateKeyAsync(replicate, Cancel));
    }
}
