using System;
using System.Security.Cryptography;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Fuzz.Engine;

namespace EnvelopeCrypto.Fuzz.Targets;

/// <summary>How one way through the library ended: the id of its error, or a digest of what came out.</summary>
internal readonly record struct Outcome(string What, bool IsError)
{
    internal static Outcome Of(Func<byte[]> run)
    {
        try
        {
            byte[] result = run();
            return new Outcome(Convert.ToHexString(SHA256.HashData(result)), IsError: false);
        }
        catch (EnvelopeCryptoException e)
        {
            return new Outcome(e.ErrorId, IsError: true);
        }
    }

    /// <summary>Both ways must have come to the same end.</summary>
    internal static string Demand(Outcome one, string oneName, Outcome other, string otherName) => one == other
        ? one.IsError ? one.What : "ok"
        : throw new DisagreementException($"{oneName}: {one.What}; {otherName}: {other.What}");
}
