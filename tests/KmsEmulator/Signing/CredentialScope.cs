namespace KmsEmulator.Signing;

/// <summary>The second half of a Credential: <c>20260102/eu-west-1/kms/aws4_request</c>.</summary>
/// <param name="Date">yyyyMMdd.</param>
/// <param name="Region">The Region that the request is for.</param>
/// <param name="Service">Must be "kms".</param>
internal sealed record CredentialScope(string Date, string Region, string Service)
{
    internal const string Terminator = "aws4_request";

    public override string ToString() => $"{Date}/{Region}/{Service}/{Terminator}";
}
