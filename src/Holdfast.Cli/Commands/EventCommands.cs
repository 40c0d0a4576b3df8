using System.CommandLine;
using Holdfast.Cli.Output;
using Holdfast.Cli.Waiting;
using Holdfast.Client;
using Holdfast.Client.Dtos;
using Holdfast.Client.Events;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast event …</c>.</summary>
internal static class EventCommands
{
    public static Command Create(CliContext context)
    {
        var noun = new Command("event", "What happened, with its cause.");
        noun.Subcommands.Add(List(context));
        noun.Subcommands.Add(Watch(context));
        return noun;
    }

    private static Verb List(CliContext context)
    {
        var filter = new EventOptions();
        var limit = new Option<int?>(
            "--limit") { Description = "At most so many, the newest; 200 if not given.", HelpName = "N" };
        var before = new Option<string?>(
            "--before") { Description = "Only older ones than this event.", HelpName = "ID" };
        var verb = new Verb("list", "Lists the newest events, oldest first.",
            "holdfast event list", "holdfast event list --resource l --kind MonitorDied",
            "holdfast event list --level error --about n1");
        filter.AddTo(verb);
        verb.Options.Add(limit);
        verb.Options.Add(before);
        verb.Does(context, async (session, parsed, cancellationToken) =>
        {
            EventListDto events = await session.Client.Events.ListAsync(
                filter.Of(parsed) with { Limit = parsed.GetValue(limit), Before = parsed.GetValue(before) },
                cancellationToken).ConfigureAwait(false);
            return session.Print(events, ClientJson.Indented.EventListDto,
                () => session.Terminal.Write(EventTables.List(events.Events)));
        });
        return verb;
    }

    private static Verb Watch(CliContext context)
    {
        var filter = new EventOptions();
        var after = new Option<long?>("--after")
        {
            Description = "Start after this revision of the database instead of now.", HelpName = "REVISION",
        };
        var verb = new Verb(
            "watch", "Prints events as they happen, until Ctrl+C; resumes by itself when a node goes away.",
            "holdfast event watch", "holdfast event watch -o json | jq .message");
        filter.AddTo(verb);
        verb.Options.Add(after);
        verb.Does(context, async (session, parsed, cancellationToken) =>
        {
            EventFilter wanted = filter.Of(parsed);
            var follower = new StreamFollower(session, parsed.GetValue(after));
            await foreach (StreamItem item in follower.FollowAsync(cancellationToken).ConfigureAwait(false))
            {
                if (item is StreamItem.Happened happened && EventOptions.Fits(wanted, happened.Event))
                {
                    session.Print(happened.Event, ClientJson.Default.EventDto,
                        () => session.Terminal.Line(EventTables.Line(happened.Event)));
                }
            }

            return ExitCodes.Ok;
        });
        return verb;
    }
}
