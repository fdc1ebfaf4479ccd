using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using KmsEmulator.Callers;
using Xunit;

namespace KmsEmulator.Tests;

public sealed class GrantTests : KmsTest
{
    private static readonly Caller Grantee = new("AKIAGRANTEE", "secret", "111122223333")
    {
        UserName = "grantee",
        AllowedOperations = new HashSet<string>(),
    };

    private static readonly Caller Stranger = new("AKIASTRANGER", "secret", OtherAccount) { UserName = "stranger" };

    private readonly ShiftedClock _clock = new();

    protected override KmsEmulatorOptions Options => new() { Clock = _clock, MaxGrantsPerKey = 3 };

    [Fact]
    public async Task A_new_grant_serves_who_presents_its_token()
    {
        KeyMetadata key = await NewKeyAsync();
        EncryptResponse encrypted = await EncryptAsync(key.KeyId);
        AmazonKeyManagementServiceClient grantee = ClientOf(Grantee);
        CreateGrantResponse grant = await GrantAsync(key, Grantee, "Decrypt");
        DecryptRequest decrypt = new() { CiphertextBlob = encrypted.CiphertextBlob, KeyId = key.Arn };

        await FailsAsync("AccessDeniedException", () => grantee.DecryptAsync(decrypt, Cancel));
        decrypt.GrantTokens = [grant.GrantToken];
        Assert.Equal(Secret, (await grantee.DecryptAsync(decrypt, Cancel)).Plaintext.ToArray());

        Assert.Matches("^[0-9a-f]{64}$", grant.GrantId);
        Assert.Equal([grant.GrantToken], Host.Calls.Snapshot()[^1].GrantTokens);
        await FailsAsync("AccessDeniedException", () => grantee.EncryptAsync(
            new EncryptRequest { KeyId = key.Arn, Plaintext = new(Secret), GrantTokens = [grant.GrantToken] }, Cancel));
    }

    [Fact]
    public async Task A_grant_that_has_spread_needs_no_token()
    {
        KeyMetadata key = await NewKeyAsync();
        EncryptResponse encrypted = await EncryptAsync(key.KeyId);
        await GrantAsync(key, Grantee, "Decrypt");
        Host.Callers.Add(Grantee);

        _clock.Offset = TimeSpan.FromMinutes(6);

        DecryptResponse opened = await Client(Region, Grantee, retries: 1).DecryptAsync(
            new DecryptRequest { CiphertextBlob = encrypted.CiphertextBlob }, Cancel);
        Assert.Equal(Secret, opened.Plaintext.ToArray());
    }

    [Fact]
    public async Task A_grant_serves_its_grantee_on_its_key_only()
    {
        KeyMetadata key = await NewKeyAsync();
        KeyMetadata otherKey = await NewKeyAsync();
        CreateGrantResponse grant = await GrantAsync(key, Grantee, "GenerateDataKey");
        AmazonKeyManagementServiceClient stranger = ClientOf(Stranger);
        AmazonKeyManagementServiceClient grantee = ClientOf(Grantee);
        GenerateDataKeyRequest generate = new() { KeyId = key.Arn, NumberOfBytes = 32, GrantTokens = [grant.GrantToken] };

        Assert.Equal(32, (await grantee.GenerateDataKeyAsync(generate, Cancel)).Plaintext.Length);
        await FailsAsync("AccessDeniedException", () => stranger.GenerateDataKeyAsync(generate, Cancel));
        generate.KeyId = otherKey.Arn;
        await FailsAsync("AccessDeniedException", () => grantee.GenerateDataKeyAsync(generate, Cancel));
    }

