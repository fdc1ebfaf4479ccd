namespace EnvelopeCrypto.Keyrings.Kms;

/// <summary>Makes clients for Regions. <see cref="RegionalKmsClients"/> keeps them.</summary>
public interface IKmsClientFactory
{
    /// <summary>The Region of calls whose key id names none; null when none is known.</summary>
    string? DefaultRegion { get; }

    /// <summary>Makes a client.</summary>
    /// <param name="region">A Region, such as eu-west-1.</param>
    IKmsClient Create(string region);
}
