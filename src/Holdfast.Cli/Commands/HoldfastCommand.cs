using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Holdfast.Cli.Options;

namespace Holdfast.Cli.Commands;

/// <summary>The tree of commands: <c>holdfast NOUN VERB</c>.</summary>
internal static class HoldfastCommand
{
    private const string Description =
        "Administers a Holdfast cluster; every command can be asked of any node.\n\n"
        + "-o json prints stable member names. Errors go to standard error with a code (docs/errors.md);\n"
        + "the exit code says what kind of error it was (docs/cli.md).";

    public static RootCommand Create(CliContext context)
    {
        var root = new RootCommand(Description);
        root.Options.Add(GlobalOptions.Node);
        root.Options.Add(GlobalOptions.TokenFile);
        root.Options.Add(GlobalOptions.Certificate);
        root.Options.Add(GlobalOptions.Output);
        root.Options.Add(GlobalOptions.WhatIf);
        root.Subcommands.Add(StatusCommand.Create(context));
        root.Subcommands.Add(WatchCommand.Create(context));
        root.Subcommands.Add(InitCommand.Create(context));
        root.Subcommands.Add(ClusterCommands.Create(context));
        root.Subcommands.Add(NodeCommands.Create(context));
        root.Subcommands.Add(GroupCommands.Create(context));
        root.Subcommands.Add(ResourceCommands.Create(context));
        root.Subcommands.Add(TypeCommands.Create(context));
        root.Subcommands.Add(FenceCommands.Create(context));
        root.Subcommands.Add(EventCommands.Create(context));
        root.Subcommands.Add(ConfigurationCommands.Apply(context));
        root.Subcommands.Add(ConfigurationCommands.Diff(context));
        root.Subcommands.Add(ConfigurationCommands.Export(context));
        root.Subcommands.Add(SimulateCommand.Create(context));
        root.Subcommands.Add(StateCommands.Create(context));
        root.Subcommands.Add(ReplayCommand.Create(context));
        root.Subcommands.Add(PageCommand.Create(context));
        root.Subcommands.Add(TokenCommands.Create(context));
        root.Subcommands.Add(PersonCommands.Create(context));
        root.Subcommands.Add(TokenCommands.WhoAmI(context));
        root.Subcommands.Add(CompletionCommands.Completion(context));
        root.Subcommands.Add(CompletionCommands.Complete(context));
        root.Subcommands.Add(VersionCommand.Create(context));
        foreach (Command noun in root.Subcommands.SelectMany(command => command.Subcommands)
            .Concat(root.Subcommands).Where(command => command.Subcommands.Count > 0).Append(root))
        {
            noun.SetAction(parsed => Explain(parsed, context));
        }

        HelpWithExamples.Install(root);
        return root;
    }

    /// <summary>Reads the command line, runs it, and returns the exit code.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CliContext context)
    {
        ParseResult parsed = Create(context).Parse(arguments);
        bool wrong = parsed.Errors.Count > 0 && parsed.Action is ParseErrorAction;
        var configuration = new InvocationConfiguration
        {
            Output = wrong ? context.Error : context.Out, Error = context.Error, EnableDefaultExceptionHandler = false,
        };
        if (wrong)
        {
            ((ParseErrorAction)parsed.Action!).ShowHelp = false;
            await parsed.InvokeAsync(configuration).ConfigureAwait(false);
            await context.Error.WriteLineAsync($"See: {PathOf(parsed.CommandResult.Command)} --help")
                .ConfigureAwait(false);
            return ExitCodes.Usage;
        }

        return await parsed.InvokeAsync(configuration).ConfigureAwait(false);
    }

    /// <summary>The words that call the command.</summary>
    public static string PathOf(Command command)
    {
        string parent = command.Parents.OfType<Command>().FirstOrDefault() is { } noun ? PathOf(noun) + " " : "";
        return command is RootCommand ? "holdfast" : parent + command.Name;
    }

    private static int Explain(ParseResult parsed, CliContext context)
    {
        TextWriter before = parsed.InvocationConfiguration.Output;
        parsed.InvocationConfiguration.Output = context.Error;
        new HelpAction().Invoke(parsed);
        parsed.InvocationConfiguration.Output = before;
        return ExitCodes.Usage;
    }
}
