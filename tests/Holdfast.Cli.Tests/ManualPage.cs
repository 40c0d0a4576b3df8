using System.CommandLine;
using System.Text;
using Holdfast.Cli.Commands;

namespace Holdfast.Cli.Tests;

/// <summary>Writes the manual page <c>holdfast(1)</c> from the tree of commands.</summary>
internal static class ManualPage
{
    public static string Write(RootCommand root)
    {
        var text = new StringBuilder();
        text.Append(".\\\" Written by the tests: HOLDFAST_WRITE_DOCS=1 make test ONLY=Cli\n");
        text.Append(".TH HOLDFAST 1 \"\" Holdfast \"User Commands\"\n.SH NAME\nholdfast \\- administers a Holdfast "
            + "cluster\n.SH SYNOPSIS\n.B holdfast\n.I NOUN VERB\n[\\fIarguments\\fR] [\\fIoptions\\fR]\n");
        text.Append($".SH DESCRIPTION\n{Safe(root.Description!)}\n.SH OPTIONS OF EVERY COMMAND\n");
        Options(text, root.Options.Where(option => option.Recursive || option is System.CommandLine.Help.HelpOption));
        text.Append(".SH COMMANDS\n");
        foreach (Verb verb in root.Subcommands.Where(command => !command.Hidden)
            .SelectMany(noun => noun is Verb alone ? [alone] : CommandReference.Verbs(noun)))
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

    private static void Command(StringBuilder text, Verb verb)
    {
        string arguments = string.Concat(verb.Arguments.Select(argument => " " + argument.Name));
        text.Append($".SS {Safe(HoldfastCommand.PathOf(verb) + arguments)}\n{Safe(verb.Description!)}\n");
        foreach (Argument argument in verb.Arguments)
        {
            text.Append($".TP\n.I {Safe(argument.Name)}\n{Safe(argument.Description!)}\n");
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
