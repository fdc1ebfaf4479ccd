using System.Linq;
using System.Management.Automation;

namespace EnvelopeCrypto.PowerShell.Aws;

/// <summary>What AWS.Tools, when it is loaded, knows of the session.</summary>
internal static class AwsToolsSession
{
    private const string GetCredential = "Get-AWSCredential";

    /// <summary>The credentials that Set-AWSCredential left in the session, or null.</summary>
    internal static object? StoredCredentials(PSCmdlet cmdlet) => cmdlet.SessionState.PSVariable.GetValue("StoredAWSCredentials");

    /// <summary>A profile that assumes a role or signs in, resolved by AWS.Tools; null when it is not loaded.</summary>
    internal static object? ResolveProfile(PSCmdlet cmdlet, string name, string? location)
    {
        CommandInfo? command = cmdlet.InvokeCommand.GetCommand(GetCredential, CommandTypes.Cmdlet | CommandTypes.Function);
        if (command is null)
        {
            return null;
        }

        return cmdlet.InvokeCommand.InvokeScript(
            "param($Command, $Name, $Location) if ($Location) { & $Command -ProfileName $Name -ProfileLocation $Location } else { & $Command -ProfileName $Name }",
            command,
            name,
            location!).FirstOrDefault();
    }
}
