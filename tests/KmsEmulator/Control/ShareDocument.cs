namespace KmsEmulator.Control;

/// <summary>Which key another account may use.</summary>
/// <param name="KeyArn">The ARN of the key.</param>
/// <param name="AccountId">The other account.</param>
internal sealed record ShareDocument(string KeyArn, string AccountId);
