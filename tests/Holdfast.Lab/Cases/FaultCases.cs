using System.Text.Json;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Client.Requests;
using Holdfast.Lab.Clusters;

namespace Holdfast.Lab.Cases;

/// <summary>5: one DLL with two types in one monitor, which dies.</summary>
public sealed class TwoTypesOneDll() : ClusterCase(5, "one DLL with two types: their monitor dies")
{
    protected override async Task PrepareAsync(CaseScene scene)
    {
        await scene.RegisterAsync(Programs.CounterPackage);
        await scene.RegisterAsync(Programs.FaultPackage);
        await scene.NeighbourAsync();
        await scene.GroupAsync("g", "n1");
        await scene.ResourceAsync("one", "g", "Fault", new { Process = true });
        await scene.ResourceAsync("two", "g", "Fault.Twin", new { Process = true });
        await scene.Api.Groups.OnlineAsync("g", CancellationToken.None);
        await scene.Cluster.GroupStateAsync("g", "Online");
    }

    protected override async Task PlayAsync(CaseScene scene, int round)
    {
        SameProcess same = await SameProcess.OfAsync(scene, "one", "two");
        ResourceDto one = await scene.Cluster.ResourceAsync("one");
        ResourceDto two = await scene.Cluster.ResourceAsync("two");
        CaseScene.Expect(one.Monitor.Pid == two.Monitor.Pid, "two types of one DLL have two monitors");
        await scene.KillMonitorAsync("one");
        await scene.SupervisedByAnotherAsync("two", two.Monitor.Pid!.Value);
        await scene.HealthyAsync("one", "two", CaseScene.Neighbour);
        await same.StillAsync();
        scene.NotInterrupted();
    }
}

