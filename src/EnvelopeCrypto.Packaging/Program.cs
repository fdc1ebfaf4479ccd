using System;
using System.Collections.Generic;
using System.IO;
using EnvelopeCrypto.Packaging;

// dotnet run --project src/EnvelopeCrypto.Packaging [-- --output <folder>] [--no-build]    makes all packages
// dotnet run --project src/EnvelopeCrypto.Packaging -- --compare                           builds the last commit twice, in two folders, and compares the bytes
try
{
    string root = Repository.Find();
    if (Array.IndexOf(args, "--compare") >= 0)
    {
        return BuildComparison.Run(root, Console.Out) ? 0 : 1;
    }

    int output = Array.IndexOf(args, "--output");
    string folder = output >= 0 ? Path.GetFullPath(args[output + 1]) : Path.Combine(root, "artifacts", "packages");
    IReadOnlyList<string> packages = AllPackages.Write(root, folder, build: Array.IndexOf(args, "--no-build") < 0);
    foreach (string package in packages)
    {
        Console.WriteLine(package);
    }

    return 0;
}
catch (PackagingException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
