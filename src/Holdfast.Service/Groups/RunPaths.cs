using System.Security.Cryptography;
using System.Text;
using Holdfast.Linux;
using Holdfast.Service.Hosting;

namespace Holdfast.Service.Groups;

/// <summary>
/// Where guards and monitors have their sockets: short names, for a socket's path has 107 bytes at most.
/// </summary>
internal sealed class RunPaths
{
    public RunPaths(NodeOptions options)
    {
        Guards = Path.Combine(options.RunFolder, "g");
        Monitors = Path.Combine(options.RunFolder, "m");
        Logs = options.LogFolder;
        RunFolders.Ensure(Guards);
        RunFolders.Ensure(Monitors);
        Directory.CreateDirectory(Logs);
    }

    public string Guards { get; }

    public string Monitors { get; }

    public string Logs { get; }

    public string GuardSocket(string group) => RunFolders.SocketPath(Path.Combine(Guards, Short(group) + ".sock"));

    /// <summary>Locked by the group's guard and all that it started; the guard finds it beside its socket.</summary>
    public string GroupLock(string group) => Path.Combine(Guards, Short(group) + ".lock");

    public string MonitorSocket(string id) => RunFolders.SocketPath(Path.Combine(Monitors, id + ".sock"));

    public string MonitorCalls(string id) => Path.Combine(Monitors, id + ".calls");

    /// <summary>What is told of its death, until that is stored.</summary>
    public string MonitorDeath(string id) => Path.Combine(Monitors, id + ".death");

    public string MonitorLog(string id) => Path.Combine(Logs, $"monitor-{id}.log");

    private static string Short(string group) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(group)).AsSpan(0, 4));
}
