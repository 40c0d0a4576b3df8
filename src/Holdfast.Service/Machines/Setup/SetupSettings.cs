using Holdfast.Client;
using Holdfast.Client.Errors;
using Holdfast.Linux;
using Holdfast.Service.Hosting;
using Holdfast.Service.Machines.Certificates;

namespace Holdfast.Service.Machines.Setup;

/// <summary>What <c>cluster create</c>, <c>join</c> and <c>witness</c> were given for this machine.</summary>
internal sealed record SetupSettings
{
    public string? Node { get; init; }

    public string? Address { get; init; }

    public string? Config { get; init; }

    public string? Data { get; init; }

    public string? Run { get; init; }

    public int? ApiPort { get; init; }

    public int Port { get; init; } = MachineSettings.DefaultPort;

    public int ClientPort { get; init; } = MemberSettings.DefaultClientPort;

    public int PeerPort { get; init; } = MemberSettings.DefaultPeerPort;

    public string? EtcdBinary { get; init; }

    /// <summary>How an etcd is reached that is there already; its address is in <see cref="Etcd"/>.</summary>
    public EtcdSettings EtcdFiles { get; init; } = new();

    /// <summary>Address of an etcd that is there already; null to run members of its own.</summary>
    public string? Etcd { get; init; }

    /// <summary>Whether to start the service in the end.</summary>
    public bool Start { get; init; } = true;
}

/// <summary>Where everything of this machine goes.</summary>
internal sealed record SetupPlaces(string Node, string Config, string Data, string? Run)
{
    public const string SystemConfig = "/etc/holdfast/holdfastd.json";

    public CertificateFolder Certificates => new(Path.Combine(Data, "certificates"));

    public string EtcdFolder => Path.Combine(Data, "etcd");

    public string ServiceLog => Path.Combine(Data, "log", "holdfastd.log");

    /// <summary>Fits what was given into the defaults, and refuses a machine that is in a cluster already.</summary>
    /// <exception cref="HoldfastException">It is, or a name cannot be used.</exception>
    public static SetupPlaces Of(SetupSettings given)
    {
        string node = given.Node ?? Environment.MachineName.Split('.')[0].ToLowerInvariant();
        if (!NodeSettings.IsNodeName(node))
        {
            throw new HoldfastException(ErrorCodes.BadName,
                $"\"{node}\" is no node name: use letters, digits and '-', at most 63; give it with --name");
        }

        bool root = HoldfastClient.OwnUserId == 0;
        string home = Environment.GetEnvironmentVariable("HOME") ?? ".";
        string config = Path.GetFullPath(given.Config
            ?? (root ? SystemConfig : Path.Combine(home, ".config", "holdfast", "holdfastd.json")));
        string data = Path.GetFullPath(given.Data ?? Path.Combine(
            root ? "/var/lib/holdfast" : Path.Combine(home, ".local", "share", "holdfast"), node));
        var places = new SetupPlaces(node, config, data, given.Run is null ? null : Path.GetFullPath(given.Run));
        var errors = new List<string>();
        NodeSettingsFile before = File.Exists(config) ? NodeSettingsFile.Read(config, errors) : new();
        if (errors.Count > 0)
        {
            throw new HoldfastException(ErrorCodes.MalformedBody, string.Join(' ', errors));
        }

        if (before.Machine is not null || Directory.Exists(places.EtcdFolder) || File.Exists(
            places.Certificates.Certificate))
        {
            throw new HoldfastException(ErrorCodes.MachinePrepared,
                $"{(before.Machine is not null ? config : data)} is that of a machine in a cluster. To begin anew: "
                + $"remove it from that cluster (on another node holdfast node evict {node}; or holdfast cluster "
                + $"remove {node}, where it is no node there, as after a join that was broken off), end holdfastd and "
                + $"etcd here, and delete {config} and {data}");
        }

        RefuseRunning(before.Data ?? data);
        RefuseRunning(data);
        return places;
    }

    /// <summary>A service that runs would go on with what it was started with, and nothing would say so.</summary>
    private static void RefuseRunning(string data)
    {
        if (!Directory.Exists(data))
        {
            return;
        }

        try
        {
            using ExclusiveLock? free = ExclusiveLock.TryTake(NodeLock.PathIn(data));
            if (free is null)
            {
                throw new HoldfastException(ErrorCodes.MachinePrepared,
                    $"holdfastd runs with {data}, and would not become a node of the new cluster: end it first "
                    + "(systemctl stop holdfastd). What its groups are can be taken along: holdfast export");
            }
        }
        catch (LinuxException failed)
        {
            throw new HoldfastException(ErrorCodes.WrongValue,
                $"{data} cannot be used: {failed.Message}. Run this as its owner, or name another with --data", failed);
        }
    }

    /// <summary>Makes the folders, closed to others; the data folder can be entered by its group.</summary>
    public void Create()
    {
        Directory.CreateDirectory(Data, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupRead | UnixFileMode.GroupExecute);
        Certificates.Create();
    }

    /// <summary>The settings file as it is, or nothing.</summary>
    public NodeSettingsFile Before() => File.Exists(Config) ? NodeSettingsFile.Read(Config, []) : new();

    /// <summary>Takes back what a setup that did not end well has made.</summary>
    /// <param name="keepAuthority">
    /// Whether the authority stays, of a cluster that may have been stored: without it nobody could enter that.
    /// </param>
    public void Undo(bool keepAuthority = false)
    {
        Delete(EtcdFolder);
        if (keepAuthority)
        {
            File.Delete(Certificates.Certificate);
            File.Delete(Certificates.Key);
        }
        else
        {
            Delete(Certificates.Path);
        }

        static void Delete(string folder)
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }
}
