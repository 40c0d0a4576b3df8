using Holdfast.Client.Dtos;
using Holdfast.Client.Requests;
using Holdfast.Lab.Clusters;

namespace Holdfast.Lab.Cases;

/// <summary>
/// 1: a monitor that hosts only built-in types dies; what it watched goes on under the same process ids.
/// </summary>
public sealed class BuiltInMonitorDies() : ClusterCase(1, "a monitor with only built-in types dies")
{
    protected override async Task PrepareAsync(CaseScene scene)
    {
        await scene.RegisterAsync(Programs.CounterPackage);
        await scene.NeighbourAsync();
        await scene.GroupAsync("g", "n1");
        foreach (string name in new[] { "a", "b" })
        {
            await scene.ResourceAsync(name, "g", "GenericApplication", SameProcess.Sleep);
        }

        await scene.Api.Groups.OnlineAsync("g", CancellationToken.None);
        await scene.Cluster.GroupStateAsync("g", "Online");
    }

    protected override async Task PlayAsync(CaseScene scene, int round)
    {
        SameProcess same = await SameProcess.OfAsync(scene, "a", "b");
        await scene.KillMonitorAsync("a");
        await scene.HealthyAsync("a", "b", CaseScene.Neighbour);
        await same.StillAsync();
        scene.NotInterrupted();
    }
}

/// <summary>2: a monitor that hosts only a custom DLL dies.</summary>
public sealed class CustomMonitorDies() : ClusterCase(2, "a monitor with only the custom DLL dies")
{
    protected override async Task PrepareAsync(CaseScene scene)
    {
        await scene.RegisterAsync(Programs.CounterPackage);
        await scene.NeighbourAsync();
    }

    protected override async Task PlayAsync(CaseScene scene, int round)
    {
        SameProcess same = await SameProcess.OfAsync(scene, CaseScene.Neighbour);
        await scene.KillMonitorAsync(CaseScene.Neighbour);
        await scene.HealthyAsync(CaseScene.Neighbour);
        await same.StillAsync();
        scene.NotInterrupted();
    }
}

/// <summary>3: one group holds built-in and custom types; both monitors die at once.</summary>
public sealed class MixedMonitorsDie()
    : ClusterCase(3, "built-in and custom types mixed in one group: both monitors die")
{
    protected override async Task PrepareAsync(CaseScene scene)
    {
        await scene.RegisterAsync(Programs.CounterPackage);
        await scene.NeighbourAsync();
        await scene.ResourceAsync("app", CaseScene.Neighbour, "GenericApplication", SameProcess.Sleep);
        await scene.Cluster.SupervisedAsync("app");
    }

    protected override async Task PlayAsync(CaseScene scene, int round)
    {
        SameProcess same = await SameProcess.OfAsync(scene, "app", CaseScene.Neighbour);
        ResourceDto app = await scene.Cluster.ResourceAsync("app");
        ResourceDto counter = await scene.Cluster.ResourceAsync(CaseScene.Neighbour);
        CaseScene.Expect(app.Monitor.Pid != counter.Monitor.Pid, "one monitor hosts two DLLs");
        await scene.Events.MarkAsync();
        NodeProcesses.Signal(app.Monitor.Pid!.Value, NodeProcesses.SigKill);
        NodeProcesses.Signal(counter.Monitor.Pid!.Value, NodeProcesses.SigKill);
        await scene.SupervisedByAnotherAsync("app", app.Monitor.Pid.Value);
        await scene.SupervisedByAnotherAsync(CaseScene.Neighbour, counter.Monitor.Pid.Value);
        await scene.Events.SeenAsync("MonitorDied", 2);
        await scene.OneDeathAsync(app.Monitor.Pid.Value);
        await scene.OneDeathAsync(counter.Monitor.Pid.Value);
        await scene.HealthyAsync("app", CaseScene.Neighbour);
        await same.StillAsync();
        scene.NotInterrupted();
    }
}

