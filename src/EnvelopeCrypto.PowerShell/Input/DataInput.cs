using System;
using System.Globalization;
using System.Security.Cryptography;

namespace EnvelopeCrypto.PowerShell.Input;

/// <summary>Data from the pipeline as bytes. Copies that were made for it are wiped when it is disposed of.</summary>
internal sealed class DataInput : InputItem, IDisposable
{
    internal const string ByteArray = "Byte[]";

    private readonly byte[]? _wiped;

    private DataInput(ReadOnlyMemory<byte> bytes, byte[]? wiped, int index, string type)
    {
        Bytes = bytes;
        IsText = type != ByteArray;
        _wiped = wiped;
        Target = Describe(index, type);
    }

    /// <summary>An object of the pipeline, for errors: its place from 1 and its type, never what is in it.</summary>
    internal static string Describe(int index, string type) => string.Create(CultureInfo.InvariantCulture, $"input object {index} ({type})");

    internal ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Whether the bytes are the UTF-8 of text.</summary>
    internal bool IsText { get; }

    internal override string Target { get; }

    /// <summary>The caller's own array, left as it is.</summary>
    internal static DataInput Of(byte[] bytes, int index) => new(bytes, wiped: null, index, ByteArray);

    /// <summary>A copy that was made for this, wiped afterwards.</summary>
    /// <param name="copy">Holds the bytes, and may be longer.</param>
    /// <param name="length">How many they are.</param>
    /// <param name="index">The place of the object in the pipeline, from 1.</param>
    /// <param name="type">What the object was.</param>
    internal static DataInput OfCopy(byte[] copy, int length, int index, string type) => new(copy.AsMemory(0, length), copy, index, type);

    public void Dispose() => CryptographicOperations.ZeroMemory(_wiped);
}
