using KmsEmulator.Callers;

namespace KmsEmulator.Signing;

/// <summary>Who signed a request, and for which Region.</summary>
/// <param name="Caller">A caller of the directory.</param>
/// <param name="Region">The Region of the credential scope.</param>
internal sealed record SignedCaller(Caller Caller, string Region);
