using System;
using System.Collections.Generic;
using EnvelopeCrypto.Errors;

namespace EnvelopeCrypto.Keyrings.Kms;

/// <summary>Which keys a discovery keyring may ask for: those of one partition and of the accounts that are listed.</summary>
/// <remarks>Specification: framework/aws-kms/aws-kms-discovery-keyring.md, "Discovery Filter".</remarks>
public sealed class KmsDiscoveryFilter
{
    private readonly HashSet<string> _accounts;

    /// <summary>Makes a filter.</summary>
    /// <param name="partition">Such as aws, aws-cn or aws-us-gov.</param>
    /// <param name="accounts">Account ids; at least one.</param>
    /// <exception cref="KeyMaterialException">The partition is empty, or there is no account.</exception>
    public KmsDiscoveryFilter(string partition, IEnumerable<string> accounts)
    {
        ArgumentNullException.ThrowIfNull(accounts);
        _accounts = new HashSet<string>(accounts, StringComparer.Ordinal);
        if (string.IsNullOrEmpty(partition) || _accounts.Count == 0 || _accounts.Contains(""))
        {
            throw KmsError.InvalidFilter();
        }

        Partition = partition;
    }

    /// <summary>The partition.</summary>
    public string Partition { get; }

    /// <summary>The account ids.</summary>
    public IReadOnlyCollection<string> Accounts => _accounts;

    internal bool Allows(KmsKeyArn arn) => arn.Partition == Partition && _accounts.Contains(arn.Account);
}
