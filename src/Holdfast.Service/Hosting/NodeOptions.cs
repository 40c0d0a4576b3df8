using Holdfast.Database.Etcd;
using Holdfast.Service.Machines;
using Holdfast.Service.Membership;

namespace Holdfast.Service.Hosting;

/// <summary>A node's own settings, from the command line of <c>holdfastd</c> or /etc/holdfast/holdfastd.json.</summary>
public sealed record NodeOptions
{
    /// <summary>This node's name: letters, digits, '-', at most 63.</summary>
    public required string Node { get; init; }

    /// <summary>
    /// The cluster database: path of the SQLite file that all nodes of this machine open, or the address of an etcd.
    /// </summary>
    public required string Database { get; init; }

    /// <summary>How <see cref="Database"/> is reached where it is an etcd; null where it is a file.</summary>
    public EtcdOptions? Etcd { get; init; }

    /// <summary>This machine among the others; null on a cluster that was not made with <c>cluster create</c>.
    /// </summary>
    public MachineOptions? Machine { get; init; }

    /// <summary>This node's own folder: packages, logs, the alive file.</summary>
    public required string DataFolder { get; init; }

    /// <summary>
    /// Short folder for sockets and the authority page; made from the data folder's hash where not given.
    /// </summary>
    public required string RunFolder { get; init; }

    /// <summary>TCP port of the API on 127.0.0.1; 0 picks a free one, null switches TCP off.</summary>
    public int? Port { get; init; }

    public required string MonitorProgram { get; init; }

    public required string GuardProgram { get; init; }

    /// <summary>
    /// How many monitors are kept started without a DLL, so that a takeover or a monitor's death costs no process
    /// start.
    /// </summary>
    public int SpareMonitors { get; init; } = 1;

    /// <summary>How long resources go on after the service was stopped in good order.</summary>
    public TimeSpan Hold { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The machine's watchdog; null if none is to be used.</summary>
    public WatchdogOptions? Watchdog { get; init; }

    /// <summary>
    /// False makes observers rely on the lease alone, as between machines; for tests and measurements.
    /// </summary>
    public bool ProveDeath { get; init; } = true;

    /// <summary>Log of the service, and output of monitors and resources: &lt;data&gt;/log.</summary>
    public string LogFolder => Path.Combine(DataFolder, "log");

    public string PackagesFolder => Path.Combine(DataFolder, "packages");

    public string AlivePath => Path.Combine(DataFolder, "alive");

    public string AuthorityPath => Path.Combine(RunFolder, "authority");

    public string ApiSocket => Path.Combine(RunFolder, "admin", "api.sock");
}
