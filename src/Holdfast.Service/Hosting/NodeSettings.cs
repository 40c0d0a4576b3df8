using System.Text.RegularExpressions;
using Holdfast.Database.Documents;
using Holdfast.Database.Etcd;
using Holdfast.Linux;
using Holdfast.Service.Machines;
using Holdfast.Service.Membership;

namespace Holdfast.Service.Hosting;

/// <summary>A node's settings as people gave them, before they are checked.</summary>
public sealed partial record NodeSettings
{
    public const int DefaultPort = 7400;
    public const string DefaultWatchdogTimeout = "5s";
    private const int LongestRunFolder = 70;

    public string? Node { get; init; }

    public string? Database { get; init; }

    /// <summary>How an etcd is reached, where <see cref="Database"/> is the address of one.</summary>
    public EtcdSettings Etcd { get; init; } = new();

    /// <summary>This machine among the others; null on a cluster of one machine.</summary>
    public MachineSettings? Machine { get; init; }

    public string? Data { get; init; }

    public string? Run { get; init; }

    public int? Port { get; init; }

    public int Spares { get; init; }

    public required string Hold { get; init; }

    /// <summary>The machine's watchdog; null for none.</summary>
    public string? Watchdog { get; init; }

    public string WatchdogTimeout { get; init; } = DefaultWatchdogTimeout;

    public bool ProveDeath { get; init; } = true;

    public string? MonitorProgram { get; init; }

    public string? GuardProgram { get; init; }

    /// <summary>What the settings file says, and nothing else.</summary>
    public static NodeSettings Of(NodeSettingsFile file) => new()
    {
        Node = file.Node,
        Database = file.Database,
        Etcd = new EtcdSettings
        {
            CaFile = file.EtcdCa, CertificateFile = file.EtcdCert, KeyFile = file.EtcdKey, User = file.EtcdUser,
            PasswordFile = file.EtcdPasswordFile,
        },
        Machine = file.Machine,
        Data = file.Data,
        Run = file.Run,
        Port = file.Port ?? DefaultPort,
        Spares = file.Spares ?? 1,
        Hold = file.Hold ?? "60s",
        Watchdog = file.Watchdog,
        WatchdogTimeout = file.WatchdogTimeout ?? DefaultWatchdogTimeout,
    };

    /// <summary>The checked options; every error goes to <paramref name="errors"/>, with what to do.</summary>
    public NodeOptions? ToOptions(List<string> errors)
    {
        string node = string.IsNullOrEmpty(Node) ? Environment.MachineName.Split('.')[0].ToLowerInvariant() : Node;
        if (!IsNodeName(node))
        {
            errors.Add($"--node \"{node}\" is no node name: use letters, digits and '-', at most 63, starting with a "
                + "letter or digit.");
        }

        if (Port is < 0 or > 65535)
        {
            errors.Add($"--port {Port} is no port: use 0 to 65535, or --no-tcp.");
        }

        if (Spares is < 0 or > 8)
        {
            errors.Add($"--spares {Spares} is out of range: use 0 to 8.");
        }

        if (!Durations.TryParse(Hold, out TimeSpan hold) || hold < TimeSpan.FromSeconds(5)
            || hold > TimeSpan.FromHours(1))
        {
            errors.Add($"--hold {Hold} is out of range: use a duration from 5s to 1h, such as 60s.");
        }

        string data = Path.GetFullPath(Data ?? Path.Combine("/var/lib/holdfast", node));
        string run = errors.Count > 0 ? "" : Path.GetFullPath(Run ?? RunFolders.For(data));
        if (run.Length > LongestRunFolder)
        {
            errors.Add(
                $"--run {run} has {run.Length} characters; a Unix socket below it must stay under the kernel's 107: "
                + $"use a folder of at most {LongestRunFolder}.");
        }

        WatchdogOptions? watchdog = WatchdogOf(errors);
        EtcdOptions? etcd = Etcd.ToOptions(Database, errors);
        MachineOptions? machine = Machine?.ToOptions(node, data, errors);
        string monitor = Program(MonitorProgram, "monitor", "holdfast-monitor", errors);
        string guard = Program(GuardProgram, "guard", "holdfast-guard", errors);
        return errors.Count > 0
            ? null
            : new NodeOptions
            {
                Node = node,
                Database = etcd is null ? Path.GetFullPath(Database ?? "/var/lib/holdfast/cluster.db") : Database!,
                Etcd = machine?.Member?.Reach(etcd) ?? etcd,
                Machine = machine,
                DataFolder = data,
                RunFolder = run,
                Port = Port,
                MonitorProgram = monitor,
                GuardProgram = guard,
                SpareMonitors = Spares,
                Hold = hold,
                Watchdog = watchdog,
                // Nobody on another machine can see this one's lock.
                ProveDeath = ProveDeath && machine is null,
            };
    }

    /// <summary>Whether a node may be called that.</summary>
    public static bool IsNodeName(string text) => NodeName().IsMatch(text);

    private WatchdogOptions? WatchdogOf(List<string> errors)
    {
        if (string.IsNullOrEmpty(Watchdog))
        {
            return null;
        }

        if (!Durations.TryParse(WatchdogTimeout, out TimeSpan timeout) || timeout.Ticks % TimeSpan.TicksPerSecond != 0
            || timeout < TimeSpan.FromSeconds(2) || timeout > TimeSpan.FromMinutes(1))
        {
            errors.Add(
                $"--watchdog-timeout {WatchdogTimeout} is out of range: use whole seconds from 2s to 60s, such as 5s.");
        }

        if (Linux.Watchdog.WhyNot(Watchdog) is { } missing)
        {
            errors.Add($"--watchdog: {missing}.");
        }

        return new(Watchdog, timeout);
    }

    private static string Program(string? given, string folder, string name, List<string> errors)
    {
        string path = given ?? Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", folder, name));
        if (!File.Exists(path))
        {
            errors.Add($"{name} is not at {path}: install Holdfast whole, or run `make stage` in the source tree.");
        }

        return path;
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9-]{0,62}$")]
    private static partial Regex NodeName();
}
