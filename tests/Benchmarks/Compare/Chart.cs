using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Text;

namespace EnvelopeCrypto.Benchmarks.Compare;

/// <summary>A bar chart of speeds, as SVG that stands by itself.</summary>
internal static class Chart
{
    private const int RowHeight = 24;
    private const int LabelWidth = 430;
    private const int BarWidth = 420;
    private const int Width = LabelWidth + BarWidth + 110;

    internal static string Draw(IReadOnlyList<(string Name, ContestantKind Kind, double Speed)> bars, long length)
    {
        double fastest = bars.Max(static bar => bar.Speed);
        int height = ((bars.Count + 2) * RowHeight) + 10;
        StringBuilder svg = new();
        svg.AppendLine(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" font-family=\"sans-serif\" font-size=\"13\">");
        svg.AppendLine("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>");
        svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"10\" y=\"20\" font-weight=\"bold\">MiB per second, a file of {length / 1024 / 1024} MiB, {Environment.ProcessorCount} cores; longer is better</text>");
        for (int i = 0; i < bars.Count; i++)
        {
            (string name, ContestantKind kind, double speed) = bars[i];
            int top = ((i + 1) * RowHeight) + 10;
            double width = Math.Max(1, BarWidth * speed / fastest);
            svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"10\" y=\"{top + 13}\">{WebUtility.HtmlEncode(name)}</text>");
            svg.AppendLine(CultureInfo.InvariantCulture, $"<rect x=\"{LabelWidth}\" y=\"{top}\" width=\"{width:F1}\" height=\"{RowHeight - 6}\" fill=\"{ColourOf(kind)}\"/>");
            svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{LabelWidth + width + 6:F1}\" y=\"{top + 13}\">{speed:F0}</text>");
        }

        svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"10\" y=\"{height - 8}\" fill=\"#555555\">grey: what the machine can do; green: this project; blue: others</text>");
        return svg.AppendLine("</svg>").ToString();
    }

    private static string ColourOf(ContestantKind kind) => kind switch
    {
        ContestantKind.Limit => "#b0b0b0",
        ContestantKind.Ours => "#2e8b57",
        _ => "#4682b4",
    };
}
