using System;
using System.Collections.Generic;
using System.Linq;

namespace EnvelopeCrypto.Help;

/// <summary>Reads the part of Markdown that help pages use: headings, paragraphs, lists of one level, fenced blocks. All else is an error.</summary>
internal sealed class BlockReader(string file, string[] lines)
{
    private const string Fence = "```";
    private readonly List<Block> _blocks = [];
    private readonly List<string> _paragraph = [];
    private int _paragraphLine;

    internal static IReadOnlyList<Block> Read(string file, string[] lines) => new BlockReader(file, lines).Read();

    private List<Block> Read()
    {
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].TrimEnd();
            if (line.StartsWith(Fence, StringComparison.Ordinal))
            {
                EndParagraph();
                i = ReadCode(i);
            }
            else if (line.StartsWith('#'))
            {
                EndParagraph();
                AddHeading(line, i + 1);
            }
            else if (line.Length == 0)
            {
                EndParagraph();
            }
            else
            {
                AddText(line, i + 1);
            }
        }

        EndParagraph();
        return _blocks;
    }

    private int ReadCode(int start)
    {
        int end = Array.FindIndex(lines, start + 1, static line => line.TrimEnd() == Fence);
        if (end < 0)
        {
            throw new PageException(file, start + 1, "The fenced block has no end.");
        }

        string code = string.Join('\n', lines[(start + 1)..end].Select(static line => line.TrimEnd()));
        _blocks.Add(new Block(BlockKind.Code, 0, lines[start].Trim()[Fence.Length..], code, start + 1));
        return end;
    }

    private void AddHeading(string line, int number)
    {
        int level = line.TakeWhile(static character => character == '#').Count();
        if (level > 3 || line.Length <= level || line[level] != ' ')
        {
            throw new PageException(file, number, "A heading is one to three # and a space.");
        }

        _blocks.Add(new Block(BlockKind.Heading, level, "", line[level..].Trim(), number));
    }

    private void AddText(string line, int number)
    {
        string trimmed = line.TrimStart();
        bool isItem = trimmed.StartsWith("- ", StringComparison.Ordinal);
        if (trimmed[0] is '|' or '>' or '<' or '*' || trimmed.StartsWith("+ ", StringComparison.Ordinal))
        {
            throw new PageException(file, number, "Tables, quotations, HTML and lists with other signs than - have no form in help.");
        }

        if (isItem)
        {
            EndParagraph();
        }

        if (_paragraph.Count == 0)
        {
            _paragraphLine = number;
        }

        _paragraph.Add(trimmed);
    }

    private void EndParagraph()
    {
        if (_paragraph.Count > 0)
        {
            _blocks.Add(new Block(BlockKind.Text, 0, "", string.Join(' ', _paragraph), _paragraphLine));
            _paragraph.Clear();
        }
    }
}
