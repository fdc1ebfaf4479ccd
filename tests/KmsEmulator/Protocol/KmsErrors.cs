using KmsEmulator.Keys;

namespace KmsEmulator.Protocol;

/// <summary>
/// Every error that the emulator answers with. Types and statuses are those of the AWS pages named beside them; texts are those that KMS is
/// known to send, and where none is known the text of the page.
/// </summary>
internal static class KmsErrors
{
    private const int BadRequest = 400;

    // https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html#API_DescribeKey_Errors
    internal static KmsException KeyNotFound(KmsArn arn) => NotFound($"Key '{arn}' does not exist");

    // https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdateAlias.html#API_UpdateAlias_Errors
    internal static KmsException AliasNotFound(KmsArn arn) => NotFound($"Alias {arn} is not found.");

    // https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html#API_Encrypt_Errors
    internal static KmsException InvalidKeyId(string keyId) => NotFound($"Invalid keyId '{keyId}'");

    // https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html#API_Encrypt_Errors
    // Also the answer to an ARN of another Region than the one that was asked: KMS names the part that does not fit.
    internal static KmsException ForeignArn(string part) => NotFound($"Invalid arn {part}");

    // https://docs.aws.amazon.com/kms/latest/APIReference/API_RevokeGrant.html#API_RevokeGrant_Errors
    internal static KmsException GrantNotFound(string grantId) => NotFound($"Grant {grantId} is not found.");

    // https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html#API_DescribeKey_Errors
    internal static KmsException InvalidArn(string arn) => new("InvalidArnException", BadRequest, $"Invalid arn {arn}");

    // https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html#API_Encrypt_Errors
    // https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html [1]
    internal static KmsException Disabled(KmsArn arn) => new("DisabledException", BadRequest, $"{arn} is disabled.");

    // https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html [3]
    internal static KmsException PendingDeletion(KmsArn arn) => InvalidState($"{arn} is pending deletion.");

    // https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-delete.html
    internal static KmsException PendingReplicaDeletion(KmsArn arn) => InvalidState($"{arn} is pending replica deletion.");

    // https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html [4]
    internal static KmsException NotPendingDeletion(KmsArn arn) => InvalidState($"{arn} is not pending deletion.");

    // https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html#API_Decrypt_Errors
    // KMS says nothing more: a damaged blob, another context and a foreign format all look the same.
    internal static KmsException InvalidCiphertext() => new("InvalidCiphertextException", BadRequest, string.Empty);

    // https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html#API_Encrypt_Errors
    internal static KmsException InvalidKeyUsage(string algorithm) => new(
        "InvalidKeyUsageException", BadRequest, $"Algorithm {algorithm} is incompatible with key spec SYMMETRIC_DEFAULT.");

    // https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html#API_Decrypt_Errors
    internal static KmsException IncorrectKey() => new(
        "IncorrectKeyException", BadRequest, "The key ID in the request does not identify a CMK that can perform this operation.");

    // https://docs.aws.amazon.com/kms/latest/APIReference/CommonErrors.html
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
    internal static KmsException AccessDenied(string callerArn, string operation, string resource, bool ownAccount) => AccessDenied(
        $"User: {callerArn} is not authorized to perform: kms:{operation} on resource: {resource} because "
        + (ownAccount
            ? $"no identity-based policy allows the kms:{operation} action"
            : "the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly "
                + "denies access"));

    // https://docs.aws.amazon.com/kms/latest/developerguide/policy-evaluation.html
    // The answer to a Decrypt without KeyId; it does not tell which of the three it was.
    internal static KmsException CiphertextOutOfReach() => AccessDenied(
        "The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.");

    // https://docs.aws.amazon.com/kms/latest/developerguide/throttling.html
    internal static KmsException Throttled() => new(
        "ThrottlingException", BadRequest, "You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.");

    // https://docs.aws.amazon.com/kms/latest/APIReference/CommonErrors.html
    internal static KmsException Validation(string message) => new("ValidationException", BadRequest, message);

    // https://docs.aws.amazon.com/kms/latest/APIReference/CommonErrors.html
    internal static KmsException Constraint(string member, string constraint, string? value = null) => Validation(
        value is null
            ? $"1 validation error detected: Value at '{member}' failed to satisfy constraint: {constraint}"
            : $"1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: {constraint}");

