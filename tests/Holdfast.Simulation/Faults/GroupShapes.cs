using System.Globalization;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Faults;

/// <summary>
/// What two runs of five have besides ordinary groups: a parallel group with roles, and groups that depend on others.
/// </summary>
internal sealed class GroupShapes(Universe universe)
{
    /// <summary>The parallel group; its instances are <c>p:0</c>, <c>p:1</c>… or <c>p:n1</c>, <c>p:n2</c>…</summary>
    public const string Parallel = "p";

    private ResourceEdits? _resources;
    private int _moves;

    /// <summary>This run has them.</summary>
    public bool Made => _resources is not null;

    private Chance Chance => universe.Chance("shapes");

    /// <summary>How willing an instance is to be promoted: drawn when it came up, or anew.</summary>
    public static int? DrawScore(Universe universe)
    {
        Chance chance = universe.Chance("scores");
        return chance.Happens(0.1) ? null : chance.Below(100);
    }

    /// <summary>Whether the resource is the one of a parallel group that says how willing it is.</summary>
    public static bool HasScore(string resource) => resource.StartsWith("pa:", StringComparison.Ordinal);

    public void Draw(ResourceEdits resources)
    {
        if (!Chance.Happens(0.4))
        {
            return;
        }

        _resources = resources;
        if (Chance.Happens(0.6))
        {
            Depend("g2", ["g1"]);
        }

        if (Chance.Happens(0.8))
        {
            universe.Put(Keys.Group(Parallel), DrawGroup());
            resources.Make(Parallel);
        }

        if (Chance.Happens(0.4))
        {
            Depend("g3", ["g1", "g2", Parallel]);
        }
    }

    public void EditDependency(Fault fault)
    {
        switch (fault.Detail % 3)
        {
            case 0:
                Change("g3", config => config with { DependsOn = [] });
                break;
            case 1:
                Depend("g2", ["g1"]);
                break;
            default:
                Depend("g3", ["g1", "g2", Parallel]);
                break;
        }
    }

    public void Edit(Fault fault, Action<long, Action> later)
    {
        if (universe.Database.Find<GroupConfig>(Keys.Group(Parallel)) is not { } config)
        {
            return;
        }

        universe.Counters.ParallelEdits++;
        string[] names = [.. universe.Database.Snapshot.GroupStates.Keys.Where(IsInstance)];
        string? one = names.Length == 0 ? null : names[fault.Target % names.Length];
        switch (fault.Detail % 6)
        {
            case 0:
                universe.Put(Keys.Group(Parallel), config with { Instances = DrawInstances(config.InstancesPerNode) });
                break;
            case 1:
                universe.Put(Keys.Group(Parallel), config with { WantedOnline = false });
                later(fault.Lasts / 2, () => Change(Parallel, now => now with { WantedOnline = true }));
                break;
            case 2:
                universe.Delete(Keys.Group(Parallel));
                later(fault.Lasts / 4, () => Again(config));
                break;
            case 3 when one is not null:
                universe.Put(Keys.Move(one), new MoveRequest
                {
                    Group = one,
                    Id = $"move-of-one-{++_moves}",
                    Target = fault.Lasts % 2 == 0 ? null : universe.Nodes[fault.Target % universe.Nodes.Count].Name,
                });
                break;
            case 4:
                PromoteNobody(config, fault, later);
                break;
            default:
                foreach (SimNode node in universe.Nodes)
                {
                    node.Service?.Post(0, service => service.Fail(one ?? ""));
                }

                break;
        }
    }

    /// <summary>For a while; now and then an owner's service and its monitors are gone when it is to demote.</summary>
    private void PromoteNobody(GroupConfig config, Fault fault, Action<long, Action> later)
    {
        if (config.Promoted == 0)
        {
            return;
        }

        SimNode away = universe.Nodes[fault.Target % universe.Nodes.Count];
        if (fault.Detail % 4 == 0)
        {
            away.EndService("killed before it is to demote");
            Array.ForEach([.. away.Monitors], monitor => monitor.Kill());
            later((long)400e6, away.StartService);
        }

        universe.Put(Keys.Group(Parallel), config with { Promoted = 0 });
        later(
            Math.Min(fault.Lasts, (long)500e6),
            () => Change(Parallel, now => now with { Promoted = config.Promoted }));
    }

    /// <summary>The instances on a node, or one of them, say another score.</summary>
    public void ChangeScores(SimNode node)
    {
        foreach (Monitors.SimMonitor monitor in node.Monitors.ToArray())
        {
            foreach (Monitors.SimHosted hosted in monitor.Hosted.Where(one => one.HasSaid).ToArray())
            {
                universe.Counters.ScoreChanges++;
                monitor.Say(hosted, DrawScore(universe));
            }
        }
    }

    private static bool IsInstance(string name) => name.StartsWith("p:", StringComparison.Ordinal);

    private GroupConfig DrawGroup()
    {
        int perNode = Chance.Happens(0.7) ? 1 : 2;
        return new()
        {
            Name = Parallel,
            WantedOnline = true,
            Instances = DrawInstances(perNode),
            InstancesPerNode = perNode,
            Promoted = Chance.Pick([0, 1, 1, 1, 2]),
            FailoverPeriod = TimeSpan.FromSeconds(20),
            DependsOn = Chance.Happens(0.2) ? [new("g1", DependencyScope.Anywhere)] : [],
        };
    }

    /// <summary>As many as there is room for, or fewer, or one on every node.</summary>
    private int DrawInstances(int perNode) =>
        Chance.Happens(0.3) ? 0 : 2 + Chance.Below((universe.Nodes.Count * perNode) - 1);

    private void Depend(string group, IReadOnlyList<string> on) => Change(group, config => config with
    {
        DependsOn = [new(
            Chance.Pick(on),
            Chance.Pick([DependencyScope.Anywhere, DependencyScope.Local, DependencyScope.Elsewhere]))],
    });

    private void Again(GroupConfig config)
    {
        if (universe.Database.Find<GroupConfig>(Keys.Group(Parallel)) is null)
        {
            universe.Put(Keys.Group(Parallel), config);
        }
    }

    private void Change(string group, Func<GroupConfig, GroupConfig> change)
    {
        if (universe.Database.Find<GroupConfig>(Keys.Group(group)) is { } config)
        {
            universe.Put(Keys.Group(group), change(config));
        }
    }
}
