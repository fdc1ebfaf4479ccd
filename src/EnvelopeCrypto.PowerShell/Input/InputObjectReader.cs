using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using System.Security;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Managers;
using EnvelopeCrypto.PowerShell.Errors;
using EnvelopeCrypto.PowerShell.Output;

namespace EnvelopeCrypto.PowerShell.Input;

/// <summary>
/// Decides what an object from the pipeline is, by its type alone: strings are data whatever notes they carry (Get-Content adds some), FileInfo is a
/// file. Single bytes are gathered until something else comes or the pipeline ends.
/// </summary>
internal sealed class InputObjectReader : IDisposable
{
    private readonly ByteGatherer _gatherer = new();
    private int _index;
    private string _type = "";

    /// <summary>Index and type of the object that is being read, for errors.</summary>
    internal string Current => DataInput.Describe(_index, _type);

    /// <summary>What an object is; nothing while bytes are gathered, and two items where gathered bytes end.</summary>
    internal IEnumerable<InputItem> Read(object? inputObject)
    {
        object? value = inputObject is PSObject wrapper ? wrapper.BaseObject : inputObject;
        if (value is byte single)
        {
            _gatherer.Add(single);
            yield break;
        }

        foreach (InputItem gathered in Finish())
        {
            yield return gathered;
        }

        _index++;
        _type = value?.GetType().Name ?? "null";
        yield return value switch
        {
            byte[] bytes => DataInput.Of(bytes, _index),
            string text => OfCopy(SecretText.Encode(text), "String"),
            SecureString secure => OfCopy(SecretText.Encode(secure), "SecureString"),
            FileSystemInfo file => EnvelopeFiles.IsPartialFileName(file.Name) ? throw CommandError.PartialFile(file.FullName) : new FileInput(file.FullName),
            EnvelopeFileResult written => new FileInput(written.Destination),
            EnvelopeUpdateResult written => new FileInput(written.Destination),
            EnvelopeHeader { Path: { } path } => new FileInput(path),
            object[] { Length: > 0 } elements => OfElements(elements),
            object[] => DataInput.Of([], _index),
            Array => throw CommandError.ArrayOfInputs(),
            IKeyring or IMaterialsManager => throw CommandError.KeyWithoutInput(),
            null => throw CommandError.UnsupportedInput(typeof(void)),
            PSCustomObject when ((PSObject)inputObject!).Properties["PSPath"] is not null => throw CommandError.UnsupportedInput(value.GetType(), UnsupportedInputHint.FromElsewhere),
            _ => throw CommandError.UnsupportedInput(value.GetType()),
        };
    }

    /// <summary>The bytes gathered so far as one input.</summary>
    internal IEnumerable<InputItem> Finish()
    {
        if (_gatherer.Count > 0)
        {
            byte[] bytes = _gatherer.Take(out int length);
            _index++;
            yield return DataInput.OfCopy(bytes, length, _index, DataInput.ByteArray);
        }
    }

    public void Dispose() => _gatherer.Dispose();

    private DataInput OfCopy(byte[] copy, string type) => DataInput.OfCopy(copy, copy.Length, _index, type);

    /// <summary>PowerShell makes object[] of bytes that pass through a variable or function; any other array is several things.</summary>
    private DataInput OfElements(object[] elements)
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>(elements.Length, pinned: true);
        for (int i = 0; i < elements.Length; i++)
        {
            object? element = elements[i] is PSObject wrapper ? wrapper.BaseObject : elements[i];
            if (element is not byte value)
            {
                System.Security.Cryptography.CryptographicOperations.ZeroMemory(bytes);
                throw element is long or int ? CommandError.UnsupportedInput(element.GetType()) : CommandError.ArrayOfInputs();
            }

            bytes[i] = value;
        }

        return OfCopy(bytes, DataInput.ByteArray);
    }
}
