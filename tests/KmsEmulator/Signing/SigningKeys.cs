using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace KmsEmulator.Signing;

/// <summary>The keys derived from secrets for a day, Region and service; kept, since each costs four HMACs.</summary>
internal sealed class SigningKeys
{
    private const int MaxKept = 1000;

    private readonly ConcurrentDictionary<(string Secret, CredentialScope Scope), byte[]> _keys = new();

    internal byte[] Get(string secret, CredentialScope scope)
    {
        if (_keys.TryGetValue((secret, scope), out byte[]? key))
        {
            return key;
        }

        if (_keys.Count >= MaxKept)
        {
            _keys.Clear();
        }

        return _keys[(secret, scope)] = Derive(secret, scope);
    }

    private static byte[] Derive(string secret, CredentialScope scope)
    {
        byte[] key = Mac(Encoding.UTF8.GetBytes("AWS4" + secret), scope.Date);
        key = Mac(key, scope.Region);
        key = Mac(key, scope.Service);
        return Mac(key, CredentialScope.Terminator);
    }

    private static byte[] Mac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
