using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Managers;
using EnvelopeCrypto.PowerShell.Aws;
using EnvelopeCrypto.PowerShell.Errors;
using EnvelopeCrypto.PowerShell.Input;
using EnvelopeCrypto.PowerShell.Keys;
using EnvelopeCrypto.Suites;
using EnvelopeCrypto.Trees;

namespace EnvelopeCrypto.PowerShell.Commands;

/// <summary>What the cmdlets that need a key have in common: the kinds of input, the sources of keys, and the limits of the client.</summary>
/// <remarks>
/// There is a parameter set for each kind of input. A set for each source of keys as well would make the syntax too long for anybody to read; that
/// one source excludes the others is said by an error, as is what else cannot go together.
/// </remarks>
public abstract class EnvelopeDataCommand : AwsCmdlet
{
    // Only the cmdlets that open messages have it.
    private const string DiscoveryParameter = "Discovery";

    private static readonly string[] KeyParameters = [nameof(MaterialsManager), nameof(Keyring), nameof(KeyFile), nameof(KeyId), DiscoveryParameter];

    private readonly InputReader _reader;
    private string? _keyParameter;
    private KeySource? _keys;
    private object? _keysMadeFor;

    private protected EnvelopeDataCommand()
    {
        _reader = new InputReader(this);
    }

    /// <summary>Data (string, byte[], SecureString: one message each; single bytes are gathered into one) or files (FileInfo).</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ParameterSets.Object)]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object? InputObject { get; set; }

    /// <summary>Files; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ParameterSets.Path)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Path { get; set; }

    /// <summary>Files, by names that are taken as they stand.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.LiteralPath)]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    public string[]? LiteralPath { get; set; }

    /// <summary>A stream, read from where it stands to its end and not closed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.Stream)]
    [ValidateNotNull]
    public Stream? InputStream { get; set; }

    /// <summary>Takes the files in directories as well, at any depth. Links are skipped.</summary>
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    /// <summary>With -Recurse: only files whose names match one of these patterns.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Include { get; set; }

    /// <summary>With -Recurse: no files whose names match one of these patterns.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Exclude { get; set; }

    /// <summary>With -Recurse: follows links to files and directories; one that leads back to a directory above it is skipped all the same.</summary>
    [Parameter]
    public SwitchParameter FollowSymlink { get; set; }

    /// <summary>Where data keys come from: for example a caching materials manager.</summary>
    [Parameter(ParameterSetName = ParameterSets.Object)]
    [Parameter(ValueFromPipeline = true, ParameterSetName = ParameterSets.Path)]
    [Parameter(ValueFromPipeline = true, ParameterSetName = ParameterSets.LiteralPath)]
    [Parameter(ValueFromPipeline = true, ParameterSetName = ParameterSets.Stream)]
    public IMaterialsManager? MaterialsManager { get; set; }

    /// <summary>A keyring, asked for a data key for every message.</summary>
    [Parameter(ParameterSetName = ParameterSets.Object)]
    [Parameter(ValueFromPipeline = true, ParameterSetName = ParameterSets.Path)]
    [Parameter(ValueFromPipeline = true, ParameterSetName = ParameterSets.LiteralPath)]
    [Parameter(ValueFromPipeline = true, ParameterSetName = ParameterSets.Stream)]
    [ValidateNotNull]
    public IKeyring? Keyring { get; set; }

    /// <summary>
    /// A keyring or materials manager from the pipeline, where the input is named. It wins over a session default, which has by then taken the
    /// place of -Keyring or -MaterialsManager, so that the engine could no longer bind it there.
    /// </summary>
    [Parameter(ValueFromPipeline = true, DontShow = true, ParameterSetName = ParameterSets.Path)]
    [Parameter(ValueFromPipeline = true, DontShow = true, ParameterSetName = ParameterSets.LiteralPath)]
    [Parameter(ValueFromPipeline = true, DontShow = true, ParameterSetName = ParameterSets.Stream)]
    public object? PipelineKey { get; set; }

