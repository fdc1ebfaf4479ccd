using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace MemoryWitness;

/// <summary>Reads all writable memory of this process through /proc, but the buffer that it reads into.</summary>
internal sealed unsafe class MemoryScanner : IDisposable
{
    private const int BufferLength = 1024 * 1024;
    private const int Overlap = 256;

    /// <summary>Enough to know; a plaintext of markers has very many.</summary>
    private const int MostFound = 20;

    private readonly byte* _buffer = (byte*)NativeMemory.AlignedAlloc(BufferLength, 4096);
    private readonly SafeFileHandle _memory = File.OpenHandle("/proc/self/mem");

    /// <summary>How much the last search read.</summary>
    internal long BytesRead { get; private set; }

    /// <returns>Where each secret, or half of one, was found.</returns>
    internal List<string> Search(IEnumerable<MaskedSecret> secrets)
    {
        List<MaskedSecret> parts = [];
        foreach (MaskedSecret secret in secrets)
        {
            parts.Add(secret.Half(0));
            parts.Add(secret.Half(1));
        }

        List<string> found = [];
        BytesRead = 0;
        foreach (string line in File.ReadAllLines("/proc/self/maps"))
        {
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (!fields[1].StartsWith("rw", StringComparison.Ordinal))
            {
                continue;
            }

            string[] range = fields[0].Split('-');
            ulong start = ulong.Parse(range[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            ulong end = ulong.Parse(range[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            ulong ownStart = (ulong)_buffer;
            ulong ownEnd = ownStart + BufferLength;
            string where = fields.Length > 5 ? fields[5] : $"anonymous memory of {(end - start) / 1024} KiB";
            if (ownStart >= start && ownStart < end)
            {
                SearchRange(start, ownStart, where, parts, found);
                SearchRange(ownEnd, end, where, parts, found);
            }
            else
            {
                SearchRange(start, end, where, parts, found);
            }
        }

        CryptographicOperations.ZeroMemory(new Span<byte>(_buffer, BufferLength));
        return found;
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_buffer);
        _memory.Dispose();
    }

    private void SearchRange(ulong start, ulong end, string where, List<MaskedSecret> parts, List<string> found)
    {
        int kept = 0;
        while (start < end)
        {
            int wanted = (int)Math.Min(end - start, BufferLength - Overlap);
            int read;
            try
            {
                read = RandomAccess.Read(_memory, new Span<byte>(_buffer + kept, wanted), (long)start);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A page that goes away or that nobody may read: the next one.
                start = (start & ~4095UL) + 4096;
                kept = 0;
                continue;
            }

            if (read == 0)
            {
                return;
            }

            BytesRead += read;
            Span<byte> window = new(_buffer, kept + read);
            foreach (MaskedSecret part in parts)
            {
                Find(part, window, start - (ulong)kept, where, found);
            }

            start += (ulong)read;
            int tail = Math.Min(Overlap, window.Length);
            window[^tail..].CopyTo(window);
            kept = tail;
        }
    }

    private static void Find(MaskedSecret part, ReadOnlySpan<byte> window, ulong address, string where, List<string> found)
    {
        // Four bytes of it are no secret, and quick to look for.
        Span<byte> beginning = stackalloc byte[sizeof(uint)];
        part.WriteTo(beginning);
        int at = 0;
        while (found.Count < MostFound)
        {
            int next = window[at..].IndexOf(beginning);
            if (next < 0 || window.Length - (at + next) < part.Length)
            {
                return;
            }

            at += next;
            if (part.IsAt(window[at..]))
            {
                string place = string.Create(CultureInfo.InvariantCulture, $"{part.Name} @{address + (ulong)at:x} {where}");
                if (!found.Contains(place))
                {
                    found.Add(place);
                }
            }

            at++;
        }
    }
}
