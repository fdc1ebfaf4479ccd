using System;
using System.Text;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;

namespace EnvelopeCrypto.Keyrings;

/// <summary>Namespace and name of a local key, checked, with their UTF-8 bytes.</summary>
internal sealed class LocalKeyName
{
    internal const string KmsProviderId = "aws-kms";

    // The provider info holds the name and 20 bytes more, in a field of 65,535.
    private const int MaxBytes = 65_000;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    internal LocalKeyName(string keyNamespace, string keyName)
    {
        NamespaceBytes = Encode(keyNamespace, "namespace");
        NameBytes = Encode(keyName, "name");
        if (keyNamespace.StartsWith(KmsProviderId, StringComparison.Ordinal))
        {
            throw Error.ReservedNamespace();
        }

        Namespace = keyNamespace;
        Name = keyName;
    }

    internal string Namespace { get; }

    internal string Name { get; }

    internal byte[] NamespaceBytes { get; }

    internal byte[] NameBytes { get; }

    internal bool IsNamespaceOf(EncryptedDataKey key) => key.ProviderIdBytes.Span.SequenceEqual(NamespaceBytes);

    private static byte[] Encode(string text, string what)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            byte[] bytes = StrictUtf8.GetBytes(text);
            return bytes.Length is > 0 and <= MaxBytes ? bytes : throw Error.KeyName(what);
        }
        catch (EncoderFallbackException)
        {
            throw Error.KeyName(what);
        }
    }
}
