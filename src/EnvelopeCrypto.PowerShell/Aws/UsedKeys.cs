using System;
using System.Collections.Generic;

namespace EnvelopeCrypto.PowerShell.Aws;

/// <summary>
/// The key ARNs that were given in this process, the last first, for completion. Only what a user wrote himself: an ARN out of a message's header is
/// the word of whoever made the message, and must not be offered as a key to encrypt under. In memory alone, bounded, for any number of threads.
/// </summary>
internal static class UsedKeys
{
    private const int Most = 50;

    private static readonly object Lock = new();
    private static readonly LinkedList<string> KeyArns = new();

    internal static void Note(IEnumerable<string> keyIds)
    {
        lock (Lock)
        {
            foreach (string keyId in keyIds)
            {
                if (keyId.StartsWith("arn:", StringComparison.Ordinal) && keyId.Contains(":key/", StringComparison.Ordinal))
                {
                    KeyArns.Remove(keyId);
                    KeyArns.AddFirst(keyId);
                }
            }

            while (KeyArns.Count > Most)
            {
                KeyArns.RemoveLast();
            }
        }
    }

    internal static IReadOnlyList<string> List()
    {
        lock (Lock)
        {
            return [.. KeyArns];
        }
    }
}
