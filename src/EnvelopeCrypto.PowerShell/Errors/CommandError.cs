using System;
using System.Management.Automation;
using EnvelopeCrypto.Errors;

namespace EnvelopeCrypto.PowerShell.Errors;

/// <summary>Makes the errors that concern how a cmdlet was called. No text contains data.</summary>
internal static class CommandError
{
    internal static CommandException NoKey(string ways) => new(
        CommandErrorIds.NoKey, ErrorCategory.InvalidArgument, $"No key was given. Give one with {ways}.");

    internal static CommandException NoNewKey() => new(
        CommandErrorIds.NoKey,
        ErrorCategory.InvalidArgument,
        "No key was given for the new messages. Give one with -NewKeyId, -NewKeyFile, -NewKeyring or -NewMaterialsManager.");

    internal static CommandException Combination(string message) => new(
        CommandErrorIds.InvalidParameterCombination, ErrorCategory.InvalidArgument, message);

    internal static CommandException UnsupportedInput(Type type) => UnsupportedInput(type, UnsupportedInputHint.For(type));

    internal static CommandException UnsupportedInput(Type type, string hint) => new(
        CommandErrorIds.UnsupportedInput,
        ErrorCategory.InvalidType,
        $"An object of type {type.FullName} is neither data (string, byte[], SecureString) nor a file. {hint}");

    internal static CommandException ArrayOfInputs() => new(
        CommandErrorIds.UnsupportedInput,
        ErrorCategory.InvalidType,
        "An array of several things was given as one. Send its elements down the pipeline instead: $array | <command>.");

    internal static CommandException KeyWithoutInput() => new(
        CommandErrorIds.UnsupportedInput,
        ErrorCategory.InvalidType,
        "A keyring or materials manager came down the pipeline and there is no input for it. Name the input with -Path, -LiteralPath or -InputStream.");

    internal static CommandException InputNamedTwice() => new(
        CommandErrorIds.UnsupportedInput,
        ErrorCategory.InvalidType,
        "An object that is no key came down the pipeline, while -Path, -LiteralPath or -InputStream names the input. Leave out one of them.");

    internal static CommandException TextIsNoMessage() => new(
        CommandErrorIds.UnsupportedInput,
        ErrorCategory.InvalidType,
        "Text is not an encrypted message. If it is the base64 of one, add -FromBase64; if it is a file name, give it with -Path.");

    internal static CommandException NotBase64(Exception? cause = null) => new(
        CommandErrorIds.NotBase64, ErrorCategory.InvalidData, "The input is not base64 text. Leave -FromBase64 out if it is the message itself.", cause);

    internal static CommandException NotText(string encoding, Exception cause) => new(
        CommandErrorIds.NotText,
        ErrorCategory.InvalidData,
        $"The plaintext is not valid {encoding} text. Choose another -Encoding, or take the bytes (leave out -AsString and -AsSecureString).",
        cause);

    internal static CommandException ProviderNotSupported(string path, string provider) => new(
        CommandErrorIds.ProviderNotSupported, ErrorCategory.InvalidArgument, $"'{path}' is in the {provider} provider; only files can be used.");

    internal static CommandException DestinationUsedTwice(string path) => new(
        CommandErrorIds.DestinationUsedTwice,
        ErrorCategory.ResourceExists,
        $"'{path}' is the destination of another input of this command as well. Give an existing directory as -Destination, or run them apart.");

    internal static CommandException PartialFile(string path) => new(
        CommandErrorIds.PartialFile, ErrorCategory.InvalidArgument, $"'{path}' is what an interrupted run left behind, not a finished file.");

    internal static CommandException ContextValue(Type type) => new(
        ErrorIds.InvalidEncryptionContext,
        ErrorCategory.InvalidArgument,
        $"An encryption context holds text and numbers; one of its names or values is of type {type.FullName}. Convert it to text first.");

    internal static CommandException ModuleIncomplete(string path) => new(
        CommandErrorIds.ModuleIncomplete,
        ErrorCategory.NotInstalled,
        $"The module is incomplete: '{path}' is missing or cannot be loaded, so AWS KMS cannot be used. Install the module again.");

    internal static CommandException InvalidPath(string path, Exception cause) => new(
        CommandErrorIds.InvalidPath, ErrorCategory.InvalidArgument, $"The path '{path}' cannot be used: {cause.Message}", cause);
}
