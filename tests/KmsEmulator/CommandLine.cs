using System;
using System.Collections.Generic;
using System.Globalization;

namespace KmsEmulator;

/// <summary>The arguments of the program.</summary>
internal sealed record CommandLine
{
    internal const string Usage = """
        dotnet run --project tests/KmsEmulator -- [options]
          --port <number>      port of 127.0.0.1, 0 for a free one (5577)
          --key <alias>        makes a key with this alias; can be given several times
          --key <alias>=<arn>  makes it under this key ARN, whatever --region says; a second one of a multi-Region key is a replica
          --region <name>      the Region of those keys (eu-west-1)
          --partition <name>   the partition of all ARNs (aws)
          --exit-with-input    ends when standard input does, for programs that start it
        """;

    internal int Port { get; private init; } = 5577;

    internal IReadOnlyList<string> Keys { get; private init; } = [];

    internal string Region { get; private init; } = "eu-west-1";

    internal string Partition { get; private init; } = "aws";

    internal bool ExitWithInput { get; private init; }

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="ArgumentException">One is unknown, or lacks its value.</exception>
    internal static CommandLine Parse(IReadOnlyList<string> arguments)
    {
        CommandLine line = new();
        for (int i = 0; i < arguments.Count; i++)
        {
            string name = arguments[i];
            if (name == "--exit-with-input")
            {
                line = line with { ExitWithInput = true };
                continue;
            }

            string value = ++i < arguments.Count ? arguments[i] : throw new ArgumentException($"{name} is unknown or lacks its value.");
            line = name switch
            {
                "--port" => line with { Port = ParsePort(value) },
                "--key" => line with { Keys = [.. line.Keys, value.StartsWith("alias/", StringComparison.Ordinal) ? value : "alias/" + value] },
                "--region" => line with { Region = value },
                "--partition" => line with { Partition = value },
                _ => throw new ArgumentException($"{name} is unknown."),
            };
        }

        return line;
    }

    private static int ParsePort(string text) => ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)
        ? port
        : throw new ArgumentException($"'{text}' is no port.");
}
