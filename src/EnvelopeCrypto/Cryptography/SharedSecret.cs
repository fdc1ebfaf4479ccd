using System;
using System.Security.Cryptography;

namespace EnvelopeCrypto.Cryptography;

/// <summary>The pinned bytes behind one or more <see cref="SecretBytes"/>: zeroed when the last of them lets go, or when all of them were forgotten.</summary>
internal sealed class SharedSecret : IDisposable
{
    private UseCount _users;

    internal SharedSecret(int length)
    {
        Bytes = GC.AllocateUninitializedArray<byte>(length, pinned: true);
    }

    /// <summary>Zeroes what nobody disposed of.</summary>
    ~SharedSecret()
    {
        CryptographicOperations.ZeroMemory(Bytes);
    }

    internal byte[] Bytes { get; }

    internal bool TryAddUser() => _users.TryAdd();

    /// <summary>Takes a user away; each does this once.</summary>
    public void Dispose()
    {
        if (_users.Remove())
        {
            CryptographicOperations.ZeroMemory(Bytes);
            GC.SuppressFinalize(this);
        }
    }
}
