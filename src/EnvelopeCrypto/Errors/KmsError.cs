using System.Collections.Generic;
using System.Globalization;

namespace EnvelopeCrypto.Errors;

/// <summary>Makes the errors that concern AWS KMS, except those that the AWS SDK raises.</summary>
internal static class KmsError
{
    internal static KmsException NoRegion(string keyId) => new(
        ErrorIds.KmsRegionMissing,
        DataKeyFailureReason.OtherRegion,
        $"The key id '{keyId}' names no Region and there is no default one. Give a key ARN, or a Region (-Region).");

    internal static KmsException NoKeyArn(string operation, string keyId, string answered) => BadAnswer(
        operation, keyId, DataKeyFailureReason.ServiceFailed, $"the key id '{answered}', which is no key ARN");

    internal static KmsException CiphertextLength(string operation, string keyId, int length) => BadAnswer(
        operation, keyId, DataKeyFailureReason.ServiceFailed, string.Create(CultureInfo.InvariantCulture, $"a ciphertext of {length} bytes"));

    internal static KmsException OtherKey(string operation, string keyId, string answered) => BadAnswer(
        operation, keyId, DataKeyFailureReason.ServiceFailed, $"the key id '{answered}', which is another key's");

    internal static KmsException WrongLength(string operation, string keyId, int length, int expected) => BadAnswer(
        operation,
        keyId,
        DataKeyFailureReason.WrongDataKeyLength,
        string.Create(CultureInfo.InvariantCulture, $"a data key of {length} bytes where the algorithm suite takes {expected}"));

    internal static KmsException ContextTooLarge(int length, int limit) => new(
        ErrorIds.KmsContextTooLarge,
        DataKeyFailureReason.WrongContext,
        string.Create(CultureInfo.InvariantCulture, $"The encryption context takes {length:N0} bytes; AWS KMS accepts {limit:N0}. KMS was not called."));

    internal static KeyMaterialException NoKeyIds() => new(ErrorIds.InvalidKmsKeyId, "A KMS keyring needs at least one key id.");

    internal static KeyMaterialException InvalidKeyId(string? keyId) => new(
        ErrorIds.InvalidKmsKeyId, $"'{keyId}' is not the id of a KMS key: give a key ARN, a key id, an alias ARN or an alias name.");

    internal static KeyMaterialException RelatedMultiRegionKeys(IEnumerable<string> keyIds) => new(
        ErrorIds.InvalidKmsKeyId,
        $"These ids name replicas of one multi-Region key, of which one is enough: {string.Join(", ", keyIds)}. To encrypt under each of them all the same, add -NoMultiRegion.");

    internal static KeyMaterialException InvalidRegion(string region) => new(
        ErrorIds.InvalidKmsKeyId, $"'{region}' is not the name of a Region, such as eu-west-1.");

    internal static KeyMaterialException InvalidFilter() => new(
        ErrorIds.InvalidKmsKeyId, "A discovery filter needs a partition and at least one account id.");

    internal static KeyMaterialException DiscoveryCannotEncrypt() => new(
        ErrorIds.KeyringCannotEncrypt, "A discovery keyring only decrypts: messages must name their keys. Give key ids (-KeyId) to encrypt.");

    private static KmsException BadAnswer(string operation, string keyId, DataKeyFailureReason reason, string what) => new(
        ErrorIds.KmsBadAnswer, reason, $"{operation} for '{keyId}' was answered with {what}. The answer was not used.");
}