    // https://docs.aws.amazon.com/kms/latest/developerguide/limits.html
    internal static KmsException LimitExceeded(string message) => new("LimitExceededException", BadRequest, message);

    // https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html#API_CreateAlias_Errors
    internal static KmsException AlreadyExists(string message) => new("AlreadyExistsException", BadRequest, message);

    // https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
    internal static KmsException ReservedAlias() => new(
        "NotAuthorizedException", BadRequest, "The prefix alias/aws/ is reserved for AWS managed keys.");

    // https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html#API_CreateKey_Errors
    internal static KmsException Unsupported(string message) => new("UnsupportedOperationException", BadRequest, message);

    // https://docs.aws.amazon.com/kms/latest/APIReference/API_RetireGrant.html#API_RetireGrant_Errors
    internal static KmsException InvalidGrantToken() => new("InvalidGrantTokenException", BadRequest, "Invalid grant token.");

    // https://docs.aws.amazon.com/kms/latest/APIReference/API_RevokeGrant.html#API_RevokeGrant_Errors
    internal static KmsException InvalidGrantId(string grantId) => new("InvalidGrantIdException", BadRequest, $"Invalid grant id '{grantId}'");

    // https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeys.html#API_ListKeys_Errors
    internal static KmsException InvalidMarker() => new("InvalidMarkerException", BadRequest, "Could not deserialize marker");

    // https://docs.aws.amazon.com/kms/latest/developerguide/testing-permissions.html
    internal static KmsException DryRun() => new(
        "DryRunOperationException", BadRequest, "The request would have succeeded, but the DryRun option is set.");

    // https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html#API_Decrypt_Errors
    internal static KmsException Internal(string message) => new("KMSInternalException", 500, message);

    // https://docs.aws.amazon.com/kms/latest/APIReference/CommonErrors.html
    internal static KmsException UnknownOperation() => new("UnknownOperationException", BadRequest, string.Empty);

    // https://docs.aws.amazon.com/kms/latest/APIReference/CommonErrors.html
    internal static KmsException Serialization(string message) => new("SerializationException", BadRequest, message);

    // https://docs.aws.amazon.com/kms/latest/APIReference/CommonErrors.html
    internal static KmsException MissingAuthentication() => new(
        "MissingAuthenticationTokenException", BadRequest, "Missing Authentication Token");

    // https://docs.aws.amazon.com/kms/latest/APIReference/CommonErrors.html
    internal static KmsException IncompleteSignature(string message) => new("IncompleteSignatureException", BadRequest, message);

    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
    internal static KmsException InvalidSignature(string message) => new("InvalidSignatureException", BadRequest, message);

    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
    internal static KmsException SignatureMismatch() => InvalidSignature(
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. "
        + "Consult the service documentation for details.");

    // https://docs.aws.amazon.com/kms/latest/APIReference/CommonErrors.html
    // The page calls it InvalidClientTokenId; KMS, as every service with the JSON protocol, answers UnrecognizedClientException.
    internal static KmsException UnrecognizedClient() => new(
        "UnrecognizedClientException", BadRequest, "The security token included in the request is invalid.");

    // https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
    internal static KmsException ExpiredToken() => new(
        "ExpiredTokenException", BadRequest, "The security token included in the request is expired");

    /// <summary>An error asked for by name, for an injected fault.</summary>
    internal static KmsException Named(string code, string? message) => new(
        code,
        code switch
        {
            // https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html#API_Decrypt_Errors
            "KMSInternalException" or "KeyUnavailableException" or "InternalFailure" => 500,
            "DependencyTimeoutException" or "ServiceUnavailableException" or "ServiceUnavailable" => 503,
            _ => BadRequest,
        },
        message ?? $"Injected {code}.");

    private static KmsException NotFound(string message) => new("NotFoundException", BadRequest, message);

    private static KmsException InvalidState(string message) => new("KMSInvalidStateException", BadRequest, message);

    private static KmsException AccessDenied(string message) => new("AccessDeniedException", BadRequest, message);
}
