namespace EnvelopeCrypto.PowerShell.Output;

/// <summary>What is to be told of one file that was written.</summary>
/// <param name="Result">For the pipeline.</param>
/// <param name="Source">What was read.</param>
/// <param name="Destination">The file.</param>
/// <param name="Report">For the verbose stream.</param>
/// <param name="Warning">For the warning stream; null for nothing.</param>
internal sealed record FileWork(object Result, string Source, string Destination, string Report, string? Warning = null)
{
    internal FileWork(EnvelopeFileResult result, string report)
        : this(result, result.Path, result.Destination, report)
    {
    }
}
