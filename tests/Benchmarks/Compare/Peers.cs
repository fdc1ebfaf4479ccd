using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Security.Cryptography;

namespace EnvelopeCrypto.Benchmarks.Compare;

/// <summary>Other programs, where they are installed. Each encrypts the same file to another and decrypts that.</summary>
internal sealed class Peers(Stage stage)
{
    /// <summary>Those that are there, encryption before decryption.</summary>
    /// <param name="missing">Told who is not there.</param>
    internal IEnumerable<Contestant> Find(Action<string> missing)
    {
        foreach ((string name, string program, Func<IEnumerable<Contestant>> make) in ((string, string, Func<IEnumerable<Contestant>>)[])
        [
            ("@aws-crypto/client-node", "node", Node),
            ("age", "age", Age),
            ("openssl", "openssl", OpenSsl),
            ("gpg", "gpg", Gpg),
        ])
        {
            if (!IsInstalled(program) || (program == "node" && !Directory.Exists(Path.Combine(NodeFolder, "node_modules"))))
            {
                missing(program == "node" ? $"{name}: node or its packages are not installed (npm ci in tests/Interop)" : $"{name} is not installed");
                continue;
            }

            foreach (Contestant peer in make())
            {
                yield return peer;
            }
        }
    }

    private static string NodeFolder => Path.Combine(ImportBenchmark.FindRoot(), "tests", "Interop");

    private IEnumerable<Contestant> Node()
    {
        string key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        string script = Path.Combine(NodeFolder, "files.mjs");
        yield return Peer("@aws-crypto/client-node encrypt, 0478, frames of 4096", stage.Plaintext, "node.message", "node", [script, "encrypt", stage.Plaintext, stage.File("node.message"), key, "4096"]);
        yield return Peer("@aws-crypto/client-node decrypt, 0478, frames of 4096", stage.File("node.message"), "node.plaintext", "node", [script, "decrypt", stage.File("node.message"), stage.File("node.plaintext"), key]);
    }

    private IEnumerable<Contestant> Age()
    {
        Start("age-keygen", ["-o", stage.File("age.key")]);
        string recipient = File.ReadLines(stage.File("age.key")).First(static line => line.Contains("public key:", StringComparison.Ordinal)).Split(": ")[1];
        yield return Peer("age encrypt", stage.Plaintext, "age.message", "age", ["-r", recipient, "-o", stage.File("age.message"), stage.Plaintext]);
        yield return Peer("age decrypt", stage.File("age.message"), "age.plaintext", "age", ["-d", "-i", stage.File("age.key"), "-o", stage.File("age.plaintext"), stage.File("age.message")]);
    }

    /// <summary>It authenticates nothing: the least that a cipher can cost.</summary>
    private IEnumerable<Contestant> OpenSsl()
    {
        string[] key = ["-K", Convert.ToHexString(RandomNumberGenerator.GetBytes(32)), "-iv", Convert.ToHexString(RandomNumberGenerator.GetBytes(16))];
        yield return Peer("openssl aes-256-ctr encrypt", stage.Plaintext, "openssl.message", "openssl", ["enc", "-aes-256-ctr", .. key, "-in", stage.Plaintext, "-out", stage.File("openssl.message")]);
        yield return Peer(
            "openssl aes-256-ctr decrypt", stage.File("openssl.message"), "openssl.plaintext", "openssl", ["enc", "-d", "-aes-256-ctr", .. key, "-in", stage.File("openssl.message"), "-out", stage.File("openssl.plaintext")]);
    }

    private IEnumerable<Contestant> Gpg()
    {
        string home = Directory.CreateDirectory(stage.File("gpg-home")).FullName;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        string[] common = ["--homedir", home, "--batch", "--yes", "--quiet", "--pinentry-mode", "loopback", "--passphrase", "benchmark"];
        yield return Peer(
            "gpg encrypt", stage.Plaintext, "gpg.message", "gpg", [.. common, "--symmetric", "--cipher-algo", "AES256", "--compress-algo", "none", "-o", stage.File("gpg.message"), stage.Plaintext]);
        yield return Peer("gpg decrypt", stage.File("gpg.message"), "gpg.plaintext", "gpg", [.. common, "-o", stage.File("gpg.plaintext"), "--decrypt", stage.File("gpg.message")]);
    }

    private static Contestant Peer(string name, string input, string output, string program, string[] arguments) =>
        new(name, ContestantKind.Peer, () => Start(program, arguments), input, output);

    private static bool IsInstalled(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, program)) || File.Exists(Path.Combine(folder, program + ".exe")));

    private static void Start(string program, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} failed: {errors}");
        }
    }
}
