using System.CommandLine;
using System.Text;
using Holdfast.Cli.Commands;

namespace Holdfast.Cli.Tests;

/// <summary>Writes the reference of all commands as Markdown.</summary>
internal static class CommandReference
{
    public static string Write(RootCommand root)
    {
        var text = new StringBuilder("## Exit codes\n| code | means |\n|---|---|\n");
        foreach ((int code, string meaning) in ExitCodes.All)
        {
            text.Append($"| {code} | {meaning} |\n");
        }

        text.Append("\n## Options of every command\n");
        Options(text, root.Options.Where(option => option.Recursive || option is System.CommandLine.Help.HelpOption));
        foreach (Command noun in root.Subcommands.Where(command => !command.Hidden))
        {
            text.Append($"\n## holdfast {noun.Name}\n{noun.Description}\n");
            if (noun is Verb alone)
            {
                Body(text, alone);
            }

            foreach (Verb verb in Verbs(noun))
            {
                text.Append($"\n### {HoldfastCommand.PathOf(verb)}\n{verb.Description}\n");
                Body(text, verb);
            }
        }

        return text.ToString();
    }

    /// <summary>The verbs of a noun, and those of the nouns in it.</summary>
    public static IEnumerable<Verb> Verbs(Command noun) => noun.Subcommands.Where(command => !command.Hidden)
        .SelectMany(command => command is Verb verb ? [verb] : Verbs(command));

    private static void Body(StringBuilder text, Verb verb)
    {
        string arguments = string.Concat(verb.Arguments.Select(argument => " " + argument.Name));
        string required = string.Concat(verb.Options.Where(option => option.Required)
            .Select(option => $" {option.Name} {option.HelpName}"));
        string optional = verb.Options.Any(option => !option.Required) ? " [options]" : "";
        text.Append($"\n```\n{HoldfastCommand.PathOf(verb)}{arguments}{required}{optional}\n```\n");
        if (verb.Arguments.Count + verb.Options.Count > 0)
        {
            text.Append("\n| | |\n|---|---|\n");
            foreach (Argument argument in verb.Arguments)
            {
                text.Append($"| `{argument.Name}` | {argument.Description} |\n");
            }

            Rows(text, verb.Options);
        }

        text.Append($"\n```\n{string.Join('\n', verb.Examples)}\n```\n");
    }

    private static void Options(StringBuilder text, IEnumerable<Option> options)
    {
        text.Append("| | |\n|---|---|\n");
        Rows(text, options);
    }

    private static void Rows(StringBuilder text, IEnumerable<Option> options)
    {
        foreach (Option option in options)
        {
            string names = string.Join(", ", option.Aliases.Where(alias => alias.StartsWith('-'))
                .Order(StringComparer.Ordinal).Prepend(option.Name).Distinct().Select(name => $"`{name}`"));
            string value = string.IsNullOrEmpty(option.HelpName) ? ""
                : $" {option.HelpName.Replace("|", "\\|", StringComparison.Ordinal)}";
            text.Append($"| {names}{value} | {option.Description!.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
        }
    }
}
