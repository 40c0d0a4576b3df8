using System.CommandLine;
using System.Text.RegularExpressions;

namespace Holdfast.Cli.Tests;

/// <summary>Every command line that a document shows is one that the program takes.</summary>
public sealed partial class DocumentedCommandsTests
{
    /// <summary>Shows how commands are formed, with words for what is to be put in.</summary>
    private const string WrittenFromTheTree = "cli.md";

    private static readonly string[] Folders = ["docs", "samples", "templates"];

    private static readonly EnumerationOptions Everywhere = new() { RecurseSubdirectories = true };

    /// <summary>What is left out where only the name of a command is told.</summary>
    private static readonly string[] LeftOut =
        ["Required argument", "Required command was not provided", "is required", "give either"];

    /// <summary>What pictures are drawn with.</summary>
    private const char Drawing = '─';

    [Fact]
    public void CommandsInDocuments_AreTaken()
    {
        RootCommand root = CommandTreeTests.Root;
        (string Place, string Line)[] commands = [.. Documents().SelectMany(Commands)];
        string[] wrong =
        [
            .. commands.SelectMany(each => root.Parse(Words(each.Line)).Errors
                .Select(error => $"{each.Place}: holdfast {each.Line}: {error.Message}")),
        ];

        Assert.True(commands.Length > 60, $"only {commands.Length} commands were found");
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
    }

    /// <summary>In the text an argument may be left out, for it is often only the command's name.</summary>
    [Fact]
    public void CommandsInText_AreThere_WithTheirOptions()
    {
        (string Place, string Line)[] commands = [.. Documents().SelectMany(Mentioned)];
        string[] wrong =
        [
            .. commands.SelectMany(each => CommandTreeTests.Root.Parse(Words(each.Line)).Errors
                .Where(error => !LeftOut.Any(left => error.Message.Contains(left, StringComparison.Ordinal)))
                .Select(error => $"{each.Place}: holdfast {each.Line}: {error.Message}")),
        ];

        Assert.True(commands.Length > 60, $"only {commands.Length} commands were found");
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
    }

    [Theory]
    [InlineData("group online web --wait", true)]
    [InlineData("group online web --wiat", false)]
    [InlineData("group frobnicate web", false)]
    public void WrongCommand_IsSeen(string line, bool isTaken) =>
        Assert.Equal(isTaken, CommandTreeTests.Root.Parse(Words(line)).Errors.Count == 0);

    private static IEnumerable<(string Place, string Line)> Commands(string file)
    {
        string text = File.ReadAllText(file).Replace("\\\n", " ", StringComparison.Ordinal);
        foreach (Match fence in Fence().Matches(text))
        {
            foreach (Match command in Typed().Matches(fence.Groups[1].Value)
                .Where(command => !command.Value.Contains(Drawing)))
            {
                yield return (Path.GetFileName(file), command.Groups[1].Value);
            }
        }
    }

    private static IEnumerable<string> Documents() =>
        Folders.Select(folder => Path.Combine(GeneratedDocument.Root(), folder))
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.md", Everywhere))
            .Concat(Directory.EnumerateFiles(GeneratedDocument.Root(), "*.md"))
            .Where(file => Path.GetFileName(file) != WrittenFromTheTree);

    private static IEnumerable<(string Place, string Line)> Mentioned(string file) =>
        InText().Matches(Block().Replace(File.ReadAllText(file), ""))
            .Select(match => (Path.GetFileName(file), match.Groups[1].Value));

    /// <summary>The words of a command line, up to a comment or what else a shell reads.</summary>
    private static string[] Words(string line) =>
    [
        .. Word().Matches(line).Select(word => word.Value)
            .TakeWhile(word => word is not ("|" or "&&" or ";" or ">") && !word.StartsWith('#'))
            .Select(word => word.Trim('\'', '"').TrimEnd(')')),
    ];

    [GeneratedRegex("^```(?:sh)?\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex("^```.*?^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex("(?<!`)`(?:sudo )?holdfast ([^`\n]+)`")]
    private static partial Regex InText();

    [GeneratedRegex(@"^(?:[a-z0-9]+# |\$ |sudo )*holdfast (.*)$", RegexOptions.Multiline)]
    private static partial Regex Typed();

    [GeneratedRegex("""(?:[^\s'"]|'[^']*'|"[^"]*")+""")]
    private static partial Regex Word();
}
