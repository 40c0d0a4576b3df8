using Holdfast.Core.Configuration;
using Holdfast.Core.State;

namespace Holdfast.Core.Tests.Scenarios;

/// <summary>Commands about nodes and about time.</summary>
internal sealed class ClusterCommands(World world)
{
    private static readonly TimeSpan LongestSettling = TimeSpan.FromMinutes(10);

    private ClusterSnapshot Snapshot => world.Database.Snapshot;

    public void Register(IDictionary<string, Action<CommandLine>> commands)
    {
        commands["nodes"] = Nodes;
        commands["node"] = c => Add(c[0], c, up: false);
        commands["node-up"] = c => Each(c, node => node.Up());
        commands["node-down"] = c => Each(c, node => node.Down());
        commands["node-leaves"] = c => Each(c, node => node.Leave());
        commands["node-silent"] = c => Each(c, node => node.Silence());
        commands["node-restarts"] = c => Each(c, node =>
        {
            node.Down();
            node.Up();
        });
        commands["node-lags"] = c => Each(c, node => node.Lag());
        commands["node-catches-up"] = c => Each(c, node => node.CatchUp());
        commands["proven-dead"] = c => Each(c, Prove);
        commands["pause"] = c => Each(c, node => Want(node, paused: true, drain: false));
        commands["drain"] = c => Each(c, node => Want(node, paused: true, drain: true));
        commands["resume"] = c => Put(c[0], node => node with
        {
            Paused = false, Drain = false, FailbackAsked = c.Word(1) == "failback",
        });
        commands["confirm-dead"] = c => Put(c[0], node => node with { ConfirmedDead = world.Node(c[0]).Epoch });
        commands["wait"] = c => world.RunTo(world.Now + Durations.Parse(c[0]));
        commands["settle"] = _ => Settle();
    }

    /// <summary>
    /// Nodes that are up, without a word about it; their ids count up in the order in which they are named.
    /// </summary>
    private void Nodes(CommandLine c)
    {
        foreach (string name in c.Words)
        {
            Add(name, c, up: true);
        }

        // Every scenario begins so; who coordinates is told where it matters.
        world.Ripple();
        world.Transcript.Begin(world.Now);
    }

    private void Add(string name, CommandLine c, bool up)
    {
        int id = Snapshot.Nodes.Count + 1;
        NodeConfig config = c.Settings.Aggregate(
            new NodeConfig { Name = name, Id = id },
            (node, setting) => Properties.With(node, setting.Key, setting.Value));
        world.Nodes[name] = new(world, name, id);
        world.Database.Put(Keys.Node(name), config);
        if (up)
        {
            world.Nodes[name].Up();
        }
    }

    private void Prove(SimNode dead)
    {
        if (dead.IsUp)
        {
            throw new ScenarioException($"{dead.Name} is not dead");
        }

        foreach (SimNode node in world.Nodes.Values.Where(node => node.IsUp))
        {
            node.Prove(dead.Name, dead.Epoch);
        }
    }

    private void Want(SimNode node, bool paused, bool drain) =>
        Put(node.Name, config => config with { Paused = paused, Drain = drain, FailbackAsked = false });

    private void Put(string node, Func<NodeConfig, NodeConfig> change) =>
        world.Database.Put(Keys.Node(node), change(Snapshot.Nodes[world.Node(node).Name].Value));

    private void Settle()
    {
        if (!world.Settle(LongestSettling))
        {
            world.Transcript.Answer($"not at rest after {LongestSettling.TotalMinutes:0}min");
        }
    }

    private void Each(CommandLine c, Action<SimNode> act)
    {
        foreach (string name in c.Words)
        {
            act(world.Node(name));
        }
    }
}