/// <summary>6: the monitor dies in each of its calls: Open, Online, Offline, a control call, IsAlive.</summary>
public sealed class DeathInEachCall()
    : ClusterCase(6, "death during Open, Online pending, Offline, a control call, IsAlive")
{
    protected override async Task PrepareAsync(CaseScene scene)
    {
        await scene.RegisterAsync(Programs.CounterPackage);
        await scene.RegisterAsync(Programs.FaultPackage);
        await scene.NeighbourAsync();
    }

    protected override async Task PlayAsync(CaseScene scene, int round)
    {
        foreach (string call in new[] { "Open", "Online", "IsAlive" })
        {
            await DieInAsync(scene, call, round);
        }

        await DieInOfflineAsync(scene, round);
        await DieInControlAsync(scene, round);
        scene.NotInterrupted();
    }

    /// <summary>
    /// The DLL ends its process in the call, once; the call must be named, and the resource comes online after all.
    /// </summary>
    private static async Task DieInAsync(CaseScene scene, string call, int round)
    {
        string name = $"{call.ToLowerInvariant()}-{round}";
        string trigger = Path.Combine(scene.Cluster.Folder, name + ".trigger");
        await File.WriteAllTextAsync(trigger, "");
        await CreateAsync(scene, name, new { Process = true, When = call, How = "Exit", Trigger = trigger });
        await scene.Events.MarkAsync();
        await scene.Api.Groups.OnlineAsync(name, CancellationToken.None);
        await DiedInAsync(scene, call, name);
        await scene.Cluster.SupervisedAsync(name);
        await scene.HealthyAsync(name, CaseScene.Neighbour);
        await DeleteAsync(scene, name);
    }

    private static async Task DieInOfflineAsync(CaseScene scene, int round)
    {
        string name = $"offline-{round}";
        string trigger = Path.Combine(scene.Cluster.Folder, name + ".trigger");
        await CreateAsync(scene, name, new { Process = true, When = "Offline", How = "Exit", Trigger = trigger });
        await scene.Api.Groups.OnlineAsync(name, CancellationToken.None);
        await scene.Cluster.SupervisedAsync(name);
        await File.WriteAllTextAsync(trigger, "");
        await scene.Events.MarkAsync();
        await scene.Api.Groups.OfflineAsync(name, CancellationToken.None);
        await DiedInAsync(scene, "Offline", name);
        await scene.Cluster.GroupStateAsync(name, "Offline");
        await scene.HealthyAsync(CaseScene.Neighbour);
        await DeleteAsync(scene, name);
    }

    private static async Task DieInControlAsync(CaseScene scene, int round)
    {
        string name = $"control-{round}";
        await CreateAsync(scene, name, new { Process = true });
        await scene.Api.Groups.OnlineAsync(name, CancellationToken.None);
        await scene.Cluster.SupervisedAsync(name);
        SameProcess same = await SameProcess.OfAsync(scene, name);
        await scene.Events.MarkAsync();
        try
        {
            await scene.Api.Resources.ControlAsync(
                name, "Misbehave", JsonElement.Parse("""{"how":"Exit"}"""), CancellationToken.None);
            throw new CaseFailedException("the control call of a monitor that ended itself answered");
        }
        catch (HoldfastException told)
        {
            CaseScene.Expect(told.Message.Length > 0, "the failed control call says nothing");
        }

        await DiedInAsync(scene, "Misbehave", name);
        await scene.Cluster.SupervisedAsync(name);
        await scene.HealthyAsync(name, CaseScene.Neighbour);
        await same.StillAsync();
        await DeleteAsync(scene, name);
    }

    private static async Task DiedInAsync(CaseScene scene, string call, string name)
    {
        await scene.Events.SeenAsync("MonitorDied");
        IReadOnlyList<EventDto> deaths = await scene.Events.SinceAsync("MonitorDied");
        scene.CountFault();
        CaseScene.Expect(deaths.Count == 1, $"{deaths.Count} events tell of one death in {call}");
        scene.CountDeath(deaths.Count);
        CaseScene.Expect(
            deaths[0].Message.Contains(call, StringComparison.Ordinal)
                && deaths[0].Message.Contains(name, StringComparison.Ordinal),
            $"the event does not say that it was in {call} of {name}: {deaths[0].Message}");
    }

    private static async Task CreateAsync(CaseScene scene, string name, object properties)
    {
        await scene.GroupAsync(name, "n1");
        await scene.ResourceAsync(name, name, "Fault", properties);
    }

    private static async Task DeleteAsync(CaseScene scene, string name)
    {
        await scene.Api.Groups.OfflineAsync(name, CancellationToken.None);
        await scene.Cluster.GroupStateAsync(name, "Offline");
        await scene.Api.Resources.DeleteAsync(name, revision: null, CancellationToken.None);
        await scene.Api.Groups.DeleteAsync(name, revision: null, CancellationToken.None);
    }
}

/// <summary>
/// 7: the resource dies together with its monitor more often than RestartThreshold: policy, then failover.
/// </summary>
public sealed class DiesWithItsMonitor()
    : ClusterCase(7, "the resource dies with its monitor, past RestartThreshold: failover")
{
    private const int Threshold = 2;

    protected override async Task PrepareAsync(CaseScene scene)
    {
        await scene.RegisterAsync(Programs.CounterPackage);
        await scene.RegisterAsync(Programs.FaultPackage);
        await scene.NeighbourAsync();
    }

    protected override async Task PlayAsync(CaseScene scene, int round)
    {
        string name = $"victim-{round}";
        await scene.GroupAsync(name, "n1");
        await scene.ResourceAsync(
            name, name, "Fault", new { Process = true },
            CaseScene.FastPolls with { RestartThreshold = Threshold, RestartDelay = "10ms" });
        await scene.Api.Groups.OnlineAsync(name, CancellationToken.None);
        await scene.Cluster.OwnedByAsync(name, "n1");
        for (int death = 0; death <= Threshold; death++)
        {
            await scene.Cluster.SupervisedAsync(name);
            ResourceDto now = await scene.Cluster.ResourceAsync(name);
            int process = (await SameProcess.PidsAsync(scene, name))[0];
            await scene.Events.MarkAsync();
            NodeProcesses.Signal(process, NodeProcesses.SigKill);
            NodeProcesses.Signal(now.Monitor.Pid!.Value, NodeProcesses.SigKill);
            await scene.OneDeathAsync(now.Monitor.Pid.Value);
            await Until.TrueAsync("it runs again in another process", async () =>
                await scene.Cluster.ResourceAsync(name) is { State: "Online", Processes.Count: > 0 } again
                && again.Processes[0].Pid != process && NodeProcesses.Exists(again.Processes[0].Pid));
        }

        await scene.Cluster.OwnedByAsync(name, "n2");
        await scene.HealthyAsync(name, CaseScene.Neighbour);
        scene.NotInterrupted();
    }
}

