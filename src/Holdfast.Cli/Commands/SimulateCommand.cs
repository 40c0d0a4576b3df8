using System.CommandLine;
using System.Text.Json;
using Holdfast.Cli.Configurations;
using Holdfast.Cli.Connections;
using Holdfast.Cli.Options;
using Holdfast.Cli.Output;
using Holdfast.Client;
using Holdfast.Client.Dtos;
using Holdfast.Client.Requests;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast simulate</c>.</summary>
internal static class SimulateCommand
{
    private static readonly Option<string?> State = new("--state")
    {
        Description = "A file made by `holdfast state save`, instead of the cluster as it is.", HelpName = "FILE",
    };

    private static readonly Option<string?> Graph = GraphOption();
    private static readonly Option<string[]> NodeDown = Many("--node-down", "NODE", "This node loses power.");
    private static readonly Option<string[]> NodeUp = Many("--node-up", "NODE", "This node comes back, empty.");
    private static readonly Option<string[]> Pause = Many("--pause", "NODE", "This node is paused.");
    private static readonly Option<string[]> Drain = Many("--drain", "NODE", "This node is paused and drained.");
    private static readonly Option<string[]> Resume = Many("--resume", "NODE", "This node is resumed.");
    private static readonly Option<string[]> Move = Many("--move", "GROUP[=NODE]", "This group is moved.");
    private static readonly Option<string[]> Online = Many("--online", "GROUP", "This group is wanted online.");
    private static readonly Option<string[]> Offline = Many("--offline", "GROUP", "This group is wanted offline.");
    private static readonly Option<string[]> Fail = Many(
        "--fail", "RESOURCE", "This resource fails, and cannot be restarted where it is.");

    private static readonly Option<string?> Applied = new("--apply")
    {
        Description = "This document is applied first, as by `holdfast apply`.", HelpName = "FILE",
    };

    public static Command Create(CliContext context)
    {
        var verb = new Verb("simulate", "Shows what would happen, with the functions that decide. Changes nothing.",
            "holdfast simulate --node-down n1",
            "holdfast simulate --apply cluster.yaml --node-down n2",
            "holdfast simulate --drain n2 --move web=n3 --graph mermaid",
            "holdfast simulate --state saved.json --fail nginx -o json");
        foreach (Option option in (Option[])
            [NodeDown, NodeUp, Pause, Drain, Resume, Move, Online, Offline, Fail, Applied, State, Graph])
        {
            verb.Options.Add(option);
        }

        verb.SetAction((parsed, cancellationToken) => RunAsync(context, parsed, cancellationToken));
        return verb;
    }

    private static Task<int> RunAsync(CliContext context, ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(State) is { } file)
        {
            return Verb.GuardedAsync(context, async () =>
            {
                (SimulateRequest request, _) = await ReadAsync(context, parsed, cancellationToken)
                    .ConfigureAwait(false);
                string asked = JsonSerializer.Serialize(request, RequestJson.Default.SimulateRequest);
                string[] arguments = ["simulate", file, "--request", asked];
                PlanDto plan = await new ServiceProgram(context)
                    .AskAsync(arguments, ClientJson.Default.PlanDto, cancellationToken).ConfigureAwait(false);
                return Print(context, parsed, plan);
            }, cancellationToken);
        }

        return Verb.WithNodeAsync(context, parsed, async session =>
        {
            (SimulateRequest request, YamlDocument? document) = await ReadAsync(context, parsed, cancellationToken)
                .ConfigureAwait(false);
            Task<PlanDto> Ask() => session.Client.Decisions.SimulateAsync(request, cancellationToken);
            PlanDto plan = await (document is null ? Ask() : ConfigurationCommands.PlacedAsync(document, Ask))
                .ConfigureAwait(false);
            return Print(context, parsed, plan);
        }, cancellationToken);
    }

    private static async Task<(SimulateRequest Request, YamlDocument? Document)> ReadAsync(
        CliContext context, ParseResult parsed, CancellationToken cancellationToken)
    {
        YamlDocument? document = parsed.GetValue(Applied) is { } file
            ? await ConfigurationCommands.ReadAsync(context, file, cancellationToken).ConfigureAwait(false)
            : null;
        return (Read(parsed) with { Apply = document?.Json }, document);
    }

    private static SimulateRequest Read(ParseResult parsed) => new()
    {
        NodeDown = parsed.GetValue(NodeDown),
        NodeUp = parsed.GetValue(NodeUp),
        Pause = parsed.GetValue(Pause),
        Drain = parsed.GetValue(Drain),
        Resume = parsed.GetValue(Resume),
        Move = parsed.GetValue(Move),
        Online = parsed.GetValue(Online),
        Offline = parsed.GetValue(Offline),
        Fail = parsed.GetValue(Fail),
    };

    private static int Print(CliContext context, ParseResult parsed, PlanDto plan)
    {
        switch (parsed.GetValue(Graph))
        {
            case "dot":
                context.Out.Write(PlanGraphs.Dot(plan));
                break;
            case "mermaid":
                context.Out.Write(PlanGraphs.Mermaid(plan));
                break;
            default:
                if (GlobalOptions.FormatOf(parsed) is var format && format.IsForPrograms())
                {
                    Answers.Write(context.Out, format, JsonSerializer.Serialize(plan, ClientJson.Indented.PlanDto));
                }
                else
                {
                    PlanTables.Show(new Terminal(context), plan);
                }

                break;
        }

        return ExitCodes.Ok;
    }

    private static Option<string[]> Many(string name, string value, string description) =>
        new(name) { Description = description + " May be given several times.", HelpName = value };

    private static Option<string?> GraphOption()
    {
        var option = new Option<string?>("--graph") { Description = "As a graph: dot or mermaid.", HelpName = "FORM" };
        option.AcceptOnlyFromAmong("dot", "mermaid");
        return option;
    }
}
