using System.Globalization;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Groups;
using Holdfast.Core.State;

namespace Holdfast.Core.Tests.Scenarios;

/// <summary>Commands by which something goes wrong, or is told how to go.</summary>
internal sealed class FaultCommands(World world)
{
    public void Register(IDictionary<string, Action<CommandLine>> commands)
    {
        commands["script"] = Script;
        commands["fail"] = c =>
            Host(c[0]).Post(new GroupEvent.OperatorFailed(c[0], c.Word(1) ?? "an operator said so"));
        commands["clear"] = Clear;
        commands["score"] = c => Heard(c[0], monitor => new GroupEvent.PromotionScored(
            c[0], monitor, c[1] == "none" ? null : int.Parse(c[1], CultureInfo.InvariantCulture)));
        commands["unfit"] = c => Heard(c[0], monitor => new GroupEvent.NodeFitnessReported(c[0], monitor, c[1]));
        commands["fit"] = c => Heard(c[0], monitor => new GroupEvent.NodeFitnessReported(c[0], monitor, ""));
        commands["database-lost"] = _ => Everybody(node => node.GoOnByAgreement());
        commands["database-back"] = _ => Everybody(node => node.Up());
        commands["dies"] = c =>
        {
            world.Running.Stop(c[0], NodeOf(c[0]).Name);
            Report(c, "its process exited");
        };
        commands["unhealthy"] = c => Report(c, "IsAlive said no");
        commands["health"] = c => Heard(c[0], monitor => new GroupEvent.HealthChanged(c[0], monitor, c[1]));
        commands["monitor-dies"] = c => MonitorDies(c, crashed: false);
        commands["monitor-crashes"] = c => MonitorDies(c, crashed: true);
        commands["guard-dies"] = c =>
        {
            (SimNode node, OwnedInstance host) = Owner(c[0]);
            node.Calls.GuardDies(host);
        };
        commands["dll-gone"] = c => Dll(c, $"DLL missing: {c[0]}.dll is nowhere");
        commands["dll-back"] = c => Dll(c, null);
        commands["protections"] = c =>
            world.Node(c[0]).Calls.Protections = c[1].Split(',').ToValueList();
    }

    private void Everybody(Action<SimNode> meets)
    {
        foreach (SimNode node in world.Nodes.Values.Where(node => node.IsUp))
        {
            meets(node);
        }
    }

    /// <summary>
    /// <c>script r online=fail:2 "why"</c>, <c>script r@n1 online=hang</c>, <c>script g start=fail</c>.
    /// </summary>
    private void Script(CommandLine c)
    {
        string[] sides = c[0].Split('@');
        foreach ((string call, string told) in c.Settings)
        {
            world.Script.Tell(sides[0], sides.ElementAtOrDefault(1), call, told, c.Word(1));
        }
    }

    private void Report(CommandLine c, string reason) =>
        Heard(c[0], monitor => new GroupEvent.FailureReported(c[0], monitor, c.Word(1) ?? reason));

    /// <summary>Without a monitor nobody notices; the next one is told when it asks.</summary>
    private void Heard(string resource, Func<string, GroupEvent> happened)
    {
        if (MonitorOf(resource) is { } monitor)
        {
            Host(resource).Post(happened(monitor.Id));
        }
    }

    /// <summary>Forgets the failures of a group, the losses of a node, or what is counted of a resource.</summary>
    private void Clear(CommandLine c)
    {
        ClusterSnapshot snapshot = world.Database.Snapshot;
        DateTimeOffset now = World.Wall(world.Now);
        if (snapshot.Groups.TryGetValue(c[0], out Row<GroupConfig>? group))
        {
            world.Database.Put(Keys.Group(c[0]), group.Value with { ClearedAt = now });
        }
        else if (snapshot.Nodes.TryGetValue(c[0], out Row<NodeConfig>? node))
        {
            world.Database.Put(Keys.Node(c[0]), node.Value with { ClearedAt = now });
        }
        else
        {
            Host(c[0]).Post(new GroupEvent.OperatorCleared(c[0]));
        }
    }

    /// <summary>
    /// The monitor that has a resource open, or all monitors of a node; <c>during=r</c> for one in whose poll it dies.
    /// </summary>
    private void MonitorDies(CommandLine c, bool crashed)
    {
        if (world.Nodes.TryGetValue(c[0], out SimNode? node))
        {
            foreach (SimMonitor monitor in node.Calls.Monitors.Living)
            {
                node.Calls.MonitorDies(monitor, crashed, c.Setting("during"));
            }
        }
        else
        {
            SimMonitor monitor = MonitorOf(c[0]) ?? throw new ScenarioException($"{c[0]} has no monitor");
            NodeOf(c[0]).Calls.MonitorDies(monitor, crashed, c.Setting("during"));
        }
    }

    /// <summary>On the nodes that are named, or on all.</summary>
    private void Dll(CommandLine c, string? why)
    {
        foreach (SimNode node in world.Nodes.Values.Where(n => c.Words.Count == 1 || c.Words.Contains(n.Name)))
        {
            node.Calls.Miss(c[0], why);
            foreach (OwnedInstance host in why is null ? node.Hosts.Values.ToList() : [])
            {
                host.Post(new GroupEvent.PackageFound(
                    world.Database.Snapshot.Types[c[0]].Value.PackageHash));
            }
        }
    }

    private OwnedInstance Host(string resource) => Of(resource).Host;

    private SimNode NodeOf(string resource) => Of(resource).Node;

    private SimMonitor? MonitorOf(string resource) => NodeOf(resource).Calls.Monitors.Of(resource);

    private (SimNode Node, OwnedInstance Host) Of(string resource) =>
        Where(host => host.Runtime.Resources.ContainsKey(resource))
        ?? throw new ScenarioException($"no node has the resource {resource}");

    private (SimNode Node, OwnedInstance Host) Owner(string group) =>
        Where(host => host.Group == group) ?? throw new ScenarioException($"no node has the group {group}");

    private (SimNode Node, OwnedInstance Host)? Where(Func<OwnedInstance, bool> wanted)
    {
        foreach (SimNode node in world.Nodes.Values)
        {
            if (node.Hosts.Values.FirstOrDefault(wanted) is { } host)
            {
                return (node, host);
            }
        }

        return null;
    }
}
