using System.CommandLine;
using System.Text.Json;
using Holdfast.Cli.Connections;
using Holdfast.Cli.Options;
using Holdfast.Cli.Output;
using Holdfast.Client;
using Holdfast.Client.Dtos;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast replay FILE</c>.</summary>
internal static class ReplayCommand
{
    public static Command Create(CliContext context)
    {
        var file = new Argument<string>("file")
        {
            Description = "A file made by `holdfast state save`.", HelpName = "FILE",
        };
        var verb = new Verb("replay",
            "Makes the kept decisions again, offline, and says whether each comes out the same (exit 1 if not).",
            "holdfast replay saved.json");
        verb.Arguments.Add(file);
        verb.DoesAlone(context, async (parsed, cancellationToken) =>
        {
            ReplayDto replay = await new ServiceProgram(context)
                .AskAsync(["replay", parsed.GetValue(file)!], ClientJson.Default.ReplayDto, cancellationToken)
                .ConfigureAwait(false);
            if (GlobalOptions.FormatOf(parsed) is var format && format.IsForPrograms())
            {
                Answers.Write(context.Out, format, JsonSerializer.Serialize(replay, ClientJson.Indented.ReplayDto));
            }
            else
            {
                PlanTables.Show(new Terminal(context), replay);
            }

            return replay.Decisions.Any(decision => decision.Outcome == "Different") ? ExitCodes.Failed : ExitCodes.Ok;
        });
        return verb;
    }
}
