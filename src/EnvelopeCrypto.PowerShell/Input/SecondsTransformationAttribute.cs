using System;
using System.Globalization;
using System.Management.Automation;

namespace EnvelopeCrypto.PowerShell.Input;

/// <summary>
/// Takes a bare number, as a number or as text, for seconds. PowerShell by itself reads 600 as 60 microseconds and "600" as 600 days.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecondsTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = inputData is PSObject wrapper ? wrapper.BaseObject : inputData;
        try
        {
            return value switch
            {
                sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal =>
                    TimeSpan.FromSeconds(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
                string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) =>
                    TimeSpan.FromSeconds(seconds),
                _ => inputData,
            };
        }
        catch (Exception e) when (e is OverflowException or ArgumentException)
        {
            throw new ArgumentTransformationMetadataException($"'{value}' seconds are more than a time span holds.", e);
        }
    }
}
