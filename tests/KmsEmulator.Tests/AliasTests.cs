using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Amazon.KeyManagementService.Model;
using Xunit;

namespace KmsEmulator.Tests;

public sealed class AliasTests : KmsTest
{
    [Fact]
    public async Task An_alias_names_one_key_and_can_be_moved_and_deleted()
    {
        KeyMetadata first = await NewKeyAsync();
        KeyMetadata second = await NewKeyAsync();
        await CreateAsync("alias/app", first.KeyId);
        EncryptResponse underFirst = await EncryptAsync("alias/app");

        await Kms.UpdateAliasAsync(new UpdateAliasRequest { AliasName = "alias/app", TargetKeyId = second.Arn }, Cancel);

        Assert.Equal(first.Arn, underFirst.KeyId);
        Assert.Equal(second.Arn, (await EncryptAsync("alias/app")).KeyId);
        Assert.Equal(Secret, (await DecryptAsync(underFirst)).Plaintext.ToArray());
        await FailsAsync<IncorrectKeyException>("IncorrectKeyException", () => Kms.DecryptAsync(
            new DecryptRequest { CiphertextBlob = underFirst.CiphertextBlob, KeyId = "alias/app" }, Cancel));

        await Kms.DeleteAliasAsync(new DeleteAliasRequest { AliasName = "alias/app" }, Cancel);
        NotFoundException gone = await FailsAsync<NotFoundException>("NotFoundException", () => EncryptAsync("alias/app"));
        Assert.Equal($"Alias arn:aws:kms:{Region}:111122223333:alias/app is not found.", gone.Message);
        await FailsAsync<NotFoundException>(
            "NotFoundException", () => Kms.DeleteAliasAsync(new DeleteAliasRequest { AliasName = "alias/app" }, Cancel));
        await FailsAsync<NotFoundException>("NotFoundException", () => Kms.UpdateAliasAsync(
            new UpdateAliasRequest { AliasName = "alias/app", TargetKeyId = second.Arn }, Cancel));
    }

    [Fact]
    public async Task Aliases_are_listed_in_pages_and_by_key()
    {
        KeyMetadata one = await NewKeyAsync();
        KeyMetadata other = await NewKeyAsync();
        for (int i = 0; i < 5; i++)
        {
            await CreateAsync($"alias/{i}", i == 2 ? other.KeyId : one.KeyId);
        }

        List<AliasListEntry> all = [];
        ListAliasesRequest request = new() { Limit = 2 };
        ListAliasesResponse page;
        do
        {
            page = await Kms.ListAliasesAsync(request, Cancel);
            all.AddRange(page.Aliases);
            request.Marker = page.NextMarker;
        }
        while (page.Truncated == true);

        Assert.Equal(["alias/0", "alias/1", "alias/2", "alias/3", "alias/4"], all.Select(alias => alias.AliasName));
        Assert.Equal(other.KeyId, all[2].TargetKeyId);
        Assert.Equal($"arn:aws:kms:{Region}:111122223333:alias/2", all[2].AliasArn);
        ListAliasesResponse ofOther = await Kms.ListAliasesAsync(new ListAliasesRequest { KeyId = other.Arn }, Cancel);
        Assert.Equal(["alias/2"], ofOther.Aliases.Select(alias => alias.AliasName));
    }

    [Theory]
    [InlineData("app", "ValidationException", "Invalid identifier")]
    [InlineData("alias/", "ValidationException", "Invalid identifier")]
    [InlineData("alias/a:b", "ValidationException", "alias/a:b contains invalid characters for an alias")]
    [InlineData("alias/aws/s3", "NotAuthorizedException", "The prefix alias/aws/ is reserved for AWS managed keys.")]
    [InlineData(
        "alias/a b",
        "ValidationException",
        "1 validation error detected: Value 'alias/a b' at 'aliasName' failed to satisfy constraint: "
        + "Member must satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$")]
    public async Task A_name_that_is_no_alias_name_is_refused(string name, string errorCode, string message)
    {
        KeyMetadata key = await NewKeyAsync();

        Assert.Equal(message, (await FailsAsync(errorCode, () => CreateAsync(name, key.KeyId))).Message);
    }

    [Fact]
    public async Task An_alias_is_unique_and_refers_to_a_usable_key()
    {
        KeyMetadata key = await NewKeyAsync();
        await CreateAsync("alias/app", key.KeyId);

        await FailsAsync<AlreadyExistsException>("AlreadyExistsException", () => CreateAsync("alias/app", key.KeyId));
        await FailsAsync("ValidationException", () => CreateAsync("alias/two", "alias/app"));
        await Client(OtherRegion).CreateKeyAsync(new CreateKeyRequest(), Cancel);
        await FailsAsync<NotFoundException>("NotFoundException", () => CreateAsync("alias/two", "0b2ad402-0000-46ac-8000-000000000000"));
        await Kms.ScheduleKeyDeletionAsync(new ScheduleKeyDeletionRequest { KeyId = key.KeyId }, Cancel);
        await FailsAsync<KMSInvalidStateException>("KMSInvalidStateException", () => CreateAsync("alias/two", key.KeyId));
    }

    [Fact]
    public async Task A_key_has_fifty_aliases_at_most()
    {
        KeyMetadata key = await NewKeyAsync();
        for (int i = 0; i < 50; i++)
        {
            await CreateAsync($"alias/{i}", key.KeyId);
        }

        await FailsAsync<LimitExceededException>("LimitExceededException", () => CreateAsync("alias/one-too-many", key.KeyId));
    }

    private Task<CreateAliasResponse> CreateAsync(string name, string keyId) =>
        Kms.CreateAliasAsync(new CreateAliasRequest { AliasName = name, TargetKeyId = keyId }, Cancel);
}
