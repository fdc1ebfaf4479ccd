using System.Threading;

namespace EnvelopeCrypto.Cryptography;

/// <summary>How many hold something that is wiped when the last one lets go. It begins with one, and nothing revives it.</summary>
internal struct UseCount
{
    private int _others;

    /// <summary>Adds a holder.</summary>
    /// <returns>False when the last one has let go already.</returns>
    internal bool TryAdd()
    {
        int seen = Volatile.Read(ref _others);
        while (seen >= 0)
        {
            int found = Interlocked.CompareExchange(ref _others, seen + 1, seen);
            if (found == seen)
            {
                return true;
            }

            seen = found;
        }

        return false;
    }

    /// <summary>Takes a holder away.</summary>
    /// <returns>True for the last one.</returns>
    internal bool Remove() => Interlocked.Decrement(ref _others) < 0;
}
