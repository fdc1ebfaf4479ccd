using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Keyrings.Kms;
using EnvelopeCrypto.PowerShell.Errors;
using EnvelopeCrypto.PowerShell.Input;
using EnvelopeCrypto.PowerShell.Pipeline;

namespace EnvelopeCrypto.PowerShell.Aws;

/// <summary>The parameters that say how AWS KMS is reached and as whom, spelled and ordered as AWS.Tools does.</summary>
public abstract class AwsCmdlet : EnvelopeCmdlet
{
    private static readonly string[] AwsParameterNames =
    [
        nameof(Region), nameof(ProfileName), nameof(ProfileLocation), nameof(Credential), nameof(AccessKey), nameof(SecretKey),
        nameof(SessionToken), nameof(EndpointUrl), nameof(GrantToken), nameof(NoMultiRegion),
    ];

    private protected AwsCmdlet()
    {
    }

    /// <summary>The Region of calls whose key id names none: a name, or an AWSRegion object of AWS.Tools. With -Discovery, the one Region that is asked.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(RegionCompleter))]
    [ValidateNotNull]
    public object? Region { get; set; }

    /// <summary>A profile of the AWS credentials or configuration file. One that is not there is an error.</summary>
    [Parameter]
    [Alias("StoredCredentials", "AWSProfileName")]
    [ArgumentCompleter(typeof(ProfileCompleter))]
    [ValidateNotNullOrEmpty]
    public string? ProfileName { get; set; }

    /// <summary>The credentials file.</summary>
    [Parameter]
    [Alias("AWSProfilesLocation", "ProfilesLocation")]
    [ValidateNotNullOrEmpty]
    public string? ProfileLocation { get; set; }

    /// <summary>An AWSCredentials object, of any version of the AWS SDK: for example from Get-AWSCredential.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Credential { get; set; }

    /// <summary>An access key id.</summary>
    [Parameter]
    [Alias("AK")]
    [ValidateNotNullOrEmpty]
    public string? AccessKey { get; set; }

    /// <summary>The secret access key.</summary>
    [Parameter]
    [Alias("SK", "SecretAccessKey")]
    [ValidateNotNullOrEmpty]
    public string? SecretKey { get; set; }

    /// <summary>The session token of temporary credentials.</summary>
    [Parameter]
    [Alias("ST")]
    [ValidateNotNullOrEmpty]
    public string? SessionToken { get; set; }

    /// <summary>Another endpoint than the Region's own: a VPC endpoint, or an emulator.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? EndpointUrl { get; set; }

    /// <summary>Grants that are not yet effective everywhere.</summary>
    [Parameter]
    [Alias("GrantTokens")]
    [ValidateNotNullOrEmpty]
    public string[]? GrantToken { get; set; }

    /// <summary>Takes multi-Region keys for keys like any others: a replica does not stand for its related keys.</summary>
    [Parameter]
    public SwitchParameter NoMultiRegion { get; set; }

    /// <summary>A keyring of the keys with these ids.</summary>
    private protected IKeyring CreateKmsKeyring(IReadOnlyCollection<string> keyIds)
    {
        KmsKeyring keyring = new(Connect(), keyIds, !NoMultiRegion, GrantToken, KmsCallLog.Write);
        UsedKeys.Note(keyIds);
        return keyring;
    }

    /// <summary>A keyring of whatever keys a message names.</summary>
    private protected IKeyring CreateDiscoveryKeyring(KmsDiscoveryFilter? filter, int? maxKeys) =>
        new KmsDiscoveryKeyring(Connect(), filter, NoMultiRegion ? null : RegionName(Region), GrantToken, KmsCallLog.Write)
        {
            MaxKeys = maxKeys ?? KmsDiscoveryKeyring.DefaultMaxKeys,
        };

    /// <summary>Refuses AWS parameters where no key of AWS is used: they would be without effect. Those of $PSDefaultParameterValues were not meant for this call.</summary>
    /// <param name="kmsParameters">The parameters that name keys of AWS.</param>
    private protected void DemandNoAwsParameters(string kmsParameters)
    {
        string? name = AwsParameterNames.FirstOrDefault(parameter => SessionDefaults.IsExplicit(this, parameter));
        if (name is not null)
        {
            throw CommandError.Combination($"-{name} goes with {kmsParameters}.");
        }
    }

    /// <summary>A name, or an object that has it: AWSRegion of AWS.Tools (Region), RegionEndpoint of the AWS SDK (SystemName).</summary>
    private static string? RegionName(object? region) => region switch
    {
        null => null,
        string name => name,
        PSObject { BaseObject: string name } => name,
        _ => (PSObject.AsPSObject(region).Properties["Region"] ?? PSObject.AsPSObject(region).Properties["SystemName"])?.Value as string ?? region.ToString(),
    };

    private RegionalKmsClients Connect()
    {
        AwsAssemblies.DemandComplete();
        object? credential = Credential;
        if (credential is null && AccessKey is null && SecretKey is null && ProfileName is null)
        {
            credential = AwsToolsSession.StoredCredentials(this);
        }

        AwsConnection connection = new()
        {
            Region = RegionName(Region) ?? RegionName(SessionState.PSVariable.GetValue("StoredAWSRegion")),
            AccessKey = AccessKey,
            SecretKey = SecretKey,
            SessionToken = SessionToken,
            ProfileName = ProfileName,
            ProfileLocation = ProfileLocation is null ? null : ProviderPath.Literal(this, ProfileLocation),
            EndpointUrl = EndpointUrl,
            Credential = credential is null ? null : ForeignCredentials.Bridge(credential),
        };
        return connection.Open(name => AwsToolsSession.ResolveProfile(this, name, ProfileLocation));
    }
}
