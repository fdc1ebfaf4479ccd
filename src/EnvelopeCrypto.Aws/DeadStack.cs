using System;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace EnvelopeCrypto.Aws;

/// <summary>
/// Wipes the part of this thread's stack that is not in use. The framework decodes base64 in JSON on the stack and leaves it there.
/// </summary>
internal static class DeadStack
{
    private const int Length = 64 * 1024;

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Wipe()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            return;
        }

        Span<byte> dead = stackalloc byte[Length];
        CryptographicOperations.ZeroMemory(dead);
    }
}
