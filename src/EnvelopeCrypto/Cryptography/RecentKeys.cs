using System;
using System.Collections.Generic;
using System.Security.Cryptography;

namespace EnvelopeCrypto.Cryptography;

/// <summary>
/// Public keys that were imported, by the text that messages carry. Each instance is lent to one borrower at a time. Their number is bounded, so that
/// messages with ever new keys cost no memory; the key that was asked for longest ago goes first.
/// </summary>
internal sealed class RecentKeys
{
    private const int InstancesPerKey = 16;

    private readonly object _lock = new();
    private readonly int _capacity;
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _byAge = new();

    internal RecentKeys(int capacity)
    {
        _capacity = capacity;
    }

    /// <summary>An idle instance, which is the borrower's until it comes back; null when there is none.</summary>
    /// <param name="text">The text of the key.</param>
    /// <param name="keySize">In bits; a key of another size is none.</param>
    internal ECDsa? TryTake(string text, int keySize)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(text, out LinkedListNode<Entry>? node) || !node.Value.Idle.TryPeek(out ECDsa? key) || key.KeySize != keySize)
            {
                return null;
            }

            _byAge.Remove(node);
            _byAge.AddFirst(node);
            return node.Value.Idle.Pop();
        }
    }

    /// <summary>Takes an instance back, or in for the first time. What is too much is disposed of.</summary>
    internal void Return(string text, ECDsa key)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(text, out LinkedListNode<Entry>? node))
            {
                node = _byAge.AddFirst(new Entry(text));
                _entries.Add(text, node);
            }

            if (node.Value.Idle.Count < InstancesPerKey)
            {
                node.Value.Idle.Push(key);
            }
            else
            {
                key.Dispose();
            }

            while (_entries.Count > _capacity)
            {
                Entry oldest = _byAge.Last!.Value;
                _byAge.RemoveLast();
                _entries.Remove(oldest.Text);
                foreach (ECDsa idle in oldest.Idle)
                {
                    idle.Dispose();
                }
            }
        }
    }

    private sealed class Entry(string text)
    {
        internal string Text { get; } = text;

        internal Stack<ECDsa> Idle { get; } = new();
    }
}
