using System.Diagnostics;
using System.Text.Json;
using Holdfast.MonitorProtocol.Monitors;
using Holdfast.MonitorProtocol.Packages;
using Xunit;

namespace Holdfast.Monitor.Tests.Harness;

/// <summary>A monitor process under test.</summary>
internal sealed class RunningMonitor
{
    private RunningMonitor(Process process, string id, string folder, string log)
    {
        Process = process;
        Board = Path.Combine(folder, $"{id}.calls");
        LogPath = Path.Combine(log, $"monitor-{id}.log");
        Client = new MonitorClient(Path.Combine(folder, $"{id}.sock"));
    }

    public Process Process { get; }

    public MonitorClient Client { get; }

    public string Board { get; }

    public string LogPath { get; }

    public static RunningMonitor Start(Node node, string id, string log)
    {
        var start = new ProcessStartInfo(Programs.Monitor);
        foreach (var argument in (string[])
        [
            "--id", id, "--node", "n1", "--socket", Path.Combine(node.Folder, $"{id}.sock"),
            "--authority", Path.Combine(node.Folder, "authority"), "--calls", Path.Combine(node.Folder, $"{id}.calls"),
            "--log", log,
        ])
        {
            start.ArgumentList.Add(argument);
        }

        return new RunningMonitor(Process.Start(start)!, id, node.Folder, log);
    }

    public string Log() => File.Exists(LogPath) ? File.ReadAllText(LogPath) : "";

    public Task ReadyAsync() => Until.TrueAsync("the monitor answers", async () =>
    {
        try
        {
            await Client.HelloAsync(CancellationToken.None);
            return true;
        }
        catch (HttpRequestException)
        {
            Assert.False(Process.HasExited, $"the monitor ended: {Log()}");
            return false;
        }
    });

    public Task<CallOutcome> LoadFaultAsync() => Client.LoadAsync(
        new LoadRequest
        {
            PackagePath = Programs.FaultPackage,
            PackageHash = PackageHash.Compute(Programs.FaultPackage),
            DllName = "Holdfast.FaultResources.dll",
        },
        CancellationToken.None);

    public Task<CallOutcome> LoadBuiltInAsync() => Client.LoadAsync(
        new LoadRequest { PackagePath = "", PackageHash = "builtin", DllName = "Holdfast.ClusterResources.dll" },
        CancellationToken.None);

    /// <summary>Opens a resource; by default of type Fault, without a guard.</summary>
    public Task<CallOutcome> OpenAsync(
        string name,
        object? properties = null,
        string entryType = "Holdfast.FaultResources.Fault",
        string guard = "",
        int pollMs = 100,
        int isAliveMs = 0) => Client.OpenAsync(
        new OpenRequest
        {
            Name = name,
            Group = "g",
            Type = "Fault",
            EntryType = entryType,
            Node = "n1",
            Epoch = Node.Epoch,
            Generation = 3,
            Properties = JsonSerializer.Serialize(properties ?? new { }),
            GuardSocket = guard,
            LooksAlivePollMs = pollMs,
            IsAlivePollMs = isAliveMs > 0 ? isAliveMs : pollMs,
        },
        CancellationToken.None);

    /// <summary>Opens a resource and brings it online.</summary>
    public async Task OnlineAsync(
        string name, object? properties = null, string entryType = "Holdfast.FaultResources.Fault", string guard = "")
    {
        Outcome.Ok(await OpenAsync(name, properties, entryType, guard));
        Outcome.Ok(await Client.OnlineAsync(name, CancellationToken.None));
    }

    public async Task<HostedResource> DescribeAsync(string name) =>
        (await Client.HelloAsync(CancellationToken.None)).Resources.Single(resource => resource.Name == name);

    /// <summary>Waits until the process has ended.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync()
    {
        await Until.TrueAsync("the monitor ends", () => Process.HasExited);
        return Process.ExitCode;
    }
}

/// <summary>Assertions about outcomes.</summary>
internal static class Outcome
{
    public static void Ok(CallOutcome outcome) =>
        Assert.True(outcome.Result == "ok", $"{outcome.Result}: {outcome.Reason}");

    public static void Is(string result, string reason, CallOutcome outcome)
    {
        Assert.Equal(result, outcome.Result);
        Assert.Contains(reason, outcome.Reason ?? "", StringComparison.Ordinal);
    }
}
