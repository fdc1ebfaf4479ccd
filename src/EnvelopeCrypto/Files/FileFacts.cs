using System;
using System.IO;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EnvelopeCrypto.Files;

/// <summary>What a path leads to, links followed, found out without opening it (pipes and devices may block or act when opened).</summary>
internal readonly partial record struct FileFacts(FileKind Kind, UInt128 Identity, UnixFileMode? Mode = null, bool IsDanglingLink = false)
{
    private const int BufferLength = 256;
    private const int CurrentDirectory = -100;
    private const int NotThroughLinks = 0x100;
    private const uint TypeAndInode = 0x0001 | 0x0002 | 0x0100;
    private const int TypeMask = 0xF000;
    private const int RegularType = 0x8000;
    private const int DirectoryType = 0x4000;
    private const int NoSuchEntry = 2;
    private const int NoDirectory = 20;

    private static readonly bool HasStatX = OperatingSystem.IsLinux() && SystemLibrary.Has("statx");

    /// <summary>Whether both are the same file on disk, under whatever names. Unknown identities are zero and never the same.</summary>
    internal bool IsSameFileAs(FileFacts other) => Identity != 0 && Identity == other.Identity;

    /// <summary>The same for a name that is probably new, and that may be a link which leads nowhere: on Linux one look at the file system for both.</summary>
    internal static FileFacts OfDestination(string path)
    {
        if (HasStatX)
        {
            FileFacts name = OnLinux(path, NotThroughLinks);
            if (name.Kind != FileKind.Special)
            {
                return name;
            }

            // A link, or a pipe or device.
            FileFacts target = OnLinux(path, flags: 0);
            return target.Kind == FileKind.Missing ? target with { IsDanglingLink = true } : target;
        }

        FileFacts facts = Of(path);
        return facts.Kind == FileKind.Missing && new FileInfo(path).LinkTarget is not null ? facts with { IsDanglingLink = true } : facts;
    }

    internal static FileFacts Of(string path)
    {
        if (HasStatX)
        {
            return OnLinux(path, flags: 0);
        }

        return OperatingSystem.IsWindows() ? OnWindows(path) : Portable(path, identity: 0);
    }

    private static unsafe FileFacts OnLinux(string path, int flags)
    {
        // struct statx is the same on all architectures: mode at 28, inode at 32, device at 136.
        Span<byte> buffer = stackalloc byte[BufferLength];
        fixed (byte* target = buffer)
        {
            if (StatX(CurrentDirectory, path, flags, TypeAndInode, target) != 0)
            {
                return Marshal.GetLastPInvokeError() is NoSuchEntry or NoDirectory ? default : Portable(path, identity: 0);
            }
        }

        int mode = MemoryMarshal.Read<ushort>(buffer[28..]);
        int type = mode & TypeMask;
        ulong inode = MemoryMarshal.Read<ulong>(buffer[32..]);
        ulong device = MemoryMarshal.Read<ulong>(buffer[136..]);
        FileKind kind = type switch
        {
            RegularType => FileKind.Regular,
            DirectoryType => FileKind.Directory,
            _ => FileKind.Special,
        };
        return new FileFacts(kind, new UInt128(device, inode), (UnixFileMode)mode & FileModes.Permissions);
    }

    private static FileFacts OnWindows(string path)
    {
        try
        {
            using SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            Span<uint> information = stackalloc uint[13];
            if (GetFileInformationByHandle(handle, ref MemoryMarshal.GetReference(information)))
            {
                // dwVolumeSerialNumber is the eighth field, nFileIndexHigh and Low the last two.
                return new FileFacts(FileKind.Regular, new UInt128(information[7], ((ulong)information[11] << 32) | information[12]));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A directory, or a file that cannot be opened: what can be said of it is below.
        }

        return Portable(path, identity: 0);
    }

    private static FileFacts Portable(string path, UInt128 identity)
    {
        if (Directory.Exists(path))
        {
            return new FileFacts(FileKind.Directory, identity);
        }

        if (!File.Exists(path))
        {
            return default;
        }

        return new FileFacts(FileKind.Regular, identity, OperatingSystem.IsWindows() ? null : File.GetUnixFileMode(path) & FileModes.Permissions);
    }

    [LibraryImport(SystemLibrary.Name, EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static unsafe partial int StatX(int directory, string path, int flags, uint mask, byte* buffer);

    [LibraryImport("kernel32.dll", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetFileInformationByHandle(SafeFileHandle handle, ref uint information);
}
