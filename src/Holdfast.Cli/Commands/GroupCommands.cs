using System.CommandLine;
using Holdfast.Cli.Options;
using Holdfast.Cli.Output;
using Holdfast.Cli.Waiting;
using Holdfast.Client;
using Holdfast.Client.Dtos;
using Holdfast.Client.Requests;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast group …</c>.</summary>
internal static class GroupCommands
{
    public static Command Create(CliContext context)
    {
        var noun = new Command("group", "Groups of resources that fail over together.");
        noun.Subcommands.Add(CreateGroup(context));
        noun.Subcommands.Add(List(context));
        noun.Subcommands.Add(Show(context));
        noun.Subcommands.Add(ExplainCommands.Group(context));
        noun.Subcommands.Add(Set(context));
        noun.Subcommands.Add(Want(context, online: true));
        noun.Subcommands.Add(Want(context, online: false));
        noun.Subcommands.Add(Move(context));
        noun.Subcommands.Add(LockVerb.Of(context, "group", locked: true, "takes no action on a group", "ledger",
            async (session, name, token) =>
                Tell(session, await session.Client.Groups.LockAsync(name, token).ConfigureAwait(false))));
        noun.Subcommands.Add(LockVerb.Of(context, "group", locked: false, "acts on it again", "ledger",
            async (session, name, token) =>
                Tell(session, await session.Client.Groups.UnlockAsync(name, token).ConfigureAwait(false))));
        noun.Subcommands.Add(Clear(context));
        noun.Subcommands.Add(Delete(context));
        return noun;
    }

    private static Verb CreateGroup(CliContext context)
    {
        Argument<string> name = Name();
        var settings = new GroupSettings();
        var verb = new Verb("create", "Makes a group; it is wanted offline at first.",
            "holdfast group create ledger",
            "holdfast group create ledger --preferred-owners n2,n1 --failback on --failback-window 22-6",
            "holdfast group create web --instances 3 --depends-on db,net:local --need cpu=4 --require rack=a");
        verb.Arguments.Add(name);
        settings.AddTo(verb);
        verb.Does(context, async (session, parsed, cancellationToken) =>
        {
            CreateGroupRequest request =
                settings.Fill(parsed, new CreateGroupRequest { Name = parsed.GetValue(name)! });
            GroupDto group = await session.Client.Groups.CreateAsync(request, cancellationToken).ConfigureAwait(false);
            return session.Print(group, ClientJson.Indented.GroupDto,
                () => session.Terminal.Line($"group {group.Name} created; next: holdfast resource create NAME "
                    + $"--group {group.Name} --type TYPE"));
        });
        return verb;
    }

    private static Verb List(CliContext context)
    {
        var verb = new Verb("list", "Lists the groups, with the types and DLLs in them.", "holdfast group list");
        verb.Does(context, async (session, _, cancellationToken) =>
        {
            IReadOnlyList<GroupDto> groups =
                await session.Client.Groups.ListAsync(cancellationToken).ConfigureAwait(false);
            return session.Print(groups, ClientJson.Indented.IReadOnlyListGroupDto,
                () => session.Terminal.Write(GroupTables.List(groups, session.Now, session.IsWide)));
        });
        return verb;
    }

    private static Verb Show(CliContext context)
    {
        Argument<string> name = Name();
        var verb = new Verb("show", "Shows a group with its resources, or one instance of a parallel group.",
            "holdfast group show ledger", "holdfast group show web:0");
        verb.Arguments.Add(name);
        verb.Does(context, async (session, parsed, cancellationToken) => Print(session,
            await session.Client.Groups.ShowAsync(parsed.GetValue(name)!, cancellationToken).ConfigureAwait(false)));
        return verb;
    }

    private static Verb Set(CliContext context)
    {
        Argument<string> name = Name();
        var settings = new GroupSettings();
        var verb = new Verb("set", "Changes a group's settings; what is not given stays.",
            "holdfast group set ledger --possible-owners n1,n2",
            "holdfast group set ledger --anti-affinity books --start-delay 30s --on-stop-failure fence",
            "holdfast group set ledger --on-database-loss stop");
        verb.Arguments.Add(name);
        settings.AddTo(verb);
        verb.Does(context, async (session, parsed, cancellationToken) => Print(session, await session.Client.Groups
            .UpdateAsync(parsed.GetValue(name)!, settings.Fill(parsed, new UpdateGroupRequest()), revision: null,
                cancellationToken)
            .ConfigureAwait(false)));
        return verb;
    }

