using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Holdfast.Core.Collections;
using Holdfast.Core.Explanations;
using Holdfast.Core.Groups;
using Holdfast.Core.Membership;
using Holdfast.Core.Placement;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Core.WhatIf;
using Xunit;

namespace Holdfast.Core.Tests.Scenarios;

/// <summary>
/// What holds whatever happens, on whole clusters with the product's own coordinators and owners: nothing runs twice,
/// nothing starts without what it needs, and never more are promoted than may be (the runner's referees), and more.
/// </summary>
public sealed class RandomScenarioProperties
{
    [Fact]
    public void AnyFaults_TheRefereesObjectToNothing_AndOwnersMayOwn() => Holds(120, scenario =>
    {
        scenario.Faults(30);
        foreach (GroupInstance instance in Instances(scenario.Snapshot))
        {
            string? owner = Owner(scenario.Snapshot, instance);
            Assert.True(
                owner is null || instance.Config.PossibleOwners.Count == 0
                    || instance.Config.PossibleOwners.Contains(owner),
                $"{instance.Name} is on {owner}");
        }
    });

    [Fact]
    public void FaultsOver_WhatCanRunSomewhereDoes_AndThenNothingHappens() => Holds(80, scenario =>
    {
        scenario.Faults(20);
        scenario.Recover();
        Explainer explainer = Explain(scenario);
        foreach (GroupInstance instance in Instances(scenario.Snapshot))
        {
            GroupExplanation why = explainer.Group(instance.Name)!;
            Assert.True(
                why.Owner is not null || why.Candidates.All(candidate => !candidate.CanOwn),
                $"{instance.Name} has no owner: {string.Join("; ", why.Candidates)}");
            Assert.True(
                why.Owner is null || IsOnline(scenario.Snapshot, instance.Name)
                    || GroupPlan.From(scenario.Snapshot, instance.Name).WaitsFor is not null,
                $"{instance.Name} is not online on {why.Owner}: {string.Join(" ", why.Summary)}");
        }

        Assert.Equal(["nothing"], scenario.Play("wait 30min"));
    });

    [Fact]
    public void Drain_Ends() => Holds(60, scenario =>
    {
        scenario.Faults(5);
        scenario.Recover();
        string node = scenario.NodeNames[0];
        scenario.Play($"drain {node}");
        scenario.Play("wait 2min");
        Explainer explainer = Explain(scenario);
        foreach (GroupInstance instance in Instances(scenario.Snapshot)
            .Where(instance => Owner(scenario.Snapshot, instance) == node))
        {
            GroupExplanation why = explainer.Group(instance.Name)!;
            Assert.True(
                why.Candidates.All(candidate => candidate.IsOwner || !candidate.CanOwn
                    || candidate.Why.Contains("it failed on", StringComparison.Ordinal)),
                $"{instance.Name} is still on {node}: {string.Join("; ", why.Candidates)}");
        }
    });

    [Fact]
    public void WhatIf_FirstStep_IsWhatTheCoordinatorDecides() => Holds(60, scenario =>
    {
        scenario.Faults(10);
        scenario.Recover();
        string lost = scenario.NodeNames[^1];
        ClusterSnapshot snapshot = scenario.Snapshot;
        SimNode asked = Asked(scenario);
        DateTimeOffset wall = World.Wall(scenario.World.Now);
        WhatIfResult imagined = Playout.Run(
            snapshot, asked.Observer, [new WhatIfChange.NodeDown(lost)], wall, scenario.World.Now);
        CoordinatorState holder = snapshot.Coordinator!.Value;
        string self = holder.Holder == lost || !snapshot.Members[holder.Holder].Value.Alive
            ? snapshot.Members.Values.First(m => m.Value.Alive && m.Value.Node != lost).Value.Node
            : holder.Holder;
        CoordinatorStep real = Coordinator.Decide(
            snapshot,
            asked.Observer.Prove(lost, snapshot.Members[lost].Value.Epoch),
            new(self, snapshot.Members[self].Value.Epoch),
            wall,
            scenario.World.Now);
        string[] decided = [.. real.Plan?.Announcements.Select(told => WithoutGeneration(told.Message)) ?? []];
        Assert.Equal(decided, imagined.Steps
            .Where(step => step.Resource is null)
            .Select(step => WithoutGeneration(step.Message))
            .Take(decided.Length));
        Assert.True(imagined.Settled);
    });

    /// <summary>An owner decides again only about groups whose plan may differ: none may be left out.</summary>
    [Fact]
    public void PlanDiffers_ItWasSaidThatItMay()
    {
        int spared = 0;
        Holds(80, scenario =>
        {
            for (int i = 0; i < 15; i++)
            {
                ClusterSnapshot before = scenario.Snapshot;
                scenario.Faults(1);
                ClusterSnapshot after = scenario.Snapshot;
                foreach (string group in Instances(before).Union(Instances(after)).Select(one => one.Name).Distinct())
                {
                    bool may = GroupPlan.MayDiffer(after, before, group);
                    spared += may ? 0 : 1;
                    Assert.True(
                        may || (GroupPlan.From(after, group) == GroupPlan.From(before, group)
                            && after.GroupStates.GetValueOrDefault(group)
                                == before.GroupStates.GetValueOrDefault(group)),
                        $"the plan of {group} differs, and it was said that it does not");
                }
            }
        });
        Assert.NotEqual(0, spared);
    }

    /// <summary>The first generation of a group is the revision, which renewals raise.</summary>
    private static string WithoutGeneration(string message) =>
        Regex.Replace(message, "generation [0-9]+", "generation N", RegexOptions.None, TimeSpan.FromSeconds(1));

    private static Explainer Explain(RandomScenario scenario) => new(
        scenario.Snapshot, Asked(scenario).Observer, World.Wall(scenario.World.Now), scenario.World.Now);

    private static SimNode Asked(RandomScenario scenario) =>
        scenario.World.Nodes.Values.First(node => node.IsRenewing);

    private static ValueList<GroupInstance> Instances(ClusterSnapshot snapshot) => snapshot.Groups.Values
        .SelectMany(group => GroupInstance.Of(group.Value, snapshot))
        .ToValueList();

    private static string? Owner(ClusterSnapshot snapshot, GroupInstance instance) =>
        snapshot.GroupStates.TryGetValue(instance.Name, out Row<GroupState>? row) ? row.Value.Owner : null;

    private static bool IsOnline(ClusterSnapshot snapshot, string instance) =>
        snapshot.GroupStatuses.TryGetValue(instance, out Row<GroupStatus>? status)
        && status.Value.Generation == snapshot.GroupStates[instance].Value.Generation
        && status.Value.Resources.All(resource => resource.State == ResourceState.Online);

    private static void Holds(int tests, Action<RandomScenario> property) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(tests),
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var scenario = new RandomScenario(seed);
            try
            {
                property(scenario);
            }
            catch (Exception error)
            {
                throw new RefereeException($"{error.Message}\n{scenario.Story}");
            }
        }));
}