    /// <summary>Files made by New-RawAesKeyFile: the first encrypts, all are tried on decryption.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? KeyFile { get; set; }

    /// <summary>AWS KMS keys: key ARNs, key ids, alias ARNs or alias names. The first makes the data key, the others encrypt it as well. Only key ARNs can decrypt.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(KeyIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? KeyId { get; set; }

    /// <summary>Public pairs bound to the message. Names differ by case.</summary>
    [Parameter]
    public IDictionary? EncryptionContext { get; set; }

    /// <summary>Which suites may be written and read.</summary>
    [Parameter]
    public CommitmentPolicy CommitmentPolicy { get; set; } = CommitmentPolicy.RequireEncryptRequireDecrypt;

    /// <summary>The most encrypted data keys in a message.</summary>
    [Parameter]
    [ValidateRange(1, ushort.MaxValue)]
    public int? MaxEncryptedDataKeys { get; set; }

    private protected EnvelopeClient Client { get; private set; } = null!;

    private protected EncryptionContext Context { get; private set; } = Format.EncryptionContext.Empty;

    /// <summary>On encryption the first key file is used, on decryption all are.</summary>
    private protected abstract bool UsesFirstKeyFileOnly { get; }

    /// <summary>The parameters that give keys, for the error when none was used.</summary>
    private protected abstract string WaysToGiveKeys { get; }

    /// <summary>The parameters that give keys of AWS KMS, for the error when AWS parameters came without them.</summary>
    private protected virtual string WaysToGiveKmsKeys => "-KeyId or -Discovery";

    /// <summary>Whether the command decrypts with whatever keys of AWS KMS a message names.</summary>
    private protected bool Discovers => _keyParameter == DiscoveryParameter;

    /// <summary>Whether the AWS parameters serve for something else than the keys of this class.</summary>
    private protected virtual bool UsesKmsOtherwise => false;

    private protected abstract EnvelopeClient CreateClient();

    private protected abstract void Process(InputItem item);

    /// <summary>Whether a file of a tree is taken, by its name.</summary>
    private protected virtual bool TakesFromTree(string name) => true;

    /// <summary>The full path of the directory that takes what is made of a tree; null for beside each file, or nothing.</summary>
    private protected virtual string? DestinationOfTrees => null;

    /// <summary>A walk begins.</summary>
    private protected virtual void BeginTree(Func<FileTree> tree)
    {
    }

    /// <summary>The walk has come to a directory.</summary>
    private protected virtual void ProcessDirectory(FileTreeEntry directory)
    {
    }

    /// <summary>Where data keys come from. Called once it is certain that a key is needed.</summary>
    private protected IMaterialsManager Keys => Demand(target: null, OpenKeys).Manager;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        DemandRecurse(Recurse, Include is not null, Exclude is not null, FollowSymlink);
        _keyParameter = Demand(target: null, () => GivenParameter.One(this, KeyParameters, ignoresDefaultsAtOdds: IsInputNamed && MyInvocation.ExpectingInput));
        Client = CreateClient();
        Context = Demand(target: null, () => ContextArgument.Read(EncryptionContext));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (IsInputNamed)
        {
            Attempt("pipeline input", ProcessNamed);
        }
        else
        {
            ProcessAll(() => _reader.CurrentObject, _reader.FromObject(InputObject));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => ProcessAll(() => _reader.CurrentObject, _reader.Finish());

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _keys?.Dispose();
            _reader.Dispose();
        }

