using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using EnvelopeCrypto.Aws;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Keyrings.Kms;
using KmsEmulator.Callers;
using Xunit;

namespace EnvelopeCrypto.AwsTests;

/// <summary>As whom KMS is called. Tests that set environment variables are in <see cref="EnvironmentTests"/>.</summary>
public sealed class CredentialTests : AwsTest
{
    private const string NotFound = "There is no AWS profile 'nobody'. No other credentials were tried in its place.";

    private readonly string _file = Path.GetTempFileName();

    [Fact]
    public async Task Keys_that_are_given_sign_the_calls()
    {
        Caller caller = Host.Callers.Add(new Caller("AKIAGIVEN", "given secret", Account));

        await UseAsync(Options(caller));

        Assert.Equal("AKIAGIVEN", Assert.Single(Records()).AccessKeyId);
    }

    [Fact]
    public async Task A_session_token_goes_with_temporary_keys()
    {
        Caller caller = Host.Callers.Add(new Caller("ASIATEMPORARY", "temporary secret", Account) { SessionToken = "the session's token" });

        await UseAsync(Options(caller));

        KmsException e = await Assert.ThrowsAsync<KmsException>(() => UseAsync(Options(caller with { SessionToken = null })));
        Assert.Equal(DataKeyFailureReason.AccessDenied, e.Reason);
        Assert.DoesNotContain("token", Options(caller).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AKIA", null, null)]
    [InlineData(null, "secret", null)]
    [InlineData(null, null, "token")]
    [InlineData("", "secret", null)]
    public void Half_of_a_key_is_an_error(string? accessKey, string? secretKey, string? sessionToken)
    {
        AwsKmsOptions options = new() { AccessKey = accessKey, SecretKey = secretKey, SessionToken = sessionToken };

        AwsCredentialException e = Assert.Throws<AwsCredentialException>(() => new AwsKmsClientFactory(options));

        Assert.Equal(ErrorIds.AwsCredentialsMissing, e.ErrorId);
        Assert.Contains("-AccessKey -SecretKey", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_come_before_a_credential_source_and_that_before_a_profile()
    {
        Host.Callers.Add(new Caller("AKIASOURCE", "source secret", Account));
        Host.Callers.Add(new Caller("AKIAPROFILE", "profile secret", Account));
        await File.WriteAllTextAsync(_file, "[mine]\naws_access_key_id = AKIAPROFILE\naws_secret_access_key = profile secret\n", Cancel);
        AwsKmsOptions all = Options();

        await UseAsync(With(all.AccessKey, all.SecretKey, () => new AwsKeys("AKIASOURCE", "source secret", null), "mine"));
        await UseAsync(With(null, null, () => new AwsKeys("AKIASOURCE", "source secret", null), "mine"));
        await UseAsync(With(null, null, null, "mine"));

        Assert.Equal([Host.DefaultCaller.AccessKeyId, "AKIASOURCE", "AKIAPROFILE"], Records().Select(static call => call.AccessKeyId));
    }

    [Fact]
    public async Task A_credential_source_is_asked_anew_for_every_request()
    {
        string key = Host.CreateKey(Ireland);
        Host.Callers.Add(new Caller("ASIA1", "secret 1", Account) { SessionToken = "token 1" });
        Host.Callers.Add(new Caller("ASIA2", "secret 2", Account) { SessionToken = "token 2" });
        int now = 1;
        KmsKeyring keyring = new(
            new RegionalKmsClients(new AwsKmsClientFactory(With(null, null, () => new AwsKeys($"ASIA{now}", $"secret {now}", $"token {now}"), null))),
            [key]);

        byte[] message = await EncryptAsync(keyring);
        now = 2;
        await DecryptAsync(keyring, message);

        Assert.Equal(["ASIA1", "ASIA2"], Records().Select(static call => call.AccessKeyId));
    }

    [Fact]
    public void A_profile_that_is_not_there_is_an_error_and_nothing_takes_its_place()
    {
        AwsCredentialException e = Assert.Throws<AwsCredentialException>(() => new AwsKmsClientFactory(With(null, null, null, "nobody")));

        Assert.Equal(ErrorIds.AwsCredentialsMissing, e.ErrorId);
        Assert.Equal(NotFound, e.Message);
    }

    [Fact]
    public void A_profile_without_keys_is_an_error_that_names_it()
    {
        File.WriteAllText(_file, "[empty]\nregion = eu-west-1\n");

        AwsCredentialException e = Assert.Throws<AwsCredentialException>(() => new AwsKmsClientFactory(With(null, null, null, "empty")));

        Assert.Equal(ErrorIds.AwsCredentialsMissing, e.ErrorId);
        Assert.Contains("'empty'", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("role_arn = arn:aws:iam::111122223333:role/r\nsource_profile = base")]
    [InlineData("sso_start_url = https://sign-in.invalid\nsso_region = eu-west-1\nsso_account_id = 111122223333\nsso_role_name = r")]
    [InlineData("sso_session = s\nsso_account_id = 111122223333\nsso_role_name = r")]
    [InlineData("role_arn = arn:aws:iam::111122223333:role/r\nweb_identity_token_file = /nowhere")]
    [InlineData("role_arn = arn:aws:iam::111122223333:role/r\ncredential_source = Environment")]
    public void A_profile_that_assumes_a_role_or_signs_in_is_left_to_AWS_Tools(string lines)
    {
        File.WriteAllText(
            _file,
            $"[base]\naws_access_key_id = A\naws_secret_access_key = B\n[profile wanted]\n{lines}\n[wanted]\n{lines}\n[sso-session s]\nsso_start_url = https://sign-in.invalid\nsso_region = eu-west-1\n");

        AwsCredentialException e = Assert.Throws<AwsCredentialException>(() => new AwsKmsClientFactory(With(null, null, null, "wanted")));

        Assert.Equal(ErrorIds.AwsProfileNeedsAwsTools, e.ErrorId);
        Assert.Equal("wanted", e.ProfileName);
        Assert.Contains("AWS.Tools.Common", e.Message, StringComparison.Ordinal);
        Assert.Contains("-Credential", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_credentials_file_without_a_profile_is_an_error()
    {
        AwsKmsOptions options = new() { ProfileLocation = _file };

        AwsCredentialException e = Assert.Throws<AwsCredentialException>(() => new AwsKmsClientFactory(options));

        Assert.Contains("-ProfileLocation without -ProfileName", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_Region_of_a_profile_is_the_default_one_unless_another_is_given()
    {
        File.WriteAllText(_file, "[mine]\naws_access_key_id = A\naws_secret_access_key = B\nregion = ap-south-1\n");
        AwsKmsOptions options = new() { ProfileName = "mine", ProfileLocation = _file };
        AwsKmsOptions other = new() { ProfileName = "mine", ProfileLocation = _file, Region = Ohio };

        Assert.Equal("ap-south-1", new AwsKmsClientFactory(options).DefaultRegion);
        Assert.Equal(Ohio, new AwsKmsClientFactory(other).DefaultRegion);
    }

    private AwsKmsOptions With(string? accessKey, string? secretKey, Func<AwsKeys>? source, string? profile) => new()
    {
        EndpointUrl = Host.BaseAddress,
        Region = Ireland,
        AccessKey = accessKey,
        SecretKey = secretKey,
        CredentialSource = source,
        ProfileName = profile,
        ProfileLocation = profile is null ? null : _file,
    };

    private Task<byte[]> UseAsync(AwsKmsOptions options) =>
        EncryptAsync(new KmsKeyring(new RegionalKmsClients(new AwsKmsClientFactory(options)), [Host.CreateKey(Ireland)]));
}
