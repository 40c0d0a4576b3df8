using System.Text.RegularExpressions;
using Xunit;

namespace Holdfast.Architecture;

/// <summary>Documents that nobody checks rot: every link inside the repository must lead somewhere.</summary>
public sealed partial class DocumentTests
{
    [Fact]
    public void Links_Resolve()
    {
        var broken = new List<string>();
        foreach (string document in Repository.Documents)
        {
            foreach (Match link in MarkdownLink().Matches(WithoutCode(File.ReadAllText(document))))
            {
                string target = link.Groups["target"].Value;
                if (!target.Contains("://", StringComparison.Ordinal)
                    && !target.StartsWith("mailto:", StringComparison.Ordinal)
                    && !Leads(document, target))
                {
                    broken.Add($"{Repository.Relative(document)}: {target}");
                }
            }
        }

        Expect.NoFaults(broken);
    }

    [Fact]
    public void DecisionRecords_AreNumbered_WithoutGaps()
    {
        int[] numbers = [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs", "decisions"), "0*.md")
            .Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal).Select(name => int.Parse(name[..4]))];
        Assert.Equal(Enumerable.Range(1, numbers.Length), numbers);
    }

    private static bool Leads(string document, string target)
    {
        string[] parts = target.Split('#', 2);
        string path = parts[0].Length == 0 ? document : Path.Combine(Path.GetDirectoryName(document)!, parts[0]);
        if (!Path.Exists(path))
        {
            return false;
        }

        return parts.Length == 1 || !path.EndsWith(".md", StringComparison.Ordinal)
            || Headings(File.ReadAllText(path)).Contains(parts[1]);
    }

    private static IEnumerable<string> Headings(string text) => Heading().Matches(WithoutCode(text))
        .Select(match => match.Groups["text"].Value.Trim().ToLowerInvariant())
        .Select(heading => Punctuation().Replace(heading, "").Replace(' ', '-'));

    private static string WithoutCode(string text) => CodeBlock().Replace(text, "");

    [GeneratedRegex(@"\[[^\]]*\]\((?<target>[^)\s]+)\)")]
    private static partial Regex MarkdownLink();

    [GeneratedRegex(@"^#+ (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Punctuation();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
