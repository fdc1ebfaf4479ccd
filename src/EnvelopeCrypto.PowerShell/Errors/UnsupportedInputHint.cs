using System;
using System.Collections;
using System.Management.Automation;

namespace EnvelopeCrypto.PowerShell.Errors;

/// <summary>What to do with an object that is neither data nor a file.</summary>
internal static class UnsupportedInputHint
{
    // What comes from a job or another machine is no FileInfo or result of this session any more, and its file may not be on this machine.
    internal const string FromElsewhere = "If it stands for a file of this machine, name that: ForEach-Object { ... -LiteralPath $_.PSPath }.";

    internal static string For(Type type)
    {
        if (type == typeof(PSCredential))
        {
            return "Take its password, and keep the user name beside the message: $credential.Password | Protect-EnvelopeData -AsBase64.";
        }

        if (type == typeof(DictionaryEntry) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(System.Collections.Generic.KeyValuePair<,>)))
        {
            return "Take its value: ForEach-Object { Protect-EnvelopeData -InputObject $_.Value }.";
        }

        if (typeof(IDictionary).IsAssignableFrom(type))
        {
            return "Take its values one by one: $table.GetEnumerator() | ForEach-Object { Protect-EnvelopeData -InputObject $_.Value }; "
                + "or the whole as text: $table | ConvertTo-Json | Protect-EnvelopeData.";
        }

        if (type == typeof(int) || type == typeof(long))
        {
            return "Bytes become such numbers in JSON: convert them with [byte[]], or keep messages as text with -AsBase64 and -FromBase64. A number that is data is text first: \"$number\".";
        }

        return "Convert it first, for example with ConvertTo-Json.";
    }
}