/// <summary>
/// 12: a call hangs instead of crashing: the neighbours are reattached, and the culprit is isolated the second
/// time.
/// </summary>
public sealed class HangInsteadOfCrash()
    : ClusterCase(12, "hang instead of crash: neighbours reattached, culprit isolated the second time")
{
    protected override async Task PrepareAsync(CaseScene scene)
    {
        await scene.RegisterAsync(Programs.CounterPackage);
        await scene.RegisterAsync(Programs.FaultPackage);
        await scene.NeighbourAsync();
    }

    protected override async Task PlayAsync(CaseScene scene, int round)
    {
        string trigger = Path.Combine(scene.Cluster.Folder, $"hang-{round}.trigger");
        string culprit = $"culprit-{round}";
        string beside = $"beside-{round}";
        await scene.GroupAsync(culprit, "n1");
        await scene.ResourceAsync(
            culprit, culprit, "Fault", new { Process = true, When = "IsAlive", How = "Hang", Trigger = trigger });
        await scene.ResourceAsync(beside, culprit, "Fault", new { Process = true });
        await scene.Api.Groups.OnlineAsync(culprit, CancellationToken.None);
        await scene.Cluster.GroupStateAsync(culprit, "Online");
        SameProcess same = await SameProcess.OfAsync(scene, culprit, beside);
        await HangAsync(scene, culprit, trigger);
        CaseScene.Expect((await scene.Cluster.ResourceAsync(culprit)).IsolatedUntil is null,
            "isolated after the first hang");
        await HangAsync(scene, culprit, trigger);
        await Until.TrueAsync("the culprit is isolated", async () =>
        {
            ResourceDto isolated = await scene.Cluster.ResourceAsync(culprit);
            ResourceDto neighbour = await scene.Cluster.ResourceAsync(beside);
            return isolated.IsolatedUntil is not null && isolated.Monitor.Pid != neighbour.Monitor.Pid;
        });
        await scene.HealthyAsync(culprit, beside, CaseScene.Neighbour);
        await same.StillAsync();
        scene.NotInterrupted();
        await scene.Api.Groups.OfflineAsync(culprit, CancellationToken.None);
    }

    private static async Task HangAsync(CaseScene scene, string culprit, string trigger)
    {
        await scene.Cluster.SupervisedAsync(culprit);
        int pid = (await scene.Cluster.ResourceAsync(culprit)).Monitor.Pid!.Value;
        await scene.Events.MarkAsync();
        await File.WriteAllTextAsync(trigger, "");
        await scene.SupervisedByAnotherAsync(culprit, pid);
        scene.CountFault();
        await Until.TrueAsync("one event tells of the hang", async () =>
            (await scene.Events.SinceAsync("MonitorHung")).Count
                + (await scene.Events.SinceAsync("MonitorDied")).Count > 0);
        int told = (await scene.Events.SinceAsync("MonitorHung")).Count
            + (await scene.Events.SinceAsync("MonitorDied")).Count;
        CaseScene.Expect(told == 1, $"{told} events tell of one hang");
        scene.CountDeath(told);
    }
}