    [Fact]
    public async Task A_grant_reaches_into_another_account()
    {
        KeyMetadata key = await NewKeyAsync();
        CreateGrantResponse grant = await GrantAsync(key, Stranger, "DescribeKey", "Encrypt");
        AmazonKeyManagementServiceClient stranger = ClientOf(Stranger);

        EncryptResponse encrypted = await stranger.EncryptAsync(
            new EncryptRequest { KeyId = key.Arn, Plaintext = new(Secret), GrantTokens = [grant.GrantToken] }, Cancel);
        DescribeKeyResponse described = await stranger.DescribeKeyAsync(
            new DescribeKeyRequest { KeyId = key.Arn, GrantTokens = [grant.GrantToken] }, Cancel);

        Assert.Equal(Secret, (await DecryptAsync(encrypted)).Plaintext.ToArray());
        Assert.Equal(key.Arn, described.KeyMetadata.Arn);
    }

    [Fact]
    public async Task A_token_that_was_never_given_out_is_invalid()
    {
        KeyMetadata key = await NewKeyAsync();

        await FailsAsync<InvalidGrantTokenException>("InvalidGrantTokenException", () => Kms.EncryptAsync(
            new EncryptRequest { KeyId = key.Arn, Plaintext = new(Secret), GrantTokens = ["made up"] }, Cancel));
        await FailsAsync("ValidationException", () => Kms.EncryptAsync(
            new EncryptRequest { KeyId = key.Arn, Plaintext = new(Secret), GrantTokens = [.. Enumerable.Repeat("token", 11)] }, Cancel));
    }

    [Theory]
    [InlineData(true, "dept=it", true)]
    [InlineData(true, "dept=it,stage=prod", false)]
    [InlineData(true, "", false)]
    [InlineData(false, "dept=it", true)]
    [InlineData(false, "dept=it,stage=prod", true)]
    [InlineData(false, "dept=hr,stage=prod", false)]
    [InlineData(false, "", false)]
    public async Task A_grant_can_be_for_certain_contexts(bool equal, string context, bool allowed)
    {
        KeyMetadata key = await NewKeyAsync();
        Dictionary<string, string> pairs = Context(("dept", "it"));
        CreateGrantRequest request = GrantRequest(key, Grantee, "Encrypt");
        request.Constraints = equal ? new GrantConstraints { EncryptionContextEquals = pairs } : new GrantConstraints { EncryptionContextSubset = pairs };
        CreateGrantResponse grant = await Kms.CreateGrantAsync(request, Cancel);
        EncryptRequest encrypt = new()
        {
            KeyId = key.Arn,
            Plaintext = new(Secret),
            GrantTokens = [grant.GrantToken],
            EncryptionContext = Parse(context),
        };
        AmazonKeyManagementServiceClient grantee = ClientOf(Grantee);

        if (allowed)
        {
            Assert.Equal(key.Arn, (await grantee.EncryptAsync(encrypt, Cancel)).KeyId);
        }
        else
        {
            await FailsAsync("AccessDeniedException", () => grantee.EncryptAsync(encrypt, Cancel));
        }
    }

    [Fact]
    public async Task A_grant_by_a_grant_gives_no_more_than_that_one()
    {
        KeyMetadata key = await NewKeyAsync();
        CreateGrantResponse parent = await GrantAsync(key, Grantee, "CreateGrant", "Decrypt");
        AmazonKeyManagementServiceClient grantee = ClientOf(Grantee);
        CreateGrantRequest less = GrantRequest(key, Stranger, "Decrypt");
        CreateGrantRequest more = GrantRequest(key, Stranger, "Decrypt", "Encrypt");
        less.GrantTokens = more.GrantTokens = [parent.GrantToken];

        Assert.NotNull((await grantee.CreateGrantAsync(less, Cancel)).GrantId);
        await FailsAsync("AccessDeniedException", () => grantee.CreateGrantAsync(more, Cancel));
    }

