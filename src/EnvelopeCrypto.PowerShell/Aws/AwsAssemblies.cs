using System;
using System.IO;
using System.Management.Automation;
using System.Reflection;
using System.Runtime.Loader;
using System.Threading;
using EnvelopeCrypto.PowerShell.Errors;

namespace EnvelopeCrypto.PowerShell.Aws;

/// <summary>
/// Loads EnvelopeCrypto.Aws and the AWS SDK, on the first use of KMS, in a load context of their own: whatever version of the AWS SDK other modules
/// bring into the session, the two do not meet.
/// </summary>
public sealed class AwsAssemblies : IModuleAssemblyInitializer
{
    private const string Adapter = "EnvelopeCrypto.Aws";

    private static readonly string Folder = Path.Combine(Path.GetDirectoryName(typeof(AwsAssemblies).Assembly.Location)!, "aws");

    private static int _subscribed;

    /// <summary>Called by the engine on every import, once a runspace; the handler is process-wide and stays.</summary>
    public void OnImport()
    {
        if (Interlocked.Exchange(ref _subscribed, 1) == 0)
        {
            AssemblyLoadContext.Default.Resolving += Resolve;
        }
    }

    /// <summary>Says which file is missing, before the runtime says it less clearly.</summary>
    internal static void DemandComplete()
    {
        foreach (string name in (string[])[Adapter, "AWSSDK.Core", "AWSSDK.KeyManagementService"])
        {
            string path = PathOf(name);
            if (!File.Exists(path))
            {
                throw CommandError.ModuleIncomplete(path);
            }
        }
    }

    private static string PathOf(string? name) => Path.Combine(Folder, name + ".dll");

    private static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name) =>
        name.Name == Adapter ? AwsLoadContext.Instance.LoadFromAssemblyName(name) : null;

    /// <summary>Answers only what lies in bin/aws; all else, the core above all, is shared with the session.</summary>
    private sealed class AwsLoadContext : AssemblyLoadContext
    {
        private static readonly Lazy<AwsLoadContext> Shared = new(static () => new AwsLoadContext());

        private AwsLoadContext()
            : base("EnvelopeCrypto.Aws")
        {
        }

        internal static AwsLoadContext Instance => Shared.Value;

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            // Checked and loaded by path: a missing file must end as an ordinary error, not in asking the default context again and again.
            string path = PathOf(assemblyName.Name);
            if (File.Exists(path))
            {
                return LoadFromAssemblyPath(path);
            }

            // Above all the AWS SDK: falling back to a copy that another module brought would mix versions.
            return assemblyName.Name == Adapter || assemblyName.Name?.StartsWith("AWSSDK.", StringComparison.Ordinal) == true
                ? throw new FileNotFoundException($"The module is incomplete: '{path}' is missing. Install it again.", path)
                : null;
        }
    }
}
