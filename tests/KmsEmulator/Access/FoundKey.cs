using KmsEmulator.Grants;
using KmsEmulator.Keys;

namespace KmsEmulator.Access;

/// <summary>A key that the caller may use.</summary>
/// <param name="Key">The key.</param>
/// <param name="Grant">The grant that this rests on; null when it needs none.</param>
internal sealed record FoundKey(KmsKey Key, Grant? Grant);
