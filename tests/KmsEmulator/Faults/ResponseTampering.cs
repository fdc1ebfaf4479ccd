using System;
using System.Text;
using System.Text.Json.Nodes;
using KmsEmulator.Keys;

namespace KmsEmulator.Faults;

/// <summary>Makes a wrong answer of a right one.</summary>
internal static class ResponseTampering
{
    private const string AbsentKeyId = "00000000-0000-4000-8000-000000000000";

    internal static byte[] Apply(Fault fault, byte[] body) => fault.Kind switch
    {
        FaultKind.TruncatedJson => body[..(body.Length / 2)],
        FaultKind.MalformedJson => Encoding.UTF8.GetBytes("{\"KeyId\": this is not JSON"),
        FaultKind.WrongKeyId => Change(body, answer => answer["KeyId"] = fault.KeyId ?? Absent((string)answer["KeyId"]!)),
        FaultKind.WrongPlaintextLength => Change(body, answer => answer["Plaintext"] = Resize((string)answer["Plaintext"]!, fault.PlaintextLength)),
        _ => body,
    };

    private static byte[] Change(byte[] body, Action<JsonNode> change)
    {
        JsonNode answer = JsonNode.Parse(body)!;
        change(answer);
        return Encoding.UTF8.GetBytes(answer.ToJsonString());
    }

    private static string Absent(string arn) => (KmsArn.TryParse(arn)! with { Resource = KmsArn.KeyPrefix + AbsentKeyId }).ToString();

    private static string Resize(string plaintext, int? length)
    {
        byte[] bytes = Convert.FromBase64String(plaintext);
        Array.Resize(ref bytes, length ?? bytes.Length - 1);
        return Convert.ToBase64String(bytes);
    }
}