    [Theory]
    [InlineData(null, null, false)]
    [InlineData(null, "dept=hr", false)]
    [InlineData(null, "dept=it", true)]
    [InlineData(null, "dept=it,stage=prod", true)]
    [InlineData("dept=it,stage=prod", null, true)]
    [InlineData("stage=prod", null, false)]
    public async Task A_grant_by_a_grant_is_for_no_more_contexts_than_that_one(string? equal, string? subset, bool allowed)
    {
        KeyMetadata key = await NewKeyAsync();
        CreateGrantRequest parent = GrantRequest(key, Grantee, "CreateGrant", "Decrypt");
        parent.Constraints = new GrantConstraints { EncryptionContextSubset = Context(("dept", "it")) };
        CreateGrantRequest child = GrantRequest(key, Stranger, "Decrypt");
        child.GrantTokens = [(await Kms.CreateGrantAsync(parent, Cancel)).GrantToken];
        child.Constraints = new GrantConstraints { EncryptionContextEquals = Parse(equal), EncryptionContextSubset = Parse(subset) };
        AmazonKeyManagementServiceClient grantee = ClientOf(Grantee);

        if (allowed)
        {
            Assert.NotNull((await grantee.CreateGrantAsync(child, Cancel)).GrantId);
        }
        else
        {
            await FailsAsync("AccessDeniedException", () => grantee.CreateGrantAsync(child, Cancel));
        }
    }

    [Fact]
    public async Task A_constraint_has_eight_pairs_at_most()
    {
        CreateGrantRequest request = GrantRequest(await NewKeyAsync(), Grantee, "Decrypt");
        request.Constraints = new GrantConstraints { EncryptionContextSubset = Enumerable.Range(0, 9).ToDictionary(i => $"{i}", i => "") };

        await FailsAsync("ValidationException", () => Kms.CreateGrantAsync(request, Cancel));
    }

    [Fact]
    public async Task A_grant_can_be_to_a_whole_account()
    {
        KeyMetadata key = await NewKeyAsync();
        CreateGrantRequest request = GrantRequest(key, Stranger, "DescribeKey");
        request.GranteePrincipal = $"arn:aws:iam::{OtherAccount}:root";
        CreateGrantResponse grant = await Kms.CreateGrantAsync(request, Cancel);
        DescribeKeyRequest describe = new() { KeyId = key.Arn, GrantTokens = [grant.GrantToken] };

        Assert.Equal(key.Arn, (await ClientOf(Stranger).DescribeKeyAsync(describe, Cancel)).KeyMetadata.Arn);
        await FailsAsync("AccessDeniedException", () => ClientOf(Grantee).DescribeKeyAsync(describe, Cancel));
    }

    [Fact]
    public async Task A_retired_or_revoked_grant_serves_nobody()
    {
        KeyMetadata key = await NewKeyAsync();
        AmazonKeyManagementServiceClient grantee = ClientOf(Grantee);
        AmazonKeyManagementServiceClient stranger = ClientOf(Stranger);
        CreateGrantResponse[] grants =
        [
            await GrantAsync(key, Grantee, "Encrypt"),
            await GrantAsync(key, Grantee, "Encrypt", "RetireGrant"),
            await GrantAsync(key, Grantee, "Encrypt"),
        ];
        await FailsAsync("AccessDeniedException", () => grantee.RetireGrantAsync(new RetireGrantRequest { GrantToken = grants[0].GrantToken }, Cancel));
        await FailsAsync("AccessDeniedException", () => stranger.RevokeGrantAsync(
            new RevokeGrantRequest { KeyId = key.Arn, GrantId = grants[0].GrantId }, Cancel));

        await Kms.RevokeGrantAsync(new RevokeGrantRequest { KeyId = key.KeyId, GrantId = grants[0].GrantId }, Cancel);
        await grantee.RetireGrantAsync(new RetireGrantRequest { GrantToken = grants[1].GrantToken }, Cancel);
        await Kms.RetireGrantAsync(new RetireGrantRequest { KeyId = key.Arn, GrantId = grants[2].GrantId }, Cancel);

        foreach (CreateGrantResponse grant in grants)
        {
            await FailsAsync<InvalidGrantTokenException>("InvalidGrantTokenException", () => grantee.EncryptAsync(
                new EncryptRequest { KeyId = key.Arn, Plaintext = new(Secret), GrantTokens = [grant.GrantToken] }, Cancel));
            await FailsAsync<NotFoundException>("NotFoundException", () => Kms.RevokeGrantAsync(
                new RevokeGrantRequest { KeyId = key.Arn, GrantId = grant.GrantId }, Cancel));
        }

        await FailsAsync<InvalidGrantIdException>("InvalidGrantIdException", () => Kms.RevokeGrantAsync(
            new RevokeGrantRequest { KeyId = key.Arn, GrantId = "no id" }, Cancel));
        Assert.Empty((await Kms.ListGrantsAsync(new ListGrantsRequest { KeyId = key.Arn }, Cancel)).Grants ?? []);
    }

