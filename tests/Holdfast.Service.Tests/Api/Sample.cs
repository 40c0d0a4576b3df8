using Holdfast.Client.Requests;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Core.Status;

namespace Holdfast.Service.Tests.Api;

/// <summary>A small cluster: nodes n1 and n2, type Acme.Ledger, group ledger with resource l.</summary>
internal static class Sample
{
    public const string Hash = "3f2a000000000000000000000000000000000000000000000000000000000000";

    public const string Schema =
        """
        {"type":"object","properties":{
          "Port":{"type":"integer","minimum":1,"maximum":65535,"default":7000},
          "Mode":{"type":"string","enum":["Fast","Safe"]},
          "Label":{"type":"string","minLength":1,"maxLength":5,"pattern":"^[a-z]+$"},
          "Every":{"type":"string","pattern":"^\\d+(\\.\\d+)?(ms|s|min|h|d)$","x-format":"duration"},
          "Password":{"type":"string","x-secret":true,"writeOnly":true}},
         "additionalProperties":false}
        """;

    /// <summary>The registration of the type of resource l.</summary>
    public static ResourceTypeConfig Ledger { get; } = new()
    {
        Name = "Acme.Ledger", DisplayName = "Ledger", DllName = "Acme.Ledger.dll", PackageHash = Hash,
        EntryType = "Acme.Ledger", Version = "1.0.0", PropertySchema = Schema, Controls = ["snapshot"],
    };

    public static async Task SeedAsync(ApiNode node)
    {
        await node.PutAsync(Keys.Cluster, new ClusterConfig { Name = "test", Id = "c-1" });
        await node.PutAsync(Keys.Node("n1"), new NodeConfig { Name = "n1", Id = 1 });
        await node.PutAsync(Keys.Node("n2"), new NodeConfig { Name = "n2", Id = 2 });
        await node.PutAsync(Keys.Member("n1"), new MemberState { Node = "n1", Epoch = 1, Alive = true, Sequence = 1 });
        await node.PutAsync(Keys.Member("n2"), new MemberState { Node = "n2", Epoch = 1, Alive = true, Sequence = 1 });
        await node.PutAsync(Keys.Type("Acme.Ledger"), Ledger);
        CancellationToken none = CancellationToken.None;
        await node.Client.Groups.CreateAsync(new CreateGroupRequest { Name = "ledger" }, none);
        await node.Client.Resources.CreateAsync(
            new CreateResourceRequest { Name = "l", Group = "ledger", Type = "Acme.Ledger" }, none);
    }

    /// <summary>The group is owned and its resource online there.</summary>
    public static async Task RunAsync(ApiNode node, string owner, ResourceState state = ResourceState.Online)
    {
        await node.PutAsync(Keys.GroupState("ledger"), new GroupState
        {
            Group = "ledger", Owner = owner, OwnerEpoch = 1, Generation = 7, Reason = "preferred",
        });
        await node.PutAsync(Keys.GroupStatus("ledger"), new GroupStatus
        {
            Group = "ledger", Node = owner, Epoch = 1, Generation = 7, Phase = GroupPhase.Active, GuardPid = 50,
            Resources =
            [
                new ResourceStatus
                {
                    Name = "l", Type = "Acme.Ledger", State = state, Monitor = MonitorPresence.Running,
                    MonitorPid = 42, MonitorId = "m1", Health = "Ok",
                },
            ],
        });
        await node.PutAsync(Keys.NodeStatus(owner), new NodeStatus
        {
            Node = owner, Epoch = 1, Packages = [Hash],
            Processes =
            [
                new NodeProcess(41, "service", owner, []), new NodeProcess(42, "monitor", "m1", ["l"]),
                new NodeProcess(50, "guard", "ledger", ["l"]), new NodeProcess(51, "resource", "l", ["l"]),
            ],
        });
    }
}
