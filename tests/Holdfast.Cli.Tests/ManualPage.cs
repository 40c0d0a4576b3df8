using System.CommandLine;
using System.Text;
using Holdfast.Cli.Commands;

namespace Holdfast.Cli.Tests;

/// <summary>Writes the manual pages from the tree of commands: <c>holdfast(1)</c>, and one for each noun.</summary>
internal static class ManualPage
{
    /// <summary>The pages by the names of their files.</summary>
    public static IReadOnlyDictionary<string, string> All(RootCommand root)
    {
        Command[] shown = [.. root.Subcommands.Where(command => !command.Hidden)];
        Command[] nouns = [.. shown.Where(command => command is not Verb)];
        var pages = nouns.ToDictionary(noun => $"holdfast-{noun.Name}.1", noun => Noun(noun));
        pages["holdfast.1"] = Whole(root, [.. shown.OfType<Verb>()], nouns);
        return pages;
    }

    private static string Whole(RootCommand root, Verb[] alone, Command[] nouns)
    {
        StringBuilder text = Head("holdfast", "administers a Holdfast cluster", "\\fINOUN VERB\\fR");
        text.Append($".SH DESCRIPTION\n{Safe(root.Description!)}\n.SH OPTIONS OF EVERY COMMAND\n");
        Options(text, root.Options.Where(option => option.Recursive || option is System.CommandLine.Help.HelpOption));
        text.Append(".SH NOUNS\n");
        foreach (Command noun in nouns)
        {
            text.Append($".TP\n.BR holdfast\\-{noun.Name} (1)\n{Safe(noun.Description!)}\n");
        }

        text.Append(".SH COMMANDS\n");
        foreach (Verb verb in alone)
        {
            Command(text, verb);
        }

        text.Append(".SH EXIT STATUS\n");
        foreach ((int code, string meaning) in ExitCodes.All)
        {
            text.Append($".TP\n.B {code}\n{Safe(meaning)}\n");
        }

        return text.ToString();
    }

    private static string Noun(Command noun)
    {
        string summary = noun.Description!.Split('\n')[0].TrimEnd('.');
        StringBuilder text = Head(
            $"holdfast-{noun.Name}", summary, $"\\fB{noun.Name}\\fR \\fIVERB\\fR", name: "holdfast");
        text.Append($".SH DESCRIPTION\n{Safe(noun.Description!)}\n.SH COMMANDS\n");
        foreach (Verb verb in CommandReference.Verbs(noun))
        {
            Command(text, verb);
        }

        text.Append(".SH SEE ALSO\n.BR holdfast (1),\nfor the options of every command and the exit status\n");
        return text.ToString();
    }

    private static StringBuilder Head(string page, string summary, string words, string? name = null)
    {
        var text = new StringBuilder();
        text.Append(".\\\" Written by the tests: HOLDFAST_WRITE_DOCS=1 make test ONLY=Cli\n");
        text.Append($".TH {Safe(page.ToUpperInvariant())} 1 \"\" Holdfast \"User Commands\"\n.SH NAME\n");
        text.Append($"{Safe(page)} \\- {Safe(summary)}\n.SH SYNOPSIS\n.B {name ?? page}\n{words}\n");
        return text.Append("[\\fIarguments\\fR] [\\fIoptions\\fR]\n");
    }

    private static void Command(StringBuilder text, Verb verb)
    {
        string arguments = string.Concat(verb.Arguments.Select(argument => " " + (argument.HelpName ?? argument.Name)));
        text.Append($".SS {Safe(HoldfastCommand.PathOf(verb) + arguments)}\n{Safe(verb.Description!)}\n");
        foreach (Argument argument in verb.Arguments)
        {
            text.Append($".TP\n.I {Safe(argument.HelpName ?? argument.Name)}\n{Safe(argument.Description!)}\n");
        }

        Options(text, verb.Options);
        text.Append($".PP\n.nf\n{string.Join('\n', verb.Examples.Select(example => "    " + Safe(example)))}\n.fi\n");
    }

    private static void Options(StringBuilder text, IEnumerable<Option> options)
    {
        foreach (Option option in options.Where(option => !option.Hidden))
        {
            string names = string.Join(", ", option.Aliases.Where(alias => alias.StartsWith('-'))
                .Order(StringComparer.Ordinal).Prepend(option.Name).Distinct());
            text.Append($".TP\n.B {Safe(names)}");
            text.Append(string.IsNullOrEmpty(option.HelpName) ? "\n" : $" \\fI{Safe(option.HelpName)}\\fR\n");
            text.Append($"{Safe(option.Description!)}\n");
        }
    }

    /// <summary>Text that troff takes for nothing but text.</summary>
    private static string Safe(string text)
    {
        string plain = text.Replace("\\", "\\e", StringComparison.Ordinal)
            .Replace("-", "\\-", StringComparison.Ordinal);
        return string.Join('\n', plain.Split('\n').Select(line => line.StartsWith('.') || line.StartsWith('\'')
            ? "\\&" + line
            : line));
    }
}
