using System.Text.RegularExpressions;

namespace Holdfast.Architecture;

/// <summary>What the documents tell a reader to type: the lines of their blocks, and commands in the text.</summary>
internal static partial class DocumentedCommands
{
    /// <summary>What comes after it is written from the tree of commands; ExampleTests type its examples.</summary>
    private const string FromTheTree = "<!-- Written by the tests from here on";

    private static readonly string[] Programs =
    [
        "holdfast", "holdfastd", "make", "etcdctl", "systemctl", "journalctl",
        "dotnet", "npm", "npx", "apt-get", "curl", "openssl",
    ];

    /// <summary>The commands of all blocks of <c>sh</c>; a line with <c>&amp;&amp;</c> has several.</summary>
    public static IReadOnlyList<Typed> InBlocks { get; } = [.. Repository.Documents.SelectMany(Blocks)];

    /// <summary>The commands that stand in the text, between backquotes.</summary>
    public static IReadOnlyList<Typed> InText { get; } = [.. Repository.Documents.SelectMany(Texts)];

    /// <summary>
    /// Lines of blocks that are no <c>sh</c>, indented ones too, and yet begin as a command does: nobody plays them.
    /// </summary>
    public static IEnumerable<Typed> Hidden => Repository.Documents.SelectMany(document =>
    {
        string text = File.ReadAllText(document).Split(FromTheTree)[0];
        string name = Repository.Relative(document);
        string bare = Fence().Replace(text, match => new string('\n', match.Value.AsSpan().Count('\n')));
        return Fence().Matches(text).Where(fence => fence.Groups["language"].Value != "sh")
            .SelectMany(fence => fence.Groups["body"].Value.Split('\n'))
            .Concat(bare.Split('\n').Where(line => line.StartsWith("    ", StringComparison.Ordinal)))
            .Where(line => !line.Contains("(CLI)", StringComparison.Ordinal) && Programs.Contains(First(line)))
            .Select(line => new Typed(name, line.Trim(), null));
    });

    /// <summary>A command without who types it, where, with which variables, and a comment after it.</summary>
    public static string Plain(string line) =>
        Before().Replace(Comment().Replace(line.Trim(), ""), "").Trim();

    private static IEnumerable<Typed> Blocks(string document)
    {
        string text = File.ReadAllText(document);
        string? scene = null;
        foreach (Match mark in SceneOrFence().Matches(text))
        {
            if (mark.Groups["mark"].Success)
            {
                scene = mark.Groups["scene"] is { Success: true } named && IsRead(document) ? named.Value : null;
            }
            else if (mark.Groups["language"].Value == "sh")
            {
                foreach (string line in mark.Groups["body"].Value.Replace("\\\n", " ", StringComparison.Ordinal)
                    .Split('\n').SelectMany(line => Comment().Replace(line, "").Split(" && "))
                    .Where(line => Plain(line).Length > 0))
                {
                    yield return new(Repository.Relative(document), Spaces().Replace(Plain(line), " "), scene);
                }
            }
        }
    }

    /// <summary>Whether the tests end to end look for scenes there.</summary>
    private static bool IsRead(string document) =>
        Repository.Relative(document).Split('/') is [_] or ["docs" or "samples" or "templates", ..];

    private static IEnumerable<Typed> Texts(string document) =>
        Code().Matches(Fence().Replace(File.ReadAllText(document), "")).Select(match => match.Groups[1].Value)
            .Where(code => code.Contains(' ', StringComparison.Ordinal) && Programs.Contains(First(code)))
            .Select(code => new Typed(Repository.Relative(document), Plain(code), null));

    private static string First(string line) => Plain(line).Split(' ')[0];

    [GeneratedRegex(
        @"(?<mark><!-- played (?:on: (?<scene>[^\n]*)|elsewhere) -->)|^```(?<language>[a-z]*)\n(?<body>.*?)^```$",
        RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex SceneOrFence();

    [GeneratedRegex(@"^```(?<language>[a-z]*)\n(?<body>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex("(?<!`)`([^`\n]+)`(?!`)")]
    private static partial Regex Code();

    [GeneratedRegex(@"^(?:\$ +|[a-z][0-9]# +|sudo +|[A-Z_]+=(?:\$\([^)]*\)|\S*) +)+")]
    private static partial Regex Before();

    [GeneratedRegex(@"(?:^|\s)#.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}

/// <param name="Document">The document's path from the root.</param>
/// <param name="Line">The command.</param>
/// <param name="Scene">On what the document says that it is played; null if nothing.</param>
internal sealed record Typed(string Document, string Line, string? Scene);
