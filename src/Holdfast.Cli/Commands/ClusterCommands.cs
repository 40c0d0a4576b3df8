using System.CommandLine;
using Holdfast.Cli.Options;
using Holdfast.Cli.Output;
using Holdfast.Client;
using Holdfast.Client.Dtos;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast cluster …</c>.</summary>
internal static class ClusterCommands
{
    public static Command Create(CliContext context)
    {
        var noun = new Command("cluster", "The cluster as a whole: its machines, its votes, its settings.");
        noun.Subcommands.Add(MachineCommands.CreateCluster(context));
        noun.Subcommands.Add(MachineCommands.Token(context));
        noun.Subcommands.Add(MachineCommands.Join(context));
        noun.Subcommands.Add(MachineCommands.Witness(context));
        noun.Subcommands.Add(MachineCommands.Status(context));
        noun.Subcommands.Add(MachineCommands.Remove(context));
        noun.Subcommands.Add(RescueCommands.Backup(context));
        noun.Subcommands.Add(RescueCommands.Restore(context));
        noun.Subcommands.Add(RescueCommands.ForceQuorum(context));
        noun.Subcommands.Add(RescueCommands.AcceptOlder(context));
        noun.Subcommands.Add(Show(context));
        noun.Subcommands.Add(Set(context));
        noun.Subcommands.Add(Lock(context));
        noun.Subcommands.Add(Unlock(context));
        return noun;
    }

    private static Verb Show(CliContext context)
    {
        var verb = new Verb("show", "Shows the settings of the cluster.", "holdfast cluster show");
        verb.Does(context, async (session, _, cancellationToken) =>
            Print(session, await session.Client.Cluster.ShowAsync(cancellationToken).ConfigureAwait(false)));
        return verb;
    }

    private static Verb Set(CliContext context)
    {
        var settings = new ClusterSettings();
        var verb = new Verb("set", "Changes settings of the cluster.",
            "holdfast cluster set --placement-policy balanced",
            "holdfast cluster set --quarantine-threshold 3 --quarantine-duration 2h");
        settings.AddTo(verb);
        verb.Does(context, async (session, parsed, cancellationToken) => Print(session, await session.Client.Cluster
            .UpdateAsync(settings.Of(parsed), revision: null, cancellationToken).ConfigureAwait(false)));
        return verb;
    }

    private static Verb Lock(CliContext context)
    {
        var verb = new Verb("lock", "Maintenance: takes no action on any group until unlock; health is still shown.",
            "holdfast cluster lock");
        verb.Does(context, async (session, _, cancellationToken) => Tell(session,
            await session.Client.Cluster.LockAsync(cancellationToken).ConfigureAwait(false)));
        return verb;
    }

    private static Verb Unlock(CliContext context)
    {
        var verb = new Verb("unlock", "Ends the lock of the cluster.", "holdfast cluster unlock");
        verb.Does(context, async (session, _, cancellationToken) => Tell(session,
            await session.Client.Cluster.UnlockAsync(cancellationToken).ConfigureAwait(false)));
        return verb;
    }

    private static int Tell(Session session, ClusterDto cluster) => session.Print(
        cluster, ClientJson.Indented.ClusterDto, () => session.Terminal.Line(cluster.Locked
            ? $"cluster {cluster.Name} locked: no action is taken on any group"
            : $"cluster {cluster.Name} unlocked"));

    private static int Print(Session session, ClusterDto cluster) => session.Print(
        cluster, ClientJson.Indented.ClusterDto, () => ClusterTables.Show(session.Terminal, cluster));
}
