using Holdfast.Client.Requests;
using Holdfast.Lab.Clusters;

namespace Holdfast.Lab.Cases;

/// <summary>8: the owner's node is killed: failover, and failback when it is up again.</summary>
public sealed class NodeDies() : ClusterCase(8, "two nodes: kill, failover, failback")
{
    protected override async Task PrepareAsync(CaseScene scene)
    {
        await scene.RegisterAsync(Programs.CounterPackage);
        await scene.NeighbourAsync("n2");
        await scene.GroupAsync("g", "n1");
        await scene.Api.Groups.UpdateAsync(
            "g", new UpdateGroupRequest { AutoFailback = true }, revision: null, CancellationToken.None);
        await scene.ResourceAsync(
            "counter", "g", CaseScene.CounterType,
            new { Port = TestPorts.Next(), Folder = Path.Combine(scene.Cluster.Folder, "c2") });
        await scene.Api.Groups.OnlineAsync("g", CancellationToken.None);
        await scene.Cluster.OwnedByAsync("g", "n1");
    }

    protected override async Task PlayAsync(CaseScene scene, int round)
    {
        LabNode first = scene.Cluster["n1"];
        await first.KillAsync();
        await first.ServiceEndedAsync();
        scene.CountFault();
        await scene.Cluster.OwnedByAsync("g", "n2");
        await scene.HealthyAsync("counter", CaseScene.Neighbour);
        first.Start();
        await first.ReadyAsync();
        await scene.Cluster.OwnedByAsync("g", "n1");
        await scene.HealthyAsync("counter", CaseScene.Neighbour);
        scene.NotInterrupted();
    }
}

/// <summary>
/// 17: every process of the machine is killed and started again: everything comes back as it was wanted.
/// </summary>
public sealed class EverythingDies() : ClusterCase(17, "every process of the machine killed and started again")
{
    protected override int Nodes => 3;

    protected override async Task PrepareAsync(CaseScene scene)
    {
        await scene.RegisterAsync(Programs.CounterPackage);
        await scene.GroupAsync("g", "n1");
        await scene.ResourceAsync(
            "counter", "g", CaseScene.CounterType,
            new { Port = TestPorts.Next(), Folder = Path.Combine(scene.Cluster.Folder, "c2") });
        await scene.ResourceAsync("app", "g", "GenericApplication", SameProcess.Sleep);
        await scene.Api.Groups.OnlineAsync("g", CancellationToken.None);
        await scene.Cluster.GroupStateAsync("g", "Online");
    }

    protected override async Task PlayAsync(CaseScene scene, int round)
    {
        await Task.WhenAll(scene.Cluster.Nodes.Select(node => node.KillAsync()));
        scene.CountFault();
        foreach (LabNode node in scene.Cluster.Nodes)
        {
            await node.ServiceEndedAsync();
            node.Start();
        }

        foreach (LabNode node in scene.Cluster.Nodes)
        {
            await node.ReadyAsync();
        }

        await scene.Cluster.GroupStateAsync("g", "Online");
        await scene.HealthyAsync("counter", "app");
    }
}
