using System.CommandLine;

namespace Holdfast.Service.Hosting;

/// <summary>The command line of <c>holdfastd</c>, and how it becomes <see cref="NodeOptions"/>.</summary>
public sealed class NodeArguments
{
    private readonly Option<string?> _config = new("--config")
    {
        Description = "JSON file with any of: node, database, etcdCa, etcdCert, etcdKey, etcdUser, etcdPasswordFile, "
            + "data, run, port, spares, hold, watchdog, watchdogTimeout, machine. Options given here win.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _node = new("--node")
    {
        Description = "This node's name. Default: the host's name.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _database = new("--database")
    {
        Description = "SQLite file that all nodes of this machine share, or an etcd: http://HOST:2379,…[/PREFIX]. "
            + "Default: /var/lib/holdfast/cluster.db.",
        HelpName = "FILE|URL,…",
    };

    private readonly EtcdArguments _etcd = new();

    private readonly Option<string?> _data = new("--data")
    {
        Description = "Folder of this node alone: packages, logs. Default: /var/lib/holdfast/NAME.",
        HelpName = "FOLDER",
    };

    private readonly Option<string?> _run = new("--run")
    {
        Description = "Short folder for sockets, at most 70 characters. Default: made from --data.",
        HelpName = "FOLDER",
    };

    private readonly Option<int?> _port = new("--port")
    {
        Description = "TCP port of the API on 127.0.0.1; 0 picks a free one. Default: 7400.",
        HelpName = "PORT",
    };

    private readonly Option<bool> _noTcp = new("--no-tcp") { Description = "API on the Unix socket only." };

    private readonly Option<int?> _spares = new("--spares")
    {
        Description = "Monitors kept started without a DLL, 0 to 8. Default: 1.",
        HelpName = "N",
    };

    private readonly Option<string?> _hold = new("--hold")
    {
        Description = "How long resources go on after the service was stopped in good order, e.g. 60s. Default: 60s.",
        HelpName = "DURATION",
    };

    private readonly Option<string?> _watchdog = new("--watchdog")
    {
        Description = "The machine's watchdog, such as /dev/watchdog: it resets the machine if this node may still "
            + "have something running when its time is up. Default: none.",
        HelpName = "DEVICE",
    };

    private readonly Option<string?> _watchdogTimeout = new("--watchdog-timeout")
    {
        Description = "After how long unfed the watchdog resets the machine: whole seconds, 2s to 60s. Default: 5s.",
        HelpName = "DURATION",
    };

    private readonly Option<bool> _noProof = new("--no-proof")
    {
        Description = "Do not let other nodes prove this one's death by its lock: they wait for the lease.",
        Hidden = true,
    };

    private readonly Option<string?> _monitor = new("--monitor-program")
    {
        Description = "Path of holdfast-monitor. Default: beside this program.",
        HelpName = "FILE",
        Hidden = true,
    };

    private readonly Option<string?> _guard = new("--guard-program")
    {
        Description = "Path of holdfast-guard. Default: beside this program.",
        HelpName = "FILE",
        Hidden = true,
    };

    /// <summary>
    /// Reads the command line, runs <paramref name="serve"/> with what it says, and returns the exit code.
    /// </summary>
    /// <returns>0 after a clean shutdown, 2 for wrong arguments (each named on standard error), else what <paramref
    /// name="serve"/> returns.</returns>
    public static Task<int> RunAsync(string[] arguments, Func<NodeOptions, CancellationToken, Task<int>> serve)
    {
        var self = new NodeArguments();
        var root = new RootCommand(
            "holdfastd: the Holdfast cluster service of one node. It runs in the foreground; SIGTERM detaches, "
            + "resources go on and the next start adopts them.");
        foreach (Option option in self.All)
        {
            root.Options.Add(option);
        }

        root.Subcommands.Add(Decisions.OfflineCommands.Create());
        root.Subcommands.Add(Machines.Setup.MachineCommands.Create());
        root.SetAction(async (parsed, cancellationToken) =>
        {
            (NodeOptions? options, IReadOnlyList<string> errors) = self.Read(parsed);
            if (options is null)
            {
                foreach (string error in errors)
                {
                    await Console.Error.WriteLineAsync($"holdfastd: {error}").ConfigureAwait(false);
                }

                return 2;
            }

            return await serve(options, cancellationToken).ConfigureAwait(false);
        });
        // Signals are the service's own: SIGTERM detaches.
        return root.Parse(arguments).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    private IEnumerable<Option> All =>
    [
        _config, _node, _database, .. _etcd.All, _data, _run, _port, _noTcp, _spares, _hold,
        _watchdog, _watchdogTimeout, _noProof, _monitor, _guard,
    ];

    private (NodeOptions? Options, IReadOnlyList<string> Errors) Read(ParseResult parsed)
    {
        var errors = new List<string>();
        NodeSettingsFile file = NodeSettingsFile.Read(parsed.GetValue(_config), errors);
        var settings = new NodeSettings
        {
            Node = parsed.GetValue(_node) ?? file.Node,
            Database = parsed.GetValue(_database) ?? file.Database,
            Etcd = _etcd.Read(parsed, file),
            Machine = file.Machine,
            Data = parsed.GetValue(_data) ?? file.Data,
            Run = parsed.GetValue(_run) ?? file.Run,
            Port = parsed.GetValue(_noTcp) ? null : parsed.GetValue(_port) ?? file.Port ?? NodeSettings.DefaultPort,
            Spares = parsed.GetValue(_spares) ?? file.Spares ?? 1,
            Hold = parsed.GetValue(_hold) ?? file.Hold ?? "60s",
            Watchdog = parsed.GetValue(_watchdog) ?? file.Watchdog,
            WatchdogTimeout = parsed.GetValue(_watchdogTimeout) ?? file.WatchdogTimeout
                ?? NodeSettings.DefaultWatchdogTimeout,
            ProveDeath = !parsed.GetValue(_noProof),
            MonitorProgram = parsed.GetValue(_monitor),
            GuardProgram = parsed.GetValue(_guard),
        };
        NodeOptions? options = settings.ToOptions(errors);
        return (errors.Count == 0 ? options : null, errors);
    }
}