        base.Dispose(disposing);
    }

    private protected void DemandApart(bool first, bool second, string message)
    {
        if (first && second)
        {
            Demand<object?>(target: null, () => throw CommandError.Combination(message));
        }
    }

    private bool IsInputNamed => InputStream is not null || Path is not null || LiteralPath is not null;

    /// <summary>The input is named; what the pipeline brings, if anything, is a key.</summary>
    private void ProcessNamed()
    {
        PipelineKey = PipelineKey is PSObject wrapper ? wrapper.BaseObject : PipelineKey;
        if (PipelineKey is not (null or IMaterialsManager or IKeyring))
        {
            throw CommandError.InputNamedTwice();
        }

        if (InputStream is not null)
        {
            ProcessAll(() => null, [new StreamInput(InputStream)]);
        }
        else if (Path is not null)
        {
            foreach (string path in Path)
            {
                Attempt(path, () => ProcessAll(() => path, _reader.FromPath(path)));
            }
        }
        else if (LiteralPath is not null)
        {
            foreach (string path in LiteralPath)
            {
                Attempt(path, () => ProcessAll(() => path, _reader.FromLiteralPath(path)));
            }
        }
    }

    private void ProcessAll(Func<object?> target, IEnumerable<InputItem> items) => Attempt(target, () =>
    {
        foreach (InputItem item in items)
        {
            using IDisposable? wiped = item as IDisposable;
            Attempt(item.Target, () =>
            {
                if (Recurse && item is FileInput file && Directory.Exists(file.Path))
                {
                    ProcessTree(file.Path);
                }
                else
                {
                    Process(item);
                }
            });
        }
    });

    private void ProcessTree(string root)
    {
        if (DestinationOfTrees is { } destination)
        {
            TreeDestination.DemandOutside(root, destination);
        }

        TreeWalk walk = new(root, new NameFilter(Include, Exclude), TakesFromTree, FollowSymlink, DestinationOfTrees);
        BeginTree(walk.Create);
        WalkTree(walk.Create(), Process, ProcessDirectory);
    }

    private KeySource OpenKeys()
    {
        object? given = PipelineKey ?? _keyParameter switch
        {
            null => null,
            nameof(MaterialsManager) => MaterialsManager,
            nameof(Keyring) => Keyring,
            nameof(KeyFile) => KeyFile,
            nameof(KeyId) => KeyId,
            _ => this,
        };
        bool isKms = PipelineKey is null && (Discovers || _keyParameter == nameof(KeyId));
        if (_keys is not null && ReferenceEquals(given, _keysMadeFor))
        {
            return _keys;
        }

        _keys?.Dispose();
        _keys = null;
        DemandOneKey();
        if (!isKms && !UsesKmsOtherwise)
        {
            DemandNoAwsParameters(WaysToGiveKmsKeys);
        }

        _keys = given switch
        {
            EnvelopeDataCommand => KeySource.Of(CreateDiscoveryKeyring(filter: null, MaxEncryptedDataKeys)),
            string[] keyIds when isKms => KeySource.Of(CreateKmsKeyring(keyIds)),
            IMaterialsManager manager => KeySource.Of(manager),
            IKeyring keyring => KeySource.Of(keyring),
            string[] files => KeySource.OfKeyFiles(
                Array.ConvertAll(files, file => Demand(file, () => ProviderPath.Literal(this, file))),
                UsesFirstKeyFileOnly,
                path => Demand(path, () => RawAesKeyFile.OpenKeyring(path)),
                WriteWarning),
            _ => throw CommandError.NoKey(WaysToGiveKeys),
        };
        _keysMadeFor = given;
        return _keys;
    }

    /// <summary>A key from the pipeline wins over a session default, and not silently over what stands in the command.</summary>
    private void DemandOneKey()
    {
        string? other = PipelineKey is null ? null : Array.Find(KeyParameters, name =>
            SessionDefaults.IsExplicit(this, name)
            && !(MyInvocation.BoundParameters[name] is PSObject wrapper ? wrapper.BaseObject : MyInvocation.BoundParameters[name]).Equals(PipelineKey));
        if (other is not null)
        {
            throw CommandError.Combination($"A key came down the pipeline, and -{other} gives another. Leave out one of them.");
        }
    }
}
