using System.CommandLine;
using Holdfast.Cli.Output;
using Holdfast.Cli.Waiting;
using Holdfast.Client.Dtos;
using Holdfast.Client.Events;
using Spectre.Console;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast watch</c>: the cluster, live.</summary>
internal static class WatchCommand
{
    private const int EventsShown = 12;

    public static Command Create(CliContext context)
    {
        var verb = new Verb("watch",
            "Shows the cluster live until Ctrl+C: nodes, resources and the newest events. "
            + "Where the output is no terminal, prints events.",
            "holdfast watch");
        verb.Does(context, (session, _, cancellationToken) => context.IsTerminal && !session.IsForPrograms
            ? LiveAsync(session, cancellationToken)
            : LinesAsync(session, cancellationToken));
        return verb;
    }

    private static async Task<int> LinesAsync(Session session, CancellationToken cancellationToken)
    {
        var follower = new StreamFollower(session, after: null);
        await foreach (StreamItem item in follower.FollowAsync(cancellationToken).ConfigureAwait(false))
        {
            if (item is StreamItem.Happened happened)
            {
                session.Print(happened.Event, Client.ClientJson.Default.EventDto,
                    () => session.Terminal.Line(EventTables.Line(happened.Event)));
            }
        }

        return ExitCodes.Ok;
    }

    private static async Task<int> LiveAsync(Session session, CancellationToken cancellationToken)
    {
        var told = new Queue<EventDto>((await session.Client.Events
            .ListAsync(new EventFilter { Limit = EventsShown }, cancellationToken).ConfigureAwait(false)).Events);
        ClusterStatusDto cluster = await session.Client.StatusAsync(cancellationToken).ConfigureAwait(false);
        using var screen = new FullScreen(session.Context);
        screen.Draw(View(session, cluster, told));
        var follower = new StreamFollower(session, cluster.Revision);
        await foreach (StreamItem item in follower.FollowAsync(cancellationToken).ConfigureAwait(false))
        {
            if (item is StreamItem.Happened happened)
            {
                told.Enqueue(happened.Event);
                while (told.Count > EventsShown)
                {
                    told.Dequeue();
                }
            }

            cluster = await session.Client.StatusAsync(cancellationToken).ConfigureAwait(false);
            screen.Draw(View(session, cluster, told));
        }

        return ExitCodes.Ok;
    }

    private static Rows View(Session session, ClusterStatusDto cluster, IEnumerable<EventDto> told) => new(
        new Text(StatusTables.Head(cluster)),
        Text.Empty,
        NodeTables.List(cluster.Nodes),
        Text.Empty,
        ResourceTables.List([.. cluster.Groups.SelectMany(group => group.Resources)], session.Now),
        Text.Empty,
        EventTables.List([.. told]));
}
