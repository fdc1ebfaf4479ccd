using System;
using System.Globalization;
using System.Threading.Tasks;

namespace EnvelopeCrypto.Soak;

/// <summary><c>dotnet run -c Release --project tests/Soak -- --minutes 20 [--seed 1]</c>. Returns 1 when anything grows or anything comes out wrong.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        double minutes = 20;
        int seed = Environment.TickCount;
        for (int i = 0; i < args.Length; i += 2)
        {
            string value = i + 1 < args.Length ? args[i + 1] : "";
            bool understood = args[i] switch
            {
                "--minutes" => double.TryParse(value, CultureInfo.InvariantCulture, out minutes) && minutes > 0,
                "--seed" => int.TryParse(value, CultureInfo.InvariantCulture, out seed),
                _ => false,
            };
            if (!understood)
            {
                await Console.Error.WriteLineAsync("Soak [--minutes 20] [--seed 1]");
                return 2;
            }
        }

        return await LongRun.RunAsync(TimeSpan.FromMinutes(minutes), seed) ? 0 : 1;
    }
}
