using System;
using System.Globalization;
using System.Management.Automation;
using System.Text;

namespace EnvelopeCrypto.PowerShell.Input;

/// <summary>Takes an encoding by the names that PowerShell's own cmdlets use, by its registered name, or by its code page.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EncodingTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = inputData is PSObject wrapper ? wrapper.BaseObject : inputData;
        try
        {
            return value switch
            {
                Encoding encoding => encoding,
                int codePage => Encoding.GetEncoding(codePage),
                string name => FromName(name),
                _ => throw new ArgumentTransformationMetadataException($"A {value?.GetType().Name ?? "null"} is not an encoding."),
            };
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new ArgumentTransformationMetadataException($"'{value}' is not an encoding that this system knows.", e);
        }
    }

    private static Encoding FromName(string name) => name.ToUpperInvariant() switch
    {
        "UTF8" or "UTF8NOBOM" or "UTF8BOM" => Encoding.UTF8,
        "UNICODE" => Encoding.Unicode,
        "BIGENDIANUNICODE" => Encoding.BigEndianUnicode,
        "UTF32" => Encoding.UTF32,
        "BIGENDIANUTF32" => new UTF32Encoding(bigEndian: true, byteOrderMark: false),
        "ASCII" => Encoding.ASCII,
        "LATIN1" => Encoding.Latin1,
        _ => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int codePage)
            ? Encoding.GetEncoding(codePage)
            : Encoding.GetEncoding(name),
    };
}
