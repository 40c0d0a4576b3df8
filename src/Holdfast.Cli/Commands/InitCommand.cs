using System.CommandLine;
using Holdfast.Cli.Options;
using Holdfast.Cli.Output;
using Holdfast.Cli.Setup;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast init</c>: prepares this machine as a cluster of one node.</summary>
internal static class InitCommand
{
    public static Command Create(CliContext context)
    {
        var name = new Option<string?>(
            "--name") { Description = "The node's name; else the host's.", HelpName = "NAME" };
        var config = Path("--config", "Where the service's settings go.");
        var database = Path("--database", "The cluster database: one SQLite file, or the URLs of an etcd.");
        var data = Path("--data", "The node's own folder.");
        var port = new Option<int?>(
            "--port") { Description = "Port of the API on 127.0.0.1; 7400 if not given.", HelpName = "PORT" };
        var verb = new Verb("init",
            "Prepares this machine: writes the service's settings, makes its folders, and says what to do next. "
            + "Settings that are there stay, except those given.",
            "sudo holdfast init", "holdfast init --name n1 --data ~/holdfast/n1");
        foreach (Option option in new Option[] { name, config, database, data, port })
        {
            verb.Options.Add(option);
        }

        verb.DoesToMachine(context, parsed => MachineSetup.Imagine(context, Given(parsed)), (parsed, _) =>
        {
            MachineSetup setup = MachineSetup.Prepare(context, Given(parsed));
            setup.Print(context, GlobalOptions.FormatOf(parsed));
            return Task.FromResult(ExitCodes.Ok);
        });
        return verb;

        MachineSettings Given(ParseResult parsed) => new()
        {
            Node = parsed.GetValue(name), Config = parsed.GetValue(config), Database = parsed.GetValue(database),
            Data = parsed.GetValue(data), Port = parsed.GetValue(port),
        };
    }

    private static Option<string?> Path(string name, string description) =>
        new(name) { Description = description, HelpName = "PATH" };
}
