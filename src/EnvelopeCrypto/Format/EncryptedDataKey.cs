using System;
using System.Buffers.Binary;
using System.Text;
using EnvelopeCrypto.Errors;

namespace EnvelopeCrypto.Format;

/// <summary>One encrypted data key of a message: which key encrypted it, and the ciphertext.</summary>
/// <remarks>Each field takes at most 65,535 bytes. Specification: data-format/message-header.md, "Encrypted Data Key Entries".</remarks>
public sealed class EncryptedDataKey
{
    private string? _keyProviderId;
    private string? _keyId;

    /// <summary>Makes an entry; the fields are copied.</summary>
    /// <param name="keyProviderId">The provider: <c>aws-kms</c>, or the namespace of a local key.</param>
    /// <param name="keyProviderInfo">What the provider needs to find the key: a key ARN, or the name of a local key and more.</param>
    /// <param name="ciphertext">The data key under that key.</param>
    /// <exception cref="ArgumentOutOfRangeException">A field is longer than 65,535 bytes.</exception>
    public EncryptedDataKey(string keyProviderId, ReadOnlyMemory<byte> keyProviderInfo, ReadOnlyMemory<byte> ciphertext)
        : this(Encoding.UTF8.GetBytes(keyProviderId ?? throw new ArgumentNullException(nameof(keyProviderId))), keyProviderInfo.ToArray(), ciphertext.ToArray())
    {
    }

    /// <summary>Takes the arrays over without a copy.</summary>
    internal EncryptedDataKey(byte[] providerId, byte[] providerInfo, byte[] ciphertext)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(providerId.Length, ushort.MaxValue, nameof(KeyProviderId));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(providerInfo.Length, ushort.MaxValue, nameof(KeyProviderInfo));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ciphertext.Length, ushort.MaxValue, nameof(Ciphertext));
        ProviderIdBytes = providerId;
        KeyProviderInfo = providerInfo;
        Ciphertext = ciphertext;
    }

    /// <summary>The provider: <c>aws-kms</c>, or the namespace of a local key.</summary>
    public string KeyProviderId => _keyProviderId ??= Encoding.UTF8.GetString(ProviderIdBytes.Span);

    /// <summary>What the provider needs to find the key.</summary>
    public ReadOnlyMemory<byte> KeyProviderInfo { get; }

    /// <summary>The data key under that key.</summary>
    public ReadOnlyMemory<byte> Ciphertext { get; }

    /// <summary>The key in readable form: a key ARN, or the name of a local key.</summary>
    public string KeyId => _keyId ??= RawAesProviderInfo.TryParse(KeyProviderInfo, out RawAesProviderInfo info)
        ? info.KeyName
        : Encoding.UTF8.GetString(KeyProviderInfo.Span);

    internal ReadOnlyMemory<byte> ProviderIdBytes { get; }

    internal int SerializedLength => (3 * sizeof(ushort)) + ProviderIdBytes.Length + KeyProviderInfo.Length + Ciphertext.Length;

    /// <summary>Provider and key, fit to be shown: what does not print is escaped, and what is longer than any real name is cut.</summary>
    public override string ToString() =>
        $"{PrintableText.Of(KeyProviderId, PrintableText.UsualLength)}: {PrintableText.Of(KeyId, PrintableText.UsualLength)}";

    /// <summary>Writes the three fields with their lengths.</summary>
    /// <param name="target">At least <see cref="SerializedLength"/> bytes.</param>
    /// <returns>How many bytes were written.</returns>
    internal int Serialize(Span<byte> target)
    {
        int length = WriteField(ProviderIdBytes.Span, target);
        length += WriteField(KeyProviderInfo.Span, target[length..]);
        return length + WriteField(Ciphertext.Span, target[length..]);
    }

    private static int WriteField(ReadOnlySpan<byte> field, Span<byte> target)
    {
        BinaryPrimitives.WriteUInt16BigEndian(target, (ushort)field.Length);
        field.CopyTo(target[sizeof(ushort)..]);
        return sizeof(ushort) + field.Length;
    }
}
