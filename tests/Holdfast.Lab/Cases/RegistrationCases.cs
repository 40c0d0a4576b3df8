using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Lab.Clusters;

namespace Holdfast.Lab.Cases;

/// <summary>9: the DLL's file is removed before the monitor is started again: healed from the other node.</summary>
public sealed class DllRemoved() : ClusterCase(9, "DLL file removed before the monitor's restart: healed from a peer")
{
    protected override async Task PrepareAsync(CaseScene scene)
    {
        await scene.RegisterAsync(Programs.CounterPackage);
        await scene.NeighbourAsync();
    }

    protected override async Task PlayAsync(CaseScene scene, int round)
    {
        LabNode owner = await scene.Cluster.OwnerAsync(CaseScene.Neighbour);
        ResourceDto counter = await scene.Cluster.ResourceAsync(CaseScene.Neighbour);
        SameProcess same = await SameProcess.OfAsync(scene, CaseScene.Neighbour);
        string dll = Path.Combine(owner.DataFolder, "packages", counter.PackageHash, counter.Dll);
        File.Delete(dll);
        await scene.KillMonitorAsync(CaseScene.Neighbour);
        await Until.TrueAsync($"{dll} healed", () => File.Exists(dll));
        await scene.HealthyAsync(CaseScene.Neighbour);
        await same.StillAsync();
        scene.NotInterrupted();
    }
}

/// <summary>
/// 10: while the monitor is down its type is changed, and another type registered: the new values win, none is
/// lost.
/// </summary>
public sealed class TypeChangedMeanwhile()
    : ClusterCase(10, "type upgraded and another registered while the monitor is down")
{
    private string _package = "";

    protected override async Task PrepareAsync(CaseScene scene)
    {
        await scene.RegisterAsync(Programs.CounterPackage);
        await scene.NeighbourAsync();
        _package = Path.Combine(scene.Cluster.Folder, "upgrade");
    }

    protected override async Task PlayAsync(CaseScene scene, int round)
    {
        CopyFolder(Programs.CounterPackage, _package);
        await File.WriteAllTextAsync(Path.Combine(_package, "RELEASE"), $"upgrade {round} {Guid.NewGuid()}\n");
        ResourceDto before = await scene.Cluster.ResourceAsync(CaseScene.Neighbour);
        await scene.Events.MarkAsync();
        scene.Watch.Allow(CaseScene.CounterType);
        NodeProcesses.Signal(before.Monitor.Pid!.Value, NodeProcesses.SigKill);
        Task<RegistrationDto> upgrade = scene.Api.Types
            .UpgradeAsync(CaseScene.CounterType, _package, CancellationToken.None);
        if (round == 0)
        {
            await scene.Api.Types.RegisterAsync(Programs.FaultPackage, CancellationToken.None);
        }

        RegistrationDto upgraded = await upgrade;
        CaseScene.Expect(upgraded.PackageHash != before.PackageHash, "the upgrade has the old package's hash");
        await Until.TrueAsync("the new package is in use", async () =>
            await scene.Cluster.ResourceAsync(CaseScene.Neighbour) is { State: "Online", Monitor.State: "Running" } now
            && now.PackageHash == upgraded.PackageHash && now.Monitor.Pid != before.Monitor.Pid);
        await scene.OneDeathAsync(before.Monitor.Pid.Value);
        await scene.HealthyAsync(CaseScene.Neighbour);
        IReadOnlyList<TypeDto> types = await scene.Api.Types.ListAsync(CancellationToken.None);
        CaseScene.Expect(types.Any(type => type.Name == "Fault"), "the type registered meanwhile is lost");
        CaseScene.Expect(
            types.Single(type => type.Name == CaseScene.CounterType).PackageHash == upgraded.PackageHash,
                "the old hash won");
        scene.NotInterrupted();
        await scene.Watch.ExpectAsync();
    }

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }
}

