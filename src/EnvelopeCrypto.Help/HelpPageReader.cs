using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace EnvelopeCrypto.Help;

/// <summary>Reads a page strictly: what it does not expect is an error that names file and line.</summary>
internal sealed partial class HelpPageReader
{
    private const string DefaultMark = "Default: ";

    private static readonly string[] Sections =
        ["SYNOPSIS", "DESCRIPTION", "EXAMPLES", "PARAMETERS", "INPUTS", "OUTPUTS", "NOTES", "RELATED LINKS"];

    private readonly string _file;
    private readonly IReadOnlyList<Block> _blocks;

    private HelpPageReader(string file)
    {
        _file = file;
        _blocks = BlockReader.Read(file, File.ReadAllLines(file));
    }

    /// <summary>Reads the page of a cmdlet.</summary>
    internal static HelpPage Read(string file) => new HelpPageReader(file).ReadPage();

    private HelpPage ReadPage()
    {
        Block title = _blocks.Count > 0 ? _blocks[0] : throw new PageException(_file, 1, "The page is empty.");
        string name = Path.GetFileNameWithoutExtension(_file);
        if (title.Kind != BlockKind.Heading || title.Level != 1 || title.Text != name)
        {
            throw new PageException(_file, title.Line, $"The page begins with '# {name}', as its file is named.");
        }

        Dictionary<string, IReadOnlyList<Block>> sections = ReadSections();
        List<string> synopsis = Paragraphs(sections["SYNOPSIS"]);
        return new HelpPage
        {
            File = _file,
            Name = name,
            Synopsis = synopsis.Count == 1 ? synopsis[0] : throw new PageException(_file, title.Line, "A synopsis is one paragraph."),
            Description = Paragraphs(sections["DESCRIPTION"]),
            Examples = [.. Parts(sections["EXAMPLES"]).Select(Example)],
            Parameters = [.. Parts(sections["PARAMETERS"]).SelectMany(Parameters)],
            Inputs = [.. Parts(sections["INPUTS"]).Select(Type)],
            Outputs = [.. Parts(sections["OUTPUTS"]).Select(Type)],
            Notes = Paragraphs(sections["NOTES"]),
            Links = [.. sections["RELATED LINKS"].Select(Link)],
        };
    }

    private Dictionary<string, IReadOnlyList<Block>> ReadSections()
    {
        Dictionary<string, IReadOnlyList<Block>> sections = Sections.ToDictionary(static name => name, static _ => (IReadOnlyList<Block>)[]);
        int last = -1;
        for (int i = 1; i < _blocks.Count;)
        {
            Block heading = _blocks[i];
            int index = heading is { Kind: BlockKind.Heading, Level: 2 } ? Array.IndexOf(Sections, heading.Text) : -1;
            if (index <= last)
            {
                throw new PageException(_file, heading.Line, $"Here stands a section of its own: {string.Join(", ", Sections.Select(static name => "## " + name))}, in this order.");
            }

            last = index;
            Block[] content = [.. _blocks.Skip(i + 1).TakeWhile(static block => block is not { Kind: BlockKind.Heading, Level: < 3 })];
            sections[heading.Text] = content;
            i += content.Length + 1;
        }

        return sections;
    }

    /// <summary>What stands under each heading of the third level.</summary>
    private IEnumerable<(Block Heading, IReadOnlyList<Block> Content)> Parts(IReadOnlyList<Block> section)
    {
        for (int i = 0; i < section.Count;)
        {
            Block heading = section[i];
            if (heading.Kind != BlockKind.Heading)
            {
                throw new PageException(_file, heading.Line, "Text stands under a heading of the third level here.");
            }

            Block[] content = [.. section.Skip(i + 1).TakeWhile(static block => block.Kind != BlockKind.Heading)];
            yield return (heading, content);
            i += content.Length + 1;
        }
    }

    private HelpExample Example((Block Heading, IReadOnlyList<Block> Content) part)
    {
        Match title = ExampleTitle().Match(part.Heading.Text);
        Block? code = part.Content.FirstOrDefault(static block => block is { Kind: BlockKind.Code, Language: "powershell" });
        if (!title.Success || code is null)
        {
            throw new PageException(_file, part.Heading.Line, "An example is '### Example 1: What it shows', with a ```powershell block.");
        }

        IEnumerable<string> blocks = part.Content.Where(static block => block.Kind == BlockKind.Code).Select(static block => block.Text.TrimEnd());
        return new HelpExample(PlainText.Of(title.Groups["title"].Value), string.Join("\n\n", blocks), Paragraphs(part.Content.Where(static block => block.Kind == BlockKind.Text)));
    }

    /// <summary>A parameter; or, under a heading without a dash, a link to the page whose parameters are the same for several cmdlets.</summary>
    private IEnumerable<HelpParameter> Parameters((Block Heading, IReadOnlyList<Block> Content) part)
    {
        Block heading = part.Heading;
        if (!heading.Text.StartsWith('-'))
        {
            string? target = part.Content.Select(static block => PlainText.Link().Match(block.Text)).FirstOrDefault(static link => link.Success)?.Groups["target"].Value;
            string shared = Path.Combine(Path.GetDirectoryName(_file)!, target ?? "");
            return File.Exists(shared)
                ? Read(shared).Parameters
                : throw new PageException(_file, heading.Line, "Under a heading that is no -Parameter stands a link to a page with parameters that cmdlets share.");
        }

        IReadOnlyList<string> text = Paragraphs(part.Content);
        string? last = text.LastOrDefault(static paragraph => paragraph.StartsWith(DefaultMark, StringComparison.Ordinal));
        return [new HelpParameter(heading.Text[1..], [.. text.Where(paragraph => paragraph != last)], last?[DefaultMark.Length..].TrimEnd('.'), _file, heading.Line)];
    }

    private HelpType Type((Block Heading, IReadOnlyList<Block> Content) part) => new(part.Heading.Text, Paragraphs(part.Content));

    private HelpLink Link(Block block)
    {
        Match link = PlainText.Link().Match(block.Text);
        bool isWeb = link.Groups["target"].Value.StartsWith("https://", StringComparison.Ordinal);
        return link.Success
            ? new HelpLink(link.Groups["text"].Value, isWeb ? link.Groups["target"].Value : "")
            : throw new PageException(_file, block.Line, "Related links are a list of links.");
    }

    private List<string> Paragraphs(IEnumerable<Block> blocks)
    {
        List<string> paragraphs = [];
        foreach (Block block in blocks)
        {
            paragraphs.Add(block.Kind switch
            {
                BlockKind.Text => PlainText.Of(block.Text),
                BlockKind.Code => string.Join('\n', block.Text.Split('\n').Select(static line => "    " + line)),
                _ => throw new PageException(_file, block.Line, "No heading stands here."),
            });
        }

        return paragraphs;
    }

    [GeneratedRegex("^Example [1-9][0-9]*: (?<title>.+)$")]
    private static partial Regex ExampleTitle();
}
