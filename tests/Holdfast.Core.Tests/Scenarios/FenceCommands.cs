using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Explanations;
using Holdfast.Core.Failover;
using Holdfast.Core.Membership;
using Holdfast.Core.State;

namespace Holdfast.Core.Tests.Scenarios;

/// <summary>Devices that power nodes off, and what the one who carries a power-off out comes to.</summary>
internal sealed class FenceCommands(World world)
{
    private ClusterSnapshot Snapshot => world.Database.Snapshot;

    public void Register(IDictionary<string, Action<CommandLine>> commands)
    {
        commands["fence-device"] = Add;
        commands["power-off-begins"] = c => Step(c, (row, self) =>
            StonithSteps.Take(Snapshot, row, self, World.Wall(world.Now)));
        commands["power-off-fails"] = c => Step(c, (row, _) =>
            StonithSteps.Fail(Snapshot, row, "the device says no", elsewhere: false, World.Wall(world.Now)));
        commands["power-off-fails-here"] = c => Step(c, (row, _) =>
            StonithSteps.Fail(Snapshot, row, "no route to pdu", elsewhere: true, World.Wall(world.Now)));
        commands["power-off-confirmed"] = c => Step(c, (row, _) =>
            StonithSteps.Confirm(Snapshot, row, 1, new(DevicesOf(c[0]), false, []), [], World.Wall(world.Now)));
        commands["fences"] = _ => Show();
    }

    /// <summary><c>fence-device d n1 n2</c>.</summary>
    private void Add(CommandLine c) => world.Database.Put(Keys.FenceDevice(c[0]), new FenceDeviceConfig
    {
        Name = c[0], Agent = "fence_test",
        Hosts = ValueMap<string>.From(c.Words.Skip(1).Select(node => KeyValuePair.Create(node, node))),
    });

    private string DevicesOf(string node) =>
        string.Join(" and ", StonithSteps.DevicesOf(Snapshot, node).Select(device => device.Name));

    private void Step(CommandLine c, Func<Row<FenceState>, CoordinatorIdentity, CommitPlan?> step)
    {
        if (!Snapshot.Fences.TryGetValue(c[0], out Row<FenceState>? row))
        {
            throw new ScenarioException($"nobody wants {c[0]} powered off");
        }

        CoordinatorState coordinator = Snapshot.Coordinator!.Value;
        var self = new CoordinatorIdentity(coordinator.Holder, coordinator.HolderEpoch);
        if (step(row, self) is not { } plan)
        {
            world.Transcript.Answer("that step may not be taken");
            return;
        }

        if (world.Database.Commit(plan) is { } conflict)
        {
            world.Transcript.Answer($"it conflicts on {conflict}");
            return;
        }

        foreach (Announcement told in plan.Announcements)
        {
            world.Tell(self.Node, told.Kind, told.Message, told.Group);
        }
    }

    private void Show()
    {
        foreach (FenceState fence in Snapshot.Fences.Values.Select(row => row.Value))
        {
            world.Transcript.Answer(
                $"{fence.Node} in epoch {fence.Epoch}: {fence.Phase}, begun {fence.Attempts} times");
        }
    }
}
