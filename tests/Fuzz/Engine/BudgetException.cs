using System;

namespace EnvelopeCrypto.Fuzz.Engine;

/// <summary>Thrown out of the library's code by the instrumentation when an input has cost more steps than its length allows.</summary>
internal sealed class BudgetException : Exception
{
    public BudgetException()
        : base("More steps than the length of the input allows.")
    {
    }
}