/// <summary>
/// 13: the coordinator's node dies in the middle of a registration: the type is there whole, or not at all.
/// </summary>
public sealed class CoordinatorDiesInRegistration()
    : ClusterCase(13, "the coordinator dies in the middle of a registration")
{
    protected override int Nodes => 3;

    protected override async Task PrepareAsync(CaseScene scene)
    {
        await scene.RegisterAsync(Programs.CounterPackage);
        await scene.NeighbourAsync("n3");
    }

    protected override async Task PlayAsync(CaseScene scene, int round)
    {
        ClusterStatusDto status = await scene.Api.StatusAsync(CancellationToken.None);
        LabNode coordinator = scene.Cluster[status.Coordinator!];
        Task registering = RegisterQuietlyAsync(coordinator);
        // Somewhere in the middle of it, somewhere else each round.
        await Task.Delay(30 + round * 67 % 500);
        coordinator.KillService();
        scene.CountFault();
        await registering;
        await coordinator.ServiceEndedAsync();
        coordinator.Start();
        await coordinator.ReadyAsync();
        await WholeOrNotAtAllAsync(scene);
        await scene.HealthyAsync(CaseScene.Neighbour);
        scene.NotInterrupted();
        await scene.Watch.ExpectAsync();
        await UnregisterAsync(scene);
    }

    private static async Task RegisterQuietlyAsync(LabNode node)
    {
        try
        {
            await node.Api.Types.RegisterAsync(Programs.FaultPackage, CancellationToken.None);
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException or HoldfastException)
        {
            // The node that was asked died: whether it was registered is what the case looks at.
        }
    }

    private static async Task WholeOrNotAtAllAsync(CaseScene scene)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (LabNode node in scene.Cluster.Nodes)
        {
            IReadOnlyList<TypeDto> types = await node.Api.Types.ListAsync(CancellationToken.None);
            seen.Add(string.Join(",", types.Where(type => type.Name.StartsWith("Fault", StringComparison.Ordinal))
                .Select(type => $"{type.Name}:{type.PackageHash}:{type.Dll}").Order(StringComparer.Ordinal)));
        }

        CaseScene.Expect(seen.Count == 1, $"the nodes do not agree: {string.Join(" | ", seen)}");
        int count = seen.Single().Split(',', StringSplitOptions.RemoveEmptyEntries).Length;
        CaseScene.Expect(count is 0 or 2, $"{count} of the package's 2 types are registered");
    }

    private static async Task UnregisterAsync(CaseScene scene)
    {
        foreach (TypeDto type in await scene.Api.Types.ListAsync(CancellationToken.None))
        {
            if (type.Name.StartsWith("Fault", StringComparison.Ordinal))
            {
                await scene.Api.Types.UnregisterAsync(type.Name, revision: null, CancellationToken.None);
            }
        }

        await scene.Watch.ExpectAsync();
    }
}

/// <summary>
/// 15: a node that cannot get the DLL is not given the group, says why, and the registration stays whole.
/// </summary>
public sealed class NodeWithoutDll() : ClusterCase(15, "a node without the DLL is no possible owner, and says so")
{
    protected override int Nodes => 3;

    protected override async Task PrepareAsync(CaseScene scene)
    {
        LabNode third = scene.Cluster["n3"];
        await third.KillAsync();
        await third.ServiceEndedAsync();
        RegistrationDto registered = await scene.Api.Types
            .RegisterAsync(Programs.CounterPackage, CancellationToken.None);
        string packages = Path.Combine(third.DataFolder, "packages");
        Directory.CreateDirectory(packages);
        await File
            .WriteAllTextAsync(Path.Combine(packages, registered.PackageHash), "a file where the folder should be");
        third.Start();
        await third.ReadyAsync();
        await scene.NeighbourAsync("n1");
        await scene.GroupAsync("g", "n1", "n3", "n2");
        await scene.ResourceAsync(
            "counter", "g", CaseScene.CounterType,
            new { Port = TestPorts.Next(), Folder = Path.Combine(scene.Cluster.Folder, "c2") });
        await scene.Api.Groups.OnlineAsync("g", CancellationToken.None);
        await scene.Cluster.OwnedByAsync("g", "n1");
    }

    protected override async Task PlayAsync(CaseScene scene, int round)
    {
        if (round > 0)
        {
            return;
        }

        await Until.TrueAsync("n3 says that it lacks the DLL", async () =>
            (await scene.Api.Nodes.ShowAsync("n3", CancellationToken.None)).UnavailableTypes
                .TryGetValue(CaseScene.CounterType, out string? reason)
                    && reason.Contains("DLL missing", StringComparison.Ordinal));
        await scene.Api.Groups.MoveAsync("g", null, CancellationToken.None);
        await scene.Cluster.OwnedByAsync("g", "n2");
        scene.CountFault();
        await scene.HealthyAsync("counter", CaseScene.Neighbour);
        scene.NotInterrupted();
    }
}

/// <summary>16: a type that resources use cannot be unregistered.</summary>
public sealed class UnregisterInUse() : ClusterCase(16, "unregister while in use is refused")
{
    protected override async Task PrepareAsync(CaseScene scene)
    {
        await scene.RegisterAsync(Programs.CounterPackage);
        await scene.NeighbourAsync();
    }

    protected override async Task PlayAsync(CaseScene scene, int round)
    {
        try
        {
            await scene.Api.Types.UnregisterAsync(CaseScene.CounterType, revision: null, CancellationToken.None);
            throw new CaseFailedException("a type in use was unregistered");
        }
        catch (HoldfastException refused)
        {
            CaseScene.Expect(
                refused.Message.Contains(CaseScene.Neighbour, StringComparison.Ordinal),
                $"the refusal does not name the resource: {refused.Message}");
        }

        scene.CountFault();
        await scene.HealthyAsync(CaseScene.Neighbour);
        scene.NotInterrupted();
    }
}
