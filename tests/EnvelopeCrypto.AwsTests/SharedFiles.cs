using System;
using System.IO;
using System.Runtime.CompilerServices;

namespace EnvelopeCrypto.AwsTests;

/// <summary>
/// The shared files of the AWS SDK: for tests they are in a folder of their own, never the developer's. The SDK keeps what it has read of them for the
/// life of the process, so they are written once.
/// </summary>
internal static class SharedFiles
{
    private static string Credentials { get; } = Path.Combine(Directory.CreateTempSubdirectory("envelopecrypto-aws-").FullName, "credentials");

    [ModuleInitializer]
    internal static void Use()
    {
        File.WriteAllText(
            Credentials,
            """
            [keys]
            aws_access_key_id = AKIAPROFILE
            aws_secret_access_key = profile secret
            [role]
            role_arn = arn:aws:iam::111122223333:role/r
            source_profile = keys
            """);
        Environment.SetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE", Credentials);
        Environment.SetEnvironmentVariable("AWS_CONFIG_FILE", Credentials + ".none");
        AppDomain.CurrentDomain.ProcessExit += static (_, _) => Directory.Delete(Path.GetDirectoryName(Credentials)!, recursive: true);
    }
}
