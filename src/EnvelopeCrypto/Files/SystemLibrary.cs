using System.Runtime.InteropServices;

namespace EnvelopeCrypto.Files;

/// <summary>Which functions the system's C library has: musl lacks newer ones that glibc has.</summary>
internal static class SystemLibrary
{
    internal const string Name = "libc";

    internal static bool Has(string function) =>
        NativeLibrary.TryLoad(Name, typeof(SystemLibrary).Assembly, searchPath: null, out nint library) && NativeLibrary.TryGetExport(library, function, out _);
}
