namespace EnvelopeCrypto.PowerShell.Output;

/// <summary>What is to be told of one file that was written.</summary>
/// <param name="Result">For the pipeline.</param>
/// <param name="Report">For the verbose stream.</param>
internal sealed record FileWork(EnvelopeFileResult Result, string Report);
