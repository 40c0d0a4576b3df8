using System.CommandLine;
using Holdfast.Cli.Connections;
using Holdfast.Cli.Options;
using Holdfast.Cli.Output;
using Holdfast.Client;
using Holdfast.Client.Dtos;

namespace Holdfast.Cli.Commands;

/// <summary>The part of <c>holdfast cluster …</c> for bad days: backup, restore, force-quorum, accept-older.</summary>
internal static class RescueCommands
{
    private static readonly string[] Warnings =
    [
        "Only where the other machines are lost for good, or ended and not started again.",
        "If more than half of them still run, cut off from here, there will be two clusters that run everything twice.",
        "What only they had stored is lost. Their folders must be emptied before they join anew.",
    ];

    public static Verb Backup(CliContext context)
    {
        Argument<string> file = File("Where to write it.");
        var verb = new Verb("backup",
            "Writes what is wanted of the cluster, groups, resources, types, settings, people and fence devices, at "
            + "one revision and with a hash. It holds secrets: secret properties and the passwords of fence devices. "
            + "It holds no packages of types and no tokens.",
            "holdfast cluster backup cluster.backup");
        verb.Arguments.Add(file);
        verb.Does(context, async (session, parsed, cancellationToken) =>
        {
            string path = Path.GetFullPath(Path.Combine(context.Folder, parsed.GetValue(file)!));
            using HttpResponseMessage answer = await session.Client.Cluster.BackupAsync(cancellationToken)
                .ConfigureAwait(false);
            string partial = path + ".part";
            System.IO.File.Delete(partial);
            var options = new FileStreamOptions
            {
                Mode = FileMode.CreateNew, Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            };
            await using (var written = new FileStream(partial, options))
            {
                await answer.Content.CopyToAsync(written, cancellationToken).ConfigureAwait(false);
                written.Flush(flushToDisk: true);
            }

            System.IO.File.Move(partial, path, overwrite: true);
            return session.Say($"backup written to {path}; it can be read by you alone, and holds secrets: secret "
                + "properties and the passwords of fence devices");
        });
        return verb;
    }

    public static Verb Restore(CliContext context)
    {
        Argument<string> file = File("A file that cluster backup wrote.");
        var older = new Option<bool>("--accept-older")
        {
            Description = "Restore it even if what changed since then is lost.",
        };
        var same = new Option<bool>("--same-machines")
        {
            Description = "The nodes are the machines that they were: restore the fence devices too, which mean "
                + "machines.",
        };
        var verb = new Verb("restore",
            "Makes what is wanted of the cluster what a backup says, all of it or nothing. All groups must be offline; "
            + "a backup that is older than what there is, is refused. Fence devices stay as they are unless "
            + "--same-machines is given: where a name is another machine's by now, a device would power off the wrong "
            + "one.",
            "holdfast cluster restore cluster.backup", "holdfast cluster restore cluster.backup --accept-older",
            "holdfast cluster restore cluster.backup --same-machines");
        verb.Arguments.Add(file);
        verb.Options.Add(older);
        verb.Options.Add(same);
        verb.Does(context, async (session, parsed, cancellationToken) =>
        {
            string path = Path.GetFullPath(Path.Combine(context.Folder, parsed.GetValue(file)!));
            await using FileStream backup = System.IO.File.OpenRead(path);
            RestoreDto done = await session.Client.Cluster
                .RestoreAsync(backup, parsed.GetValue(older), parsed.GetValue(same), cancellationToken)
                .ConfigureAwait(false);
            return session.Print(done, ClientJson.Indented.RestoreDto, () => Show(session.Terminal, done));
        });
        return verb;
    }

