namespace EnvelopeCrypto.Fuzz.Engine;

/// <summary>What an input may cost: a fixed part, and a part for each of its bytes. Steps are branches taken in the library's code.</summary>
internal readonly record struct Limits(long Bytes, long BytesPerByte, long Steps, long StepsPerByte)
{
    internal long BytesFor(int length) => Bytes + (BytesPerByte * length);

    internal long StepsFor(int length) => Steps + (StepsPerByte * length);
}