    private static Verb Want(CliContext context, bool online)
    {
        Argument<string> name = Name();
        var wait = new WaitOptions();
        string word = online ? "online" : "offline";
        var verb = new Verb(word, $"Wants a group {word}; it stays wanted so until you say otherwise.",
            $"holdfast group {word} ledger --wait", $"holdfast group {word} ledger --timeout 5min");
        verb.Arguments.Add(name);
        wait.AddTo(verb);
        verb.Does(context, async (session, parsed, cancellationToken) =>
        {
            string group = parsed.GetValue(name)!;
            GroupDto asked = online
                ? await session.Client.Groups.OnlineAsync(group, cancellationToken).ConfigureAwait(false)
                : await session.Client.Groups.OfflineAsync(group, cancellationToken).ConfigureAwait(false);
            return wait.Of(parsed) is { } timeout
                ? await GroupWait.ForStateAsync(session, group, online, timeout, cancellationToken)
                    .ConfigureAwait(false)
                : Tell(session, asked);
        });
        return verb;
    }

    private static Verb Move(CliContext context)
    {
        Argument<string> name = Name();
        var target = new Option<string?>("--to")
        {
            Description = "The node to move to; if not given, the best other one.", HelpName = "NODE",
        };
        var wait = new WaitOptions();
        var verb = new Verb("move",
            "Moves a group, or an instance of a parallel one, to another node once; it leaves no rule behind.",
            "holdfast group move ledger --to n3 --wait", "holdfast group move ledger",
            "holdfast group move web:0 --to n2");
        verb.Arguments.Add(name);
        verb.Options.Add(target);
        wait.AddTo(verb);
        verb.Does(context, async (session, parsed, cancellationToken) =>
        {
            MoveDto move = await session.Client.Groups
                .MoveAsync(parsed.GetValue(name)!, parsed.GetValue(target), cancellationToken).ConfigureAwait(false);
            return wait.Of(parsed) is { } timeout
                ? await GroupWait.ForMoveAsync(session, move, timeout, cancellationToken).ConfigureAwait(false)
                : session.Print(move, ClientJson.Indented.MoveDto, () => session.Terminal.Line(
                    $"group {move.Group} is to move to {move.Target ?? "the best other node"}"));
        });
        return verb;
    }

    private static Verb Clear(CliContext context)
    {
        Argument<string> name = Name();
        var verb = new Verb("clear", "Forgets a group's failovers, and clears its resources where they run.",
            "holdfast group clear ledger");
        verb.Arguments.Add(name);
        verb.Does(context, async (session, parsed, cancellationToken) => Tell(session,
            await session.Client.Groups.ClearAsync(parsed.GetValue(name)!, cancellationToken).ConfigureAwait(false)));
        return verb;
    }

    private static Verb Delete(CliContext context)
    {
        Argument<string> name = Name();
        var verb = new Verb("delete", "Deletes a group that is offline and has no resources.",
            "holdfast group delete ledger");
        verb.Arguments.Add(name);
        verb.Does(context, async (session, parsed, cancellationToken) =>
        {
            string group = parsed.GetValue(name)!;
            await session.Client.Groups.DeleteAsync(group, revision: null, cancellationToken).ConfigureAwait(false);
            return session.Say($"group {group} deleted");
        });
        return verb;
    }

    private static int Tell(Session session, GroupDto group) => session.Print(group, ClientJson.Indented.GroupDto,
        () => session.Terminal.Line(
            $"group {group.Name} {group.State}, wanted {Texts.Wanted(group.Wanted, group.Locked)}"));

    private static int Print(Session session, GroupDto group) => session.Print(group, ClientJson.Indented.GroupDto,
        () => GroupTables.Show(session.Terminal, group, session.Now));

    private static Argument<string> Name() => new("NAME") { Description = "The group's name." };
}
