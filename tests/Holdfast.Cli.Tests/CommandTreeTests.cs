using System.CommandLine;
using System.Text.RegularExpressions;
using Holdfast.Cli.Commands;

namespace Holdfast.Cli.Tests;

/// <summary>The tree of commands as a whole, and the page that is written from it.</summary>
public sealed partial class CommandTreeTests
{
    internal static readonly RootCommand Root = HoldfastCommand.Create(new CliContext
    {
        Out = TextWriter.Null, Error = TextWriter.Null, Variable = _ => null,
    });

    [Fact]
    public void EveryCommand_Option_AndArgument_IsDescribed()
    {
        string[] bare =
        [
            .. Commands(Root)
                .SelectMany(command => command.Options.Where(option => string.IsNullOrEmpty(option.Description))
                .Select(option => $"{HoldfastCommand.PathOf(command)} {option.Name}")
                .Concat(command.Arguments.Where(argument => string.IsNullOrEmpty(argument.Description))
                    .Select(argument => $"{HoldfastCommand.PathOf(command)} {argument.Name}"))
                .Concat(string.IsNullOrEmpty(command.Description) ? [HoldfastCommand.PathOf(command)] : [])
                .Concat(command is Verb { Examples.Count: 0 } ? [$"{HoldfastCommand.PathOf(command)}: example"] : [])),
        ];
        Assert.Empty(bare);
    }

    [Fact]
    public void EveryExample_IsACommandLineThatParses()
    {
        string[] wrong =
        [
            .. Commands(Root).OfType<Verb>()
                .SelectMany(verb => verb.Examples.Select(example => (Verb: verb, Example: example)))
                .Where(each => !ParsesAs(each.Verb, each.Example)).Select(each => each.Example),
        ];
        Assert.Empty(wrong);
    }

    [Fact]
    public void ReferencePage_IsWrittenFromTheTree() =>
        GeneratedDocument.Check("docs/cli.md", CommandReference.Write(Root));

    [Fact]
    public void ManualPages_AreWrittenFromTheTree_OneForEachNoun()
    {
        IReadOnlyDictionary<string, string> pages = ManualPage.All(Root);
        foreach ((string name, string page) in pages)
        {
            GeneratedDocument.CheckWhole($"packaging/man/{name}", page);
        }

        Assert.Contains("holdfast-group.1", pages.Keys);
        Assert.Equal(pages.Keys.Order(StringComparer.Ordinal),
            Directory.GetFiles(Path.Combine(GeneratedDocument.Root(), "packaging/man")).Select(Path.GetFileName)
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ErrorPage_IsWrittenFromTheCatalogue() =>
        GeneratedDocument.Check("docs/errors.md", ErrorReference.Write());

    private static bool ParsesAs(Verb verb, string example)
    {
        int start = example.IndexOf("holdfast ", StringComparison.Ordinal);
        string line = example[(start + "holdfast ".Length)..].Split(" | ")[0];
        ParseResult parsed = Root.Parse([.. Word().Matches(line).Select(word => word.Value.Trim('\'', '"'))]);
        return parsed.Errors.Count == 0 && parsed.CommandResult.Command == verb;
    }

    /// <summary>What a shell would take for one word, as far as the examples need it.</summary>
    [GeneratedRegex("""'[^']*'|"[^"]*"|[^ ]+""")]
    private static partial Regex Word();

    private static IEnumerable<Command> Commands(Command command) =>
        command.Subcommands.SelectMany(Commands).Prepend(command);
}
