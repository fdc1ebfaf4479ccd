using System;
using Amazon.Runtime;

namespace EnvelopeCrypto.Aws;

/// <summary>Credentials that somebody else holds: asked for anew for every request, as they may refresh themselves.</summary>
internal sealed class BridgedCredentials : AWSCredentials
{
    private readonly Func<AwsKeys> _source;

    internal BridgedCredentials(Func<AwsKeys> source)
    {
        _source = source;
    }

    public override ImmutableCredentials GetCredentials()
    {
        AwsKeys keys = _source();
        return new ImmutableCredentials(keys.AccessKey, keys.SecretKey, keys.SessionToken);
    }
}
