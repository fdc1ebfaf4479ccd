using System;
using System.Management.Automation;
using System.Reflection;
using EnvelopeCrypto.Errors;

namespace EnvelopeCrypto.PowerShell.Aws;

/// <summary>
/// Reads credentials objects of any version of the AWS SDK from any load context, by the members that all versions have. They are asked anew each time:
/// temporary credentials refresh themselves.
/// </summary>
internal static class ForeignCredentials
{
    private const string BaseTypeName = "Amazon.Runtime.AWSCredentials";
    private const string SessionTypeName = "Amazon.PowerShell.Common.AWSPSCredentials";

    internal static Func<(string AccessKey, string SecretKey, string? Token)> Bridge(object credential)
    {
        object value = credential is PSObject wrapper ? wrapper.BaseObject : credential;
        if (value.GetType().FullName == SessionTypeName)
        {
            // What Set-AWSCredential leaves in the session: the credentials stand in a property that is not public.
            value = value.GetType().GetProperty("Credentials", BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)?.GetValue(value)
                ?? throw NotCredentials(value);
        }

        MethodInfo? get = IsCredentials(value.GetType()) ? value.GetType().GetMethod("GetCredentials", Type.EmptyTypes) : null;
        if (get is null)
        {
            throw NotCredentials(value);
        }

        return () =>
        {
            object keys = get.Invoke(value, BindingFlags.DoNotWrapExceptions, binder: null, parameters: null, culture: null) ?? throw NotCredentials(value);
            return (Read(keys, "AccessKey")!, Read(keys, "SecretKey")!, Read(keys, "Token"));
        };
    }

    private static bool IsCredentials(Type type)
    {
        for (Type? candidate = type; candidate is not null; candidate = candidate.BaseType)
        {
            if (candidate.FullName == BaseTypeName)
            {
                return true;
            }
        }

        return false;
    }

    private static string? Read(object keys, string property) => keys.GetType().GetProperty(property)?.GetValue(keys) as string;

    private static AwsCredentialException NotCredentials(object value) => new(
        ErrorIds.AwsCredentialsMissing,
        $"An object of type {value.GetType().FullName} is no AWS credentials object. Give one that AWS.Tools made (Get-AWSCredential), or keys with -AccessKey and -SecretKey.");
}