    [Fact]
    public async Task A_retiring_principal_retires_the_grant_from_another_account()
    {
        KeyMetadata key = await NewKeyAsync();
        CreateGrantRequest request = GrantRequest(key, Grantee, "Encrypt");
        request.RetiringPrincipal = Stranger.ArnIn("aws");
        CreateGrantResponse grant = await Kms.CreateGrantAsync(request, Cancel);

        await ClientOf(Stranger).RetireGrantAsync(new RetireGrantRequest { GrantToken = grant.GrantToken }, Cancel);

        await FailsAsync<InvalidGrantTokenException>(
            "InvalidGrantTokenException", () => Kms.RetireGrantAsync(new RetireGrantRequest { GrantToken = grant.GrantToken }, Cancel));
    }

    [Fact]
    public async Task The_same_grant_by_the_same_name_is_made_once()
    {
        KeyMetadata key = await NewKeyAsync();
        CreateGrantRequest named = GrantRequest(key, Grantee, "Encrypt");
        named.Name = "once";

        CreateGrantResponse first = await Kms.CreateGrantAsync(named, Cancel);
        CreateGrantResponse second = await Kms.CreateGrantAsync(named, Cancel);
        CreateGrantResponse unnamed = await GrantAsync(key, Grantee, "Encrypt");

        Assert.Equal(first.GrantId, second.GrantId);
        Assert.NotEqual(first.GrantToken, second.GrantToken);
        Assert.NotEqual(first.GrantId, unnamed.GrantId);
        List<GrantListEntry> listed = (await Kms.ListGrantsAsync(new ListGrantsRequest { KeyId = key.KeyId }, Cancel)).Grants;
        Assert.Equal(new HashSet<string> { first.GrantId, unnamed.GrantId }, listed.Select(grant => grant.GrantId).ToHashSet());
        GrantListEntry entry = listed.Single(grant => grant.GrantId == first.GrantId);
        Assert.Equal("once", entry.Name);
        Assert.Equal(Grantee.ArnIn("aws"), entry.GranteePrincipal);
        Assert.Equal(["Encrypt"], entry.Operations);
        Assert.Equal(key.Arn, entry.KeyId);
    }

    [Fact]
    public async Task Grants_need_an_operation_that_a_symmetric_key_has_and_a_usable_key_and_have_a_quota()
    {
        KeyMetadata key = await NewKeyAsync();
        await FailsAsync("ValidationException", () => GrantAsync(key, Grantee, "Sign"));
        await FailsAsync("ValidationException", () => GrantAsync(key, Grantee));
        for (int i = 0; i < 3; i++)
        {
            await GrantAsync(key, Grantee, "Encrypt");
        }

        await FailsAsync<LimitExceededException>("LimitExceededException", () => GrantAsync(key, Grantee, "Encrypt"));
        await Kms.DisableKeyAsync(new DisableKeyRequest { KeyId = key.KeyId }, Cancel);
        await FailsAsync<DisabledException>("DisabledException", () => GrantAsync(key, Grantee, "Encrypt"));
    }

    private static Dictionary<string, string>? Parse(string? context) => context?
        .Split(',', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('='))
        .ToDictionary(pair => pair[0], pair => pair[1]);

    private Task<CreateGrantResponse> GrantAsync(KeyMetadata key, Caller grantee, params string[] operations) =>
        Kms.CreateGrantAsync(GrantRequest(key, grantee, operations), Cancel);

    private static CreateGrantRequest GrantRequest(KeyMetadata key, Caller grantee, params string[] operations) =>
        new() { KeyId = key.KeyId, GranteePrincipal = grantee.ArnIn("aws"), Operations = [.. operations] };
}
