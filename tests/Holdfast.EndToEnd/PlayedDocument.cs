using System.Text.RegularExpressions;
using Holdfast.Lab.Clusters;
using Xunit;

namespace Holdfast.EndToEnd;

/// <summary>
/// A part of a document whose commands are played: fenced blocks of <c>sh</c> are run in order, and a block of
/// <c>text</c> after one holds lines that its output has, in that order; … stands for anything. A comment says on what
/// a part is played, up to the next such comment; others what is prepared for it at that place, and what is put in
/// place of words that this machine cannot have.
/// </summary>
/// <param name="Name">The document's path, and the line where the part begins.</param>
/// <param name="File">The document's path from the root.</param>
/// <param name="Scene">On what it is played.</param>
/// <param name="Blocks">What is run.</param>
internal sealed partial record PlayedDocument(
    string Name, string File, string Scene, IReadOnlyList<PlayedDocument.Block> Blocks)
{
    /// <summary>Where documents are, beside the root.</summary>
    private static readonly string[] Folders = ["docs", "samples", "templates"];

    private static readonly EnumerationOptions Everywhere = new() { RecurseSubdirectories = true };

    /// <summary>Every part of a document that says on what it is played.</summary>
    public static IReadOnlyList<PlayedDocument> All { get; } =
    [
        .. Folders.SelectMany(folder =>
                Directory.EnumerateFiles(Path.Combine(Programs.Root, folder), "*.md", Everywhere))
            .Concat(Directory.EnumerateFiles(Programs.Root, "*.md")).Order(StringComparer.Ordinal).SelectMany(Read),
    ];

    public static PlayedDocument Of(string name) => All.Single(document => document.Name == name);

    /// <summary>Fails unless the expected lines are in the output, in their order.</summary>
    public void Check(Block block, string output)
    {
        string[] lines = [.. output.Split('\n').Select(line => Spaces().Replace(line, " ").Trim())];
        int at = 0;
        foreach (string expected in block.Expected)
        {
            int found = Array.FindIndex(lines, at, line => Fits(expected, line));
            Assert.True(found >= 0, $"{File}:{block.Line}: \"{expected}\" is not in what follows.\n{output}");
            at = found + 1;
        }
    }

    private static bool Fits(string expected, string line)
    {
        string pattern = string.Join(".*", Spaces().Replace(expected, " ").Trim().Split('…')
            .Select(part => Regex.Escape(part.Trim())));
        return Regex.IsMatch(line, $"^{pattern}$", RegexOptions.CultureInvariant);
    }

    private static IEnumerable<PlayedDocument> Read(string path)
    {
        string text = System.IO.File.ReadAllText(path);
        string file = Path.GetRelativePath(Programs.Root, path);
        Match[] marks = Played().Matches(text).ToArray();
        for (int i = 0; i < marks.Length; i++)
        {
            if (!marks[i].Groups[1].Success)
            {
                continue;
            }

            int end = i + 1 < marks.Length ? marks[i + 1].Index : text.Length;
            int line = LineOf(text, marks[i].Index);
            yield return new(
                $"{file}:{line}", file, marks[i].Groups[1].Value, BlocksOf(text[marks[i].Index..end], line));
        }
    }

    private static List<Block> BlocksOf(string part, int first)
    {
        Match[] replaced = InPlace().Matches(part).ToArray();
        var blocks = new List<Block>();
        foreach (Match fence in Fence().Matches(part))
        {
            int line = first + LineOf(part, fence.Index) - 1;
            if (fence.Groups["prepared"].Success)
            {
                blocks.Add(new(line, fence.Groups["prepared"].Value, []));
            }
            else if (fence.Groups["language"].Value == "sh")
            {
                blocks.Add(new(line, replaced.Aggregate(fence.Groups["body"].Value, (before, match) => before.Replace(
                    match.Groups[1].Value, match.Groups[2].Value, StringComparison.Ordinal)), []));
            }
            else if (fence.Groups["language"].Value == "text" && blocks.Count > 0)
            {
                blocks[^1] = blocks[^1] with
                {
                    Expected = fence.Groups["body"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries),
                };
            }
        }

        return blocks;
    }

    private static int LineOf(string text, int index) => text.AsSpan(0, index).Count('\n') + 1;

    /// <summary>Elsewhere: the next blocks are none of the scene before, for others have their commands.</summary>
    [GeneratedRegex("<!-- played (?:on: (.*)|elsewhere) -->")]
    private static partial Regex Played();

    [GeneratedRegex("<!-- in place of (.+?): (.*) -->")]
    private static partial Regex InPlace();

    [GeneratedRegex(
        "<!-- prepared:\n(?<prepared>.*?)-->|^```(?<language>[a-z]*)\n(?<body>.*?)^```$",
        RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    /// <param name="Line">Where it begins.</param>
    /// <param name="Script">What is run.</param>
    /// <param name="Expected">Lines of its output.</param>
    public sealed record Block(int Line, string Script, IReadOnlyList<string> Expected);
}