    public static Verb ForceQuorum(CliContext context)
    {
        var config = new Option<string?>("--config") { Description = "The service's settings.", HelpName = "PATH" };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do it without asking." };
        var verb = new Verb("force-quorum",
            "Makes this machine's member of the cluster database the only one, so that it decides alone. "
            + string.Join(' ', Warnings) + " It is refused while another member answers.",
            "sudo holdfast cluster force-quorum");
        verb.Options.Add(config);
        verb.Options.Add(yes);
        verb.DoesToMachine(context, _ =>
            ["on this machine: its member of the cluster database becomes the only one and decides alone", .. Warnings],
            async (parsed, cancellationToken) =>
        {
            foreach (string warning in Warnings)
            {
                await context.Error.WriteLineAsync($"warning: {warning}").ConfigureAwait(false);
            }

            if (!parsed.GetValue(yes) && !Confirmed(context))
            {
                return ExitCodes.Usage;
            }

            string path = Path.GetFullPath(
                parsed.GetValue(config) ?? "/etc/holdfast/holdfastd.json", context.Folder);
            MachineDto machine = await new ServiceProgram(context).SetUpAsync(
                ["force-quorum", "--config", path], ClientJson.Default.MachineDto, cancellationToken)
                .ConfigureAwait(false);
            var terminal = new Terminal(context);
            terminal.Line($"{machine.Node} is the only member and decides alone");
            terminal.Line($"next: {machine.Next}");
            return ExitCodes.Ok;
        });
        return verb;
    }

    public static Verb AcceptOlder(CliContext context)
    {
        var data = new Option<string>("--data")
        {
            Description = "The node's own folder, as its service names it.", HelpName = "PATH", Required = true,
        };
        var verb = new Verb("accept-older",
            "Lets this node's service start with a cluster database that is older than what the node has seen: an "
            + "older copy was put in its place. Nothing may run of what that copy does not know.",
            "sudo holdfast cluster accept-older --data /var/lib/holdfast/n1");
        verb.Options.Add(data);
        verb.DoesToMachine(context, parsed =>
            [$"the service with {parsed.GetValue(data)} starts once with a database older than what it has seen"],
            async (parsed, cancellationToken) =>
        {
            string path = Path.GetFullPath(parsed.GetValue(data)!, context.Folder);
            await new ServiceProgram(context).SetUpAsync(
                ["accept-older", "--data", path], ClientJson.Default.MachineDto, cancellationToken)
                .ConfigureAwait(false);
            new Terminal(context).Line("accepted: the service starts with the database as it is");
            return ExitCodes.Ok;
        });
        return verb;
    }

    private static void Show(Terminal terminal, RestoreDto done)
    {
        terminal.Line(FormattableString.Invariant($"restored from revision {done.Revision}: ")
            + FormattableString.Invariant($"{done.Groups.Count} groups, {done.Resources} resources, ")
            + FormattableString.Invariant($"{done.Types.Count} types, {done.People.Count} people, ")
            + FormattableString.Invariant($"{done.FenceDevices.Count} fence devices"));
        if (done.TypesWithoutPackage.Count > 0)
        {
            terminal.Line($"no node holds the package of {string.Join(", ", done.TypesWithoutPackage)}: "
                + "holdfast type upgrade NAME PATH");
        }

        if (done.NodesPassedOver.Count > 0)
        {
            terminal.Line($"not in this cluster, and passed over: {string.Join(", ", done.NodesPassedOver)}");
        }

        if (done.FenceDevicesPassedOver.Count > 0)
        {
            terminal.Line($"fence devices left as they are: {string.Join(", ", done.FenceDevicesPassedOver)}. If this "
                + "cluster's nodes are the machines that they were, restore again with --same-machines --accept-older; "
                + "else holdfast fence device add");
        }
    }

    private static bool Confirmed(CliContext context)
    {
        if (!context.IsTerminal || Console.IsInputRedirected)
        {
            context.Error.WriteLine("holdfast: nothing was done. Give --yes to do it without being asked.");
            return false;
        }

        context.Out.Write("Go on? [y/N] ");
        return Console.In.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }

    private static Argument<string> File(string description) =>
        new("file") { Description = description, HelpName = "FILE" };
}
