using System;
using System.Threading.Tasks;

namespace MemoryWitness;

/// <summary>
/// <c>MemoryWitness local</c>, or <c>MemoryWitness kms endpoint accessKey secretKey keyArns</c>: lines of fields between tabs, a control or a scenario each.
/// </summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        if (!OperatingSystem.IsLinux())
        {
            await Console.Error.WriteLineAsync("Memory is read through /proc, which only Linux has.");
            return 2;
        }

        using MemoryScanner scanner = new();
        Scenarios scenarios = args switch
        {
            ["local"] => new Scenarios(scanner, "local", Keys.Local),
            ["kms", { } endpoint, { } accessKey, { } secretKey, .. { Length: > 0 } keyArns] => new Scenarios(scanner, "kms", () => Keys.Kms(endpoint, accessKey, secretKey, keyArns)),
            _ => throw new ArgumentException("local, or kms and how it is reached"),
        };
        await scenarios.RunAllAsync();
        await scenarios.ControlAsync();
        return 0;
    }
}
