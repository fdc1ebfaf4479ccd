using System;

namespace KmsEmulator.Keys;

/// <summary>A friendly name of a key: https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html.</summary>
/// <param name="Arn">The ARN of the alias.</param>
/// <param name="Target">The ARN of the key.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Updated">When it last got another key.</param>
internal sealed record KmsAlias(KmsArn Arn, KmsArn Target, DateTimeOffset Created, DateTimeOffset Updated);
