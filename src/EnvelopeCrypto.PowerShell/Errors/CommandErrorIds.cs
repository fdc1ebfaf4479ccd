namespace EnvelopeCrypto.PowerShell.Errors;

/// <summary>Ids of errors that concern how a cmdlet was called; all others are those of the core.</summary>
internal static class CommandErrorIds
{
    internal const string NoKey = "NoKey";
    internal const string InvalidParameterCombination = "InvalidParameterCombination";
    internal const string UnsupportedInput = "UnsupportedInput";
    internal const string NotBase64 = "NotBase64";
    internal const string NotText = "NotText";
    internal const string ProviderNotSupported = "ProviderNotSupported";
    internal const string DestinationUsedTwice = "DestinationUsedTwice";
    internal const string PartialFile = "PartialFile";
    internal const string InvalidPath = "InvalidPath";
    internal const string ModuleIncomplete = "ModuleIncomplete";
    internal const string OperationFailed = "OperationFailed";
}
