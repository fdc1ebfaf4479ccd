using System;

namespace EnvelopeCrypto.Benchmarks.Compare;

/// <summary>Something that is timed.</summary>
/// <param name="Name">What it does, as the report calls it.</param>
/// <param name="Kind">A limit of the machine, this project, or somebody else's program.</param>
/// <param name="Run">Does it once; what it makes is left where the next one expects it.</param>
/// <param name="Input">The file that it reads, if any: looked at as a whole before, so that its pages are there.</param>
/// <param name="Outputs">The files that it makes: what an earlier run left of them is removed before.</param>
internal sealed record Contestant(string Name, ContestantKind Kind, Action Run, string? Input = null, params string[] Outputs)
{
    internal bool Decrypts => Name.Contains("decrypt", StringComparison.Ordinal);

    /// <summary>Makes ready what is not to be timed.</summary>
    internal void Prepare(Stage stage)
    {
        Delete(stage);
        stage.TouchRoom(Outputs.Length);
        if (Input is not null)
        {
            stage.Touch(Input);
        }
    }

    /// <summary>Removes what nobody needs any more: the folder may be memory. Messages are for those who decrypt.</summary>
    internal void CleanUp(Stage stage)
    {
        if (Decrypts || Kind == ContestantKind.Limit)
        {
            Delete(stage);
        }
    }

    private void Delete(Stage stage)
    {
        foreach (string output in Outputs)
        {
            stage.Delete(output);
        }
    }
}
