using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace EnvelopeCrypto.Help;

internal static class Program
{
    private const string Usage = "Usage: EnvelopeCrypto.Help <module assembly> <references separated by ;> <folder of Markdown> <help file to write>";

    private static int Main(string[] arguments)
    {
        if (arguments.Length != 4)
        {
            Console.Error.WriteLine(Usage);
            return 2;
        }

        try
        {
            IReadOnlyList<CmdletShape> cmdlets = CmdletReader.Read(arguments[0], arguments[1].Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
            IEnumerable<HelpItem> items = cmdlets.Select(cmdlet => HelpItem.Join(cmdlet, arguments[2]));
            Write(arguments[3], MamlWriter.Write(items));
            return 0;
        }
        catch (PageException e)
        {
            // The form in which MSBuild takes errors from a program.
            Console.Error.WriteLine($"{e.File}({e.Line}): error HELP001: {e.Message}");
            return 1;
        }
    }

    /// <summary>Builds that run at the same time write the same text; none of them sees half of it.</summary>
    private static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        string partial = $"{path}.{Environment.ProcessId}.tmp";
        File.WriteAllText(partial, text);
        File.Move(partial, path, overwrite: true);
    }
}
