using System;
using System.Collections.Generic;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Managers;

namespace EnvelopeCrypto.PowerShell.Keys;

/// <summary>Where the data keys of a command come from, and what of it the command must dispose of.</summary>
internal sealed class KeySource : IDisposable
{
    private readonly List<IDisposable> _owned;

    private KeySource(IMaterialsManager manager, List<IDisposable> owned)
    {
        Manager = manager;
        _owned = owned;
    }

    internal IMaterialsManager Manager { get; }

    internal static KeySource Of(IMaterialsManager manager) => new(manager, []);

    internal static KeySource Of(IKeyring keyring) => new(new DefaultMaterialsManager(keyring), []);

    /// <summary>Opens key files.</summary>
    /// <param name="paths">Full paths.</param>
    /// <param name="firstOnly">On encryption the first alone is used; on decryption all are tried.</param>
    /// <param name="open">Opens one; its failure names the file.</param>
    /// <param name="warn">Told of files that others may read.</param>
    internal static KeySource OfKeyFiles(IReadOnlyList<string> paths, bool firstOnly, Func<string, RawAesKeyring> open, Action<string> warn)
    {
        List<IDisposable> owned = [];
        try
        {
            List<IKeyring> keyrings = [];
            foreach (string path in paths)
            {
                RawAesKeyring keyring = open(path);
                owned.Add(keyring);
                keyrings.Add(keyring);
                if (RawAesKeyFile.IsReadableByOthers(path))
                {
                    warn(KeyFileWarning.ReadableByOthers(path));
                }

                if (firstOnly)
                {
                    break;
                }
            }

            IKeyring all = keyrings.Count == 1 ? keyrings[0] : new MultiKeyring(generator: null, keyrings);
            return new KeySource(new DefaultMaterialsManager(all), owned);
        }
        catch
        {
            owned.ForEach(static item => item.Dispose());
            throw;
        }
    }

    public void Dispose() => _owned.ForEach(static item => item.Dispose());
}
