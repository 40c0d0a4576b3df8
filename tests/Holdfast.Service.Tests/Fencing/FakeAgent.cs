using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Service.Fencing;

namespace Holdfast.Service.Tests.Fencing;

/// <summary>The agent <c>fence_fake</c> in a folder of its own, where it keeps power and what it was told.</summary>
internal sealed class FakeAgent : IDisposable
{
    private const UnixFileMode Runnable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public FakeAgent()
    {
        Folder = Directory.CreateTempSubdirectory("hf-fence-").FullName;
        Install("fence_fake");
    }

    public string Folder { get; }

    public string Program => Path.Combine(Folder, "fence_fake");

    public FenceAgents Agents => new([Folder]);

    /// <summary>What it was told: action, plug, node and the number of its arguments, a line each.</summary>
    public string[] Log => File.Exists(Path.Combine(Folder, "log"))
        ? File.ReadAllLines(Path.Combine(Folder, "log"))
        : [];

    public FenceDevices Devices(TimeProvider? time = null) =>
        new(Agents, time ?? TimeProvider.System) { BetweenTries = TimeSpan.FromMilliseconds(5) };

    /// <summary>A device for n2 whose agent behaves as the mode says.</summary>
    public FenceDeviceConfig Device(string name = "pdu", string mode = "ok", int level = 1) => new()
    {
        Name = name, Agent = "fence_fake", Level = level, PlugArgument = "port", Retries = 0,
        Hosts = ValueMap<string>.Empty.Set("n2", name + "-2"),
        Parameters = ValueMap<string>.Empty.Set("folder", Folder).Set("mode", mode).Set("passwd", "Geheim1"),
    };

    /// <summary>Lets an agent in mode "waits" go on with an action.</summary>
    public void Go(string action) => File.WriteAllText(Path.Combine(Folder, "go." + action), "");

    /// <summary>A device that lists its plugs, these lines at first.</summary>
    public FenceDeviceConfig Listing(string plugs, string name = "virt", string mode = "ok", int level = 1)
    {
        Install("fence_list");
        List(plugs);
        return Device(name, mode, level) with
        {
            Agent = "fence_list", HostCheck = FenceHostCheck.List, Hosts = ValueMap<string>.Empty,
        };
    }

    /// <summary>A device that cuts n2 off, and lets it in again.</summary>
    public FenceDeviceConfig Fabric(
        string name = "san", string mode = "ok", int level = 1, Unfencing by = Unfencing.Coordinator)
    {
        string agent = by == Unfencing.Node ? "fence_target" : "fence_fabric";
        Install(agent);
        return Device(name, mode, level) with { Agent = agent, Unfencing = by };
    }

    /// <summary>From now on it lists these.</summary>
    public void List(string plugs) => File.WriteAllText(Path.Combine(Folder, "plugs"), plugs);

    /// <summary>The agent under a name, by which it says of itself what it can do.</summary>
    public void Install(string name)
    {
        string program = Path.Combine(Folder, name);
        if (!File.Exists(program))
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, "Fencing", "fence_fake"), program);
            File.SetUnixFileMode(program, Runnable);
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
