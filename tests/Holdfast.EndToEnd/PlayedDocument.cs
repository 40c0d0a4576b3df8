using System.Text.RegularExpressions;
using Holdfast.Lab.Clusters;
using Xunit;

namespace Holdfast.EndToEnd;

/// <summary>
/// A document whose commands are played: fenced blocks of <c>sh</c> are run in order, and a block of <c>text</c> after
/// one holds lines that its output has, in that order; … stands for anything. A comment says on what it is played, and
/// others what is prepared for it, and what is put in place of a word that this machine cannot have.
/// </summary>
internal sealed partial record PlayedDocument(string File, string Scene, IReadOnlyList<PlayedDocument.Block> Blocks)
{
    /// <summary>Every document that says on what it is played.</summary>
    public static IReadOnlyList<PlayedDocument> All { get; } =
    [
        .. Directory.EnumerateFiles(Path.Combine(Programs.Root, "docs"), "*.md").Order(StringComparer.Ordinal)
            .Append(Path.Combine(Programs.Root, "README.md"))
            .Select(Read).OfType<PlayedDocument>(),
    ];

    public static PlayedDocument Of(string file) => All.Single(document => document.File == file);

    /// <summary>Fails unless the expected lines are in the output, in their order.</summary>
    public void Check(Block block, string output)
    {
        string[] lines = [.. output.Split('\n').Select(line => Spaces().Replace(line, " ").Trim())];
        int at = 0;
        foreach (string expected in block.Expected)
        {
            int found = Array.FindIndex(lines, at, line => Fits(expected, line));
            Assert.True(found >= 0, $"docs/{File}:{block.Line}: \"{expected}\" is not in what follows.\n{output}");
            at = found + 1;
        }
    }

    private static bool Fits(string expected, string line)
    {
        string pattern = string.Join(".*", Spaces().Replace(expected, " ").Trim().Split('…')
            .Select(part => Regex.Escape(part.Trim())));
        return Regex.IsMatch(line, $"^{pattern}$", RegexOptions.CultureInvariant);
    }

    private static PlayedDocument? Read(string path)
    {
        string text = System.IO.File.ReadAllText(path);
        if (Played().Match(text) is not { Success: true } played)
        {
            return null;
        }

        var blocks = new List<Block>();
        foreach (Match prepared in Prepared().Matches(text))
        {
            blocks.Add(new(LineOf(text, prepared.Index), prepared.Groups[1].Value, []));
        }

        foreach (Match fence in Fence().Matches(text))
        {
            string body = fence.Groups[2].Value;
            if (fence.Groups[1].Value == "sh")
            {
                string script = InPlace().Matches(text).Aggregate(body, (before, match) => before.Replace(
                    match.Groups[1].Value, match.Groups[2].Value, StringComparison.Ordinal));
                blocks.Add(new(LineOf(text, fence.Index), script, []));
            }
            else if (fence.Groups[1].Value == "text" && blocks.Count > 0)
            {
                blocks[^1] = blocks[^1] with
                {
                    Expected = body.Split('\n', StringSplitOptions.RemoveEmptyEntries),
                };
            }
        }

        return new(Path.GetFileName(path), played.Groups[1].Value, blocks);
    }

    private static int LineOf(string text, int index) => text.AsSpan(0, index).Count('\n') + 1;

    [GeneratedRegex("<!-- played on: (.*) -->")]
    private static partial Regex Played();

    [GeneratedRegex("<!-- in place of ([^ ]*): (.*) -->")]
    private static partial Regex InPlace();

    [GeneratedRegex("<!-- prepared:\n(.*?)-->", RegexOptions.Singleline)]
    private static partial Regex Prepared();

    [GeneratedRegex("^```([a-z]*)\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    /// <param name="Line">Where it begins.</param>
    /// <param name="Script">What is run.</param>
    /// <param name="Expected">Lines of its output.</param>
    public sealed record Block(int Line, string Script, IReadOnlyList<string> Expected);
}
