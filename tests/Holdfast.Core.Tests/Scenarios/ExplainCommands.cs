using Holdfast.Core.Explanations;
using Holdfast.Core.State;
using Holdfast.Core.WhatIf;

namespace Holdfast.Core.Tests.Scenarios;

/// <summary>Commands that ask why, and what would happen if; answered by the product's own functions.</summary>
internal sealed class ExplainCommands(World world)
{
    private ClusterSnapshot Snapshot => world.Database.Snapshot;

    /// <summary>Any node can answer; here it is the first one that reaches the database.</summary>
    private SimNode Asked => world.Nodes.Values.First(node => node.IsRenewing);

    public void Register(IDictionary<string, Action<CommandLine>> commands)
    {
        commands["explain"] = Explain;
        commands["whatif"] = Imagine;
    }

    private void Explain(CommandLine c)
    {
        var explainer = new Explainer(Snapshot, Asked.Observer, World.Wall(world.Now), world.Now);
        switch (c[0])
        {
            case "group":
                IReadOnlyList<string> instances = explainer.InstancesOf(c[1]);
                foreach (string instance in instances.Count > 0 ? instances : [c[1]])
                {
                    Group(explainer.Group(instance) ?? throw Missing(c));
                }

                break;
            case "resource":
                Resource(explainer.Resource(c[1]) ?? throw Missing(c));
                break;
            case "node":
                Node(explainer.Node(c[1]) ?? throw Missing(c));
                break;
            default:
                throw new ScenarioException($"\"{c.Text}\": explain group, resource or node");
        }
    }

    private void Group(GroupExplanation group)
    {
        Answer($"{group.Group}: {string.Join(' ', group.Summary)}", group.Group);
        foreach (CandidateExplanation one in group.Candidates)
        {
            string can = one.IsOwner ? "owns it" : one.CanOwn ? "can" : "cannot";
            Answer($"  {one.Node} {can}: {one.Why}");
        }

        Waits(group.WaitsFor);
        if (group.Next.Length > 0)
        {
            Answer($"  next: {group.Next}");
        }
    }

    private void Resource(ResourceExplanation resource)
    {
        Answer($"{resource.Resource} {resource.State}: {string.Join(' ', resource.Summary)}");
        Waits(resource.WaitsFor);
    }

    private void Node(NodeExplanation node)
    {
        Answer($"{node.Node}: {string.Join(' ', node.Summary)}");
        foreach (GroupOnNode group in node.Groups)
        {
            Answer($"  {group.Group} is {(group.IsOwner ? "here" : "not here")}: {group.Why}");
        }

        Waits(node.WaitsFor);
    }

    private void Waits(IEnumerable<Waiting> waits)
    {
        foreach (Waiting wait in waits)
        {
            string until = wait.Until is { } at ? $", for {Durations.Offset(at - World.Wall(world.Now))[1..]}" : "";
            Answer($"  waits for {wait.For}{until}");
        }
    }

    /// <summary>What would happen; nothing of it does.</summary>
    private void Imagine(CommandLine c)
    {
        ClusterSnapshot before = Snapshot;
        WhatIfResult result = Playout.Run(
            before, Asked.Observer, Changes(c), World.Wall(world.Now), world.Now);
        if (!ReferenceEquals(before, Snapshot))
        {
            throw new ScenarioException("a what-if changed the cluster");
        }

        foreach (WhatIfStep step in result.Steps)
        {
            Answer($"would {Durations.Offset(step.After)} {step.Node ?? "-"} {step.Kind}: {step.Message}", step.Group);
        }

        Answer(result.Steps.Count == 0 ? "nothing would happen" : result.Settled ? "and then rest" : "and no rest");
    }

    private static IEnumerable<WhatIfChange> Changes(CommandLine c) => c[0] switch
    {
        "node-down" => c.Words.Skip(1).Select(node => new WhatIfChange.NodeDown(node)),
        "node-up" => c.Words.Skip(1).Select(node => new WhatIfChange.NodeUp(node)),
        "pause" => c.Words.Skip(1).Select(node => new WhatIfChange.Pause(node, Drain: false)),
        "drain" => c.Words.Skip(1).Select(node => new WhatIfChange.Pause(node, Drain: true)),
        "resume" => c.Words.Skip(1).Select(node => new WhatIfChange.Resume(node)),
        "online" => c.Words.Skip(1).Select(group => new WhatIfChange.Want(group, Online: true)),
        "offline" => c.Words.Skip(1).Select(group => new WhatIfChange.Want(group, Online: false)),
        "fail" => c.Words.Skip(1).Select(resource => new WhatIfChange.Fail(resource)),
        "move" => [new WhatIfChange.Move(c[1], c.Word(2))],
        "delete" => [new WhatIfChange.Store(Keys.Group(c[1]), null)],
        _ => throw new ScenarioException($"\"{c.Text}\": nothing of that kind can be imagined"),
    };

    private static ScenarioException Missing(CommandLine c) => new($"\"{c.Text}\": there is none of that name");

    private void Answer(string line, string? group = null) => world.Transcript.Answer(line, group);
}
