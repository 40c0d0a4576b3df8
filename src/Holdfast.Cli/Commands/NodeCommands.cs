using System.CommandLine;
using Holdfast.Cli.Output;
using Holdfast.Client;
using Holdfast.Client.Dtos;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast node …</c>.</summary>
internal static class NodeCommands
{
    public static Command Create(CliContext context)
    {
        var noun = new Command("node", "The machines of the cluster.");
        noun.Subcommands.Add(List(context));
        noun.Subcommands.Add(Show(context));
        noun.Subcommands.Add(ExplainCommands.Node(context));
        noun.Subcommands.Add(Pause(context));
        noun.Subcommands.Add(Resume(context));
        return noun;
    }

    private static Verb List(CliContext context)
    {
        var verb = new Verb("list", "Lists the nodes.", "holdfast node list");
        verb.Does(context, async (session, _, cancellationToken) =>
        {
            IReadOnlyList<NodeDto> nodes =
                await session.Client.Nodes.ListAsync(cancellationToken).ConfigureAwait(false);
            return session.Print(nodes, ClientJson.Indented.IReadOnlyListNodeDto,
                () => session.Terminal.Write(NodeTables.List(nodes)));
        });
        return verb;
    }

    private static Verb Show(CliContext context)
    {
        Argument<string> name = Name();
        var verb = new Verb("show", "Shows a node with its processes: service, monitors, guards, resources.",
            "holdfast node show n1",
                "holdfast node show n1 -o json | jq '.processes[] | select(.role == \"monitor\")'");
        verb.Arguments.Add(name);
        verb.Does(context, async (session, parsed, cancellationToken) => Print(session,
            await session.Client.Nodes.ShowAsync(parsed.GetValue(name)!, cancellationToken).ConfigureAwait(false)));
        return verb;
    }

    private static Verb Pause(CliContext context)
    {
        Argument<string> name = Name();
        var drain = new Option<bool>("--drain") { Description = "Also move its groups away." };
        var verb = new Verb("pause", "Gives a node nothing new; it keeps what it runs.",
            "holdfast node pause n1", "holdfast node pause n1 --drain");
        verb.Arguments.Add(name);
        verb.Options.Add(drain);
        verb.Does(context, async (session, parsed, cancellationToken) => Tell(session, await session.Client.Nodes
            .PauseAsync(parsed.GetValue(name)!, parsed.GetValue(drain), cancellationToken).ConfigureAwait(false)));
        return verb;
    }

    private static Verb Resume(CliContext context)
    {
        Argument<string> name = Name();
        var verb = new Verb("resume", "Ends a pause: the node is given groups again.", "holdfast node resume n1");
        verb.Arguments.Add(name);
        verb.Does(context, async (session, parsed, cancellationToken) => Tell(session,
            await session.Client.Nodes.ResumeAsync(parsed.GetValue(name)!, cancellationToken).ConfigureAwait(false)));
        return verb;
    }

    private static int Tell(Session session, NodeDto node) => session.Print(node, ClientJson.Indented.NodeDto,
        () => session.Terminal.Line($"node {node.Name} {node.State}, wanted {node.Wanted}"));

    private static int Print(Session session, NodeDto node) => session.Print(
        node, ClientJson.Indented.NodeDto, () => NodeTables.Show(session.Terminal, node));

    private static Argument<string> Name() => new("NAME") { Description = "The node's name." };
}