/// <summary>4: a resource with SeparateMonitor loses its monitor; another of the same type keeps its own.</summary>
public sealed class SeparateMonitorDies()
    : ClusterCase(4, "SeparateMonitor: its monitor dies, the type's other one is untouched")
{
    protected override async Task PrepareAsync(CaseScene scene)
    {
        await scene.RegisterAsync(Programs.CounterPackage);
        await scene.NeighbourAsync();
        await scene.GroupAsync("g", "n1");
        await scene.ResourceAsync(
            "alone", "g", CaseScene.CounterType,
            new { Port = TestPorts.Next(), Folder = Path.Combine(scene.Cluster.Folder, "alone") },
            CaseScene.FastPolls with { SeparateMonitor = true });
        await scene.Api.Groups.OnlineAsync("g", CancellationToken.None);
        await scene.Cluster.SupervisedAsync("alone");
    }

    protected override async Task PlayAsync(CaseScene scene, int round)
    {
        SameProcess same = await SameProcess.OfAsync(scene, "alone", CaseScene.Neighbour);
        int? other = (await scene.Cluster.ResourceAsync(CaseScene.Neighbour)).Monitor.Pid;
        CaseScene.Expect((await scene.Cluster.ResourceAsync("alone")).Monitor.Pid != other,
            "SeparateMonitor has no monitor of its own");
        await scene.KillMonitorAsync("alone");
        await scene.HealthyAsync("alone", CaseScene.Neighbour);
        CaseScene.Expect(
            (await scene.Cluster.ResourceAsync(CaseScene.Neighbour)).Monitor.Pid == other,
                "the neighbour's monitor was replaced");
        await same.StillAsync();
        scene.NotInterrupted();
    }
}

/// <summary>11: a monitor and the cluster service die together.</summary>
public sealed class MonitorAndServiceDie() : ClusterCase(11, "monitor and cluster service killed together")
{
    protected override async Task PrepareAsync(CaseScene scene)
    {
        await scene.LongerLeasesAsync();
        await scene.RegisterAsync(Programs.CounterPackage);
        await scene.NeighbourAsync();
    }

    protected override async Task PlayAsync(CaseScene scene, int round)
    {
        LabNode owner = await scene.Cluster.OwnerAsync(CaseScene.Neighbour);
        SameProcess same = await SameProcess.OfAsync(scene, CaseScene.Neighbour);
        int monitor = (await scene.Cluster.ResourceAsync(CaseScene.Neighbour)).Monitor.Pid!.Value;
        await scene.Events.MarkAsync();
        NodeProcesses.Signal(monitor, NodeProcesses.SigKill);
        owner.KillService();
        await owner.ServiceEndedAsync();
        owner.Start();
        await scene.SupervisedByAnotherAsync(CaseScene.Neighbour, monitor);
        await scene.OneDeathAsync(monitor);
        await scene.HealthyAsync(CaseScene.Neighbour);
        await same.StillAsync();
        scene.NotInterrupted();
    }
}

/// <summary>14: a hundred kills in a row cost no restart of the resource, and nothing grows.</summary>
public sealed class HundredKills()
    : ClusterCase(14, "100 monitor kills in a row: nothing grows, the resource is never restarted")
{
    private const int Kills = 100;
    private const int WarmUp = 20;

    protected override int Nodes => 1;

    protected override async Task PrepareAsync(CaseScene scene)
    {
        await scene.RegisterAsync(Programs.CounterPackage);
        await scene.NeighbourAsync();
    }

    protected override async Task PlayAsync(CaseScene scene, int round)
    {
        SameProcess same = await SameProcess.OfAsync(scene, CaseScene.Neighbour);
        int service = scene.Cluster.Nodes[0].ServicePid;
        await KillAsync(scene, WarmUp);
        (int processes, int files, double memory) = await SizesAsync(scene, service);
        await KillAsync(scene, Kills - WarmUp);
        (int processesAfter, int filesAfter, double memoryAfter) = await SizesAsync(scene, service);
        await same.StillAsync();
        scene.NotInterrupted();
        CaseScene.Expect(processesAfter <= processes, $"processes grew from {processes} to {processesAfter}");
        CaseScene.Expect(filesAfter <= files + 5, $"open files of the service grew from {files} to {filesAfter}");
        CaseScene.Expect(memoryAfter <= memory * 1.5
            + 20, $"memory of the service grew from {memory:0} to {memoryAfter:0} MiB");
    }

    private static async Task KillAsync(CaseScene scene, int times)
    {
        for (int kill = 0; kill < times; kill++)
        {
            await scene.KillMonitorAsync(CaseScene.Neighbour);
        }
    }

    /// <summary>Sizes at rest: the dead are reaped, and the spare monitor is there.</summary>
    private static async Task<(int Processes, int Files, double Memory)> SizesAsync(CaseScene scene, int service)
    {
        LabNode node = scene.Cluster.Nodes[0];
        await Until.TrueAsync("one monitor and one spare", async () =>
            (await node.Api.Nodes.ShowAsync(node.Name, CancellationToken.None)).Processes
                .Count(p => p.Role == "monitor") == 2
            && NodeProcesses.Holding(node.AlivePath).Count <= 8);
        return (NodeProcesses.Holding(node.AlivePath).Count, NodeProcesses.OpenFiles(service),
            NodeProcesses.ResidentMiB(service));
    }
}
