using EnvelopeCrypto.Keyrings.Kms;
using EnvelopeCrypto.PowerShell.Pipeline;

namespace EnvelopeCrypto.PowerShell.Aws;

/// <summary>Tells -Verbose of every call to KMS: operation, key and Region, never an encryption context.</summary>
internal static class KmsCallLog
{
    internal static void Write(KmsCall call) => PipelineThread.WriteVerbose($"AWS KMS {call.Operation} in {call.Region}, key {call.KeyId}.");
}
