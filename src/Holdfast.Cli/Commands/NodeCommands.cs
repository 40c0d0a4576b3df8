using System.CommandLine;
using Holdfast.Cli.Options;
using Holdfast.Cli.Output;
using Holdfast.Cli.Waiting;
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
        noun.Subcommands.Add(Set(context));
        noun.Subcommands.Add(Pause(context));
        noun.Subcommands.Add(Resume(context));
        noun.Subcommands.Add(LockVerb.Of(context, "node", locked: true, "takes no action on what a node owns", "n1",
            async (session, name, token) =>
                Tell(session, await session.Client.Nodes.LockAsync(name, token).ConfigureAwait(false))));
        noun.Subcommands.Add(LockVerb.Of(context, "node", locked: false, "acts on what it owns again", "n1",
            async (session, name, token) =>
                Tell(session, await session.Client.Nodes.UnlockAsync(name, token).ConfigureAwait(false))));
        noun.Subcommands.Add(Clear(context));
        noun.Subcommands.Add(ConfirmDead(context));
        noun.Subcommands.Add(Evict(context));
        noun.Subcommands.Add(Load(context));
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
                () => session.Terminal.Write(NodeTables.List(nodes, session.IsWide)));
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

    private static Verb Load(CliContext context)
    {
        Argument<string> name = Name();
        var verb = new Verb("load", "Shows how busy the machine of a node is now.", "holdfast node load n1");
        verb.Arguments.Add(name);
        verb.Does(context, async (session, parsed, cancellationToken) =>
        {
            NodeLoadDto load = await session.Client.Nodes.LoadAsync(parsed.GetValue(name)!, cancellationToken)
                .ConfigureAwait(false);
            return session.Print(load, ClientJson.Indented.NodeLoadDto,
                () => session.Terminal.Line(NodeTables.Load(load)));
        });
        return verb;
    }

    private static Verb Set(CliContext context)
    {
        Argument<string> name = Name();
        var settings = new NodeSettings();
        var verb = new Verb("set",
            "Changes what a node is and has, for the placement of groups; what is not given stays.",
            "holdfast node set n1 --attribute rack=a --offer cpu=16", "holdfast node set n1 --attribute rack=");
        verb.Arguments.Add(name);
        settings.AddTo(verb);
        verb.Does(context, async (session, parsed, cancellationToken) => Print(session, await session.Client.Nodes
            .UpdateAsync(parsed.GetValue(name)!, settings.Of(parsed), revision: null, cancellationToken)
            .ConfigureAwait(false)));
        return verb;
    }

    private static Verb Pause(CliContext context)
    {
        Argument<string> name = Name();
        var drain = new Option<bool>("--drain") { Description = "Also move its groups away." };
        var wait = new WaitOptions();
        var verb = new Verb("pause", "Gives a node nothing new; it keeps what it runs, unless it is drained.",
            "holdfast node pause n1", "holdfast node pause n1 --drain --wait");
        verb.Arguments.Add(name);
        verb.Options.Add(drain);
        wait.AddTo(verb);
        verb.Does(context, async (session, parsed, cancellationToken) =>
        {
            string node = parsed.GetValue(name)!;
            bool drained = parsed.GetValue(drain);
            NodeDto paused =
                await session.Client.Nodes.PauseAsync(node, drained, cancellationToken).ConfigureAwait(false);
            return drained && wait.Of(parsed) is { } timeout
                ? await DrainWait.ForAsync(session, paused, timeout, cancellationToken).ConfigureAwait(false)
                : Tell(session, paused);
        });
        return verb;
    }

    private static Verb Resume(CliContext context)
    {
        Argument<string> name = Name();
        var failback = new Option<bool>("--failback") { Description = "Also bring back what was drained from it." };
        var verb = new Verb("resume", "Ends a pause: the node is given groups again.",
            "holdfast node resume n1", "holdfast node resume n1 --failback");
        verb.Arguments.Add(name);
        verb.Options.Add(failback);
        verb.Does(context, async (session, parsed, cancellationToken) => Tell(session, await session.Client.Nodes
            .ResumeAsync(parsed.GetValue(name)!, parsed.GetValue(failback), cancellationToken)
            .ConfigureAwait(false)));
        return verb;
    }

    private static Verb Clear(CliContext context)
    {
        Argument<string> name = Name();
        var verb = new Verb("clear", "Ends a node's quarantine and forgets its losses.", "holdfast node clear n1");
        verb.Arguments.Add(name);
        verb.Does(context, async (session, parsed, cancellationToken) => Tell(session,
            await session.Client.Nodes.ClearAsync(parsed.GetValue(name)!, cancellationToken).ConfigureAwait(false)));
        return verb;
    }

    private static Verb ConfirmDead(CliContext context)
    {
        Argument<string> name = Name();
        var epoch = new Option<long>("--epoch")
        {
            Description = "Its epoch as node show shows it: what you confirm is only true of that.", HelpName = "N",
            Required = true,
        };
        var verb = new Verb("confirm-dead",
            "Says that nothing of a node that is down runs any more: its machine is off, or cut from all that its "
            + "groups use. It frees what is blocked there. Said wrongly, it lets a group run twice.",
            "holdfast node confirm-dead n3 --epoch 5");
        verb.Arguments.Add(name);
        verb.Options.Add(epoch);
        verb.Does(context, async (session, parsed, cancellationToken) => Tell(session, await session.Client.Nodes
            .ConfirmDeadAsync(parsed.GetValue(name)!, parsed.GetValue(epoch), cancellationToken)
            .ConfigureAwait(false)));
        return verb;
    }

    private static Verb Evict(CliContext context)
    {
        Argument<string> name = Name();
        var verb = new Verb("evict",
            "Removes a node that is down and owns nothing, also from the owners of groups; started again, it joins "
            + "as a new one.",
            "holdfast node evict n3");
        verb.Arguments.Add(name);
        verb.Does(context, async (session, parsed, cancellationToken) =>
        {
            string node = parsed.GetValue(name)!;
            await session.Client.Nodes.EvictAsync(node, revision: null, cancellationToken).ConfigureAwait(false);
            return session.Say($"node {node} evicted");
        });
        return verb;
    }

    private static int Tell(Session session, NodeDto node) => session.Print(node, ClientJson.Indented.NodeDto,
        () => session.Terminal.Line(
            $"node {node.Name} {node.State}, wanted {Texts.Wanted(node.Wanted, node.Locked)}"));

    private static int Print(Session session, NodeDto node) => session.Print(
        node, ClientJson.Indented.NodeDto, () => NodeTables.Show(session.Terminal, node));

    private static Argument<string> Name() => new("NAME") { Description = "The node's name." };
}
