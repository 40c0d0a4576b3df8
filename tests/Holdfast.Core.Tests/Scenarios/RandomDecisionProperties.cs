using FsCheck;
using FsCheck.Fluent;
using Holdfast.Core.Configuration;
using Holdfast.Core.Explanations;
using Holdfast.Core.Failover;
using Holdfast.Core.Membership;
using Holdfast.Core.Placement;
using Holdfast.Core.State;
using Xunit;

namespace Holdfast.Core.Tests.Scenarios;

/// <summary>
/// What holds of every single decision: clusters as random scenarios leave them, and each of their nodes lost.
/// </summary>
public sealed class RandomDecisionProperties
{
    /// <summary>Seeds whose scenario once broke a property: asked first, each time.</summary>
    private static readonly int[] OnceWrong = [1566163878, 1628541269];

    [Fact]
    public void Decision_DependsOnItsInputOnly_AndOnNoOrder() => Holds(look =>
    {
        FailoverDecision decision = look.Decide();
        ClusterSnapshot other = look.Snapshot.Rows()
            .Reverse()
            .Aggregate(
                new ClusterSnapshot { Revision = look.Snapshot.Revision },
                (snapshot, row) => snapshot.Set(row.Key, row.Value, row.Revision));
        Assert.Equal(decision, look.Decide());
        Assert.Equal(decision, (look with { Snapshot = other }).Decide());
    });

    [Fact]
    public void EveryAction_SaysWhy() => Holds(look => Assert.All(look.Decide().Actions, action =>
    {
        Assert.NotEqual("", action.Reason.Text);
        Assert.True(action.Next is null or { Owner: null } or { Reason.Length: > 0 });
    }));

    [Fact]
    public void Decided_NothingIsLeft_WithoutNews() => Holds(look =>
    {
        // A move is answered first, and only then is the group looked at again.
        Look settled = look.After(look.Decide());
        settled = settled.After(settled.Decide());
        Assert.Equal([], settled.Decide().Actions);
    });

    [Fact]
    public void Locked_NothingIsBegun() => Holds(look => Assert.All(look.Decide().Actions, action =>
    {
        bool wasUnderWay = look.Snapshot.GroupStates.TryGetValue(action.Group, out Row<GroupState>? before)
            && before.Value.WantedStop;
        if (look.Snapshot.Groups.TryGetValue(GroupInstance.GroupOf(action.Group), out var group) && !wasUnderWay
            && Locks.Of(look.Snapshot, group.Value, before?.Value.Owner) is not null)
        {
            Assert.True(action is GroupAction.Note or GroupAction.RefuseMove, action.ToString());
        }
    }));

    [Fact]
    public void Assigned_TheNewOwnerMayOwnIt_AndNoBetterOneIsLeftOutWithoutAWord() => Holds(look =>
    {
        FailoverDecision decision = look.Decide();
        Explainer after = look.After(decision).Explain();
        foreach (GroupAction.Assign assign in decision.Actions.OfType<GroupAction.Assign>())
        {
            GroupExplanation why = after.Group(assign.Group)!;
            CandidateExplanation owner = why.Candidates.Single(candidate => candidate.IsOwner);
            Assert.True(owner.CanOwn, $"{assign.Group} goes to {owner}");
            if (assign.Reason.Text.Contains("where it was", StringComparison.Ordinal))
            {
                continue;
            }

            // A more preferred one that could own it must be named with what speaks against it.
            string[] preferred = [.. look.Snapshot.Groups[GroupInstance.GroupOf(assign.Group)].Value.PreferredOwners
                .TakeWhile(node => node != owner.Node)];
            foreach (CandidateExplanation better in why.Candidates
                .Where(candidate => candidate.CanOwn && preferred.Contains(candidate.Node)))
            {
                Assert.True(
                    assign.Reason.Text.Contains(better.Node, StringComparison.Ordinal),
                    $"\"{assign.Reason}\" does not say why {better} is left out");
            }

            if (owner.Why.Contains("is in quarantine", StringComparison.Ordinal))
            {
                Assert.All(why.Candidates, candidate => Assert.True(
                    !candidate.CanOwn || candidate.Why.Contains(", but ", StringComparison.Ordinal),
                    $"{assign.Group} goes to {owner}, not to {candidate}"));
            }
        }
    });

    /// <summary>Asked of the configuration alone, not of the rules that place.</summary>
    [Fact]
    public void Assigned_CapacityEnforcedAntiAffinityAndPauseHold() => Holds(look =>
    {
        FailoverDecision decision = look.Decide();
        Look after = look.After(decision);
        foreach (GroupAction.Assign assign in decision.Actions.OfType<GroupAction.Assign>())
        {
            string node = assign.Next!.Owner!;
            NodeConfig config = look.Snapshot.Nodes[node].Value;
            GroupConfig group = look.Snapshot.Groups[GroupInstance.GroupOf(assign.Group)].Value;
            GroupConfig[] there = [.. after.On(node)];
            foreach ((string quantity, long offered) in config.Offers
                .Where(offer => group.Needs.ContainsKey(offer.Key)))
            {
                long needed = there.Sum(each => each.Needs.GetValueOrDefault(quantity));
                Assert.True(needed <= offered, $"{assign.Group} goes to {node}: {quantity} {needed} of {offered}");
            }

            if (look.Snapshot.Cluster!.Value.EnforcedAntiAffinity)
            {
                Assert.All(there.Where(each => each.Name != group.Name), each =>
                    Assert.Empty(each.AntiAffinity.Intersect(group.AntiAffinity)));
            }

            bool wasThere = look.Snapshot.GroupStates.TryGetValue(assign.Group, out Row<GroupState>? before)
                && before.Value.Owner == node;
            Assert.True(!config.Paused || wasThere, $"{assign.Group} goes to {node}, which is paused");
        }
    });

    [Fact]
    public void FromMemory_TheDecisionIsTheSame()
    {
        FailoverMemory? memory = null;
        Holds(look =>
        {
            foreach (TimeSpan later in new[] { TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(20) })
            {
                Look then = look with { Now = look.Now + later, Wall = look.Wall + later };
                Assert.Equal(then.Decide(), then.Decide(ref memory));
                Look settled = then.After(then.Decide());
                Assert.Equal(settled.Decide(), settled.Decide(ref memory));
                Assert.Equal(settled.Decide(), settled.Decide(ref memory));
            }
        });
    }

    private static void Holds(Action<Look> property)
    {
        Array.ForEach(OnceWrong, seed => Holds(property, seed));
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(60),
            Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed => Holds(property, seed)));
    }

    private static void Holds(Action<Look> property, int seed)
    {
        var scenario = new RandomScenario(seed);
        scenario.Faults(12);
        foreach (string lost in scenario.NodeNames.Prepend(""))
        {
            try
            {
                property(Look.At(scenario, lost));
            }
            catch (Exception error)
            {
                throw new RefereeException($"{error.Message}\n{scenario.Story}\nand {lost} is lost");
            }
        }
    }

    /// <summary>All that a decision is made from.</summary>
    private sealed record Look(
        ClusterSnapshot Snapshot, Observer Observer, DateTimeOffset Wall, Core.Time.BootTime Now)
    {
        /// <summary>The cluster as the scenario left it, and this node lost.</summary>
        public static Look At(RandomScenario scenario, string lost)
        {
            SimNode asked = scenario.World.Nodes.Values.First(node => node.IsRenewing);
            ClusterSnapshot snapshot = scenario.Snapshot;
            Observer observer = asked.Observer.See(snapshot, scenario.World.Now);
            if (snapshot.Members.TryGetValue(lost, out Row<MemberState>? member))
            {
                snapshot = snapshot.Set(Keys.Member(lost), member.Value with { Alive = false }, member.Revision);
                observer = observer.Prove(lost, member.Value.Epoch);
            }

            return new(snapshot, observer, World.Wall(scenario.World.Now), scenario.World.Now);
        }

        public FailoverDecision Decide() => FailoverPolicy.Decide(Snapshot, Observer, Wall, Now);

        public FailoverDecision Decide(ref FailoverMemory? memory) =>
            FailoverMemory.Decide(ref memory, Snapshot, Observer, Wall, Now);

        /// <summary>The group of each instance that the node has or is to have.</summary>
        public IEnumerable<GroupConfig> On(string node) => Snapshot.GroupStates.Values
            .Where(state => state.Value.Owner == node || state.Value.IntendedOwner == node)
            .Select(state => Snapshot.Groups.GetValueOrDefault(GroupInstance.GroupOf(state.Value.Group))?.Value)
            .OfType<GroupConfig>();

        public Explainer Explain() => new(Snapshot, Observer, Wall, Now);

        /// <summary>The same with everything done that was decided, and nothing else.</summary>
        public Look After(FailoverDecision decision)
        {
            ClusterSnapshot snapshot = decision.Actions.Aggregate(Snapshot, (next, action) =>
            {
                next = action.Move is null ? next : next.Set(Keys.Move(action.Group), null, 0);
                return action switch
                {
                    GroupAction.Forget => next.Set(Keys.GroupState(action.Group), null, 0),
                    GroupAction.FenceOwner fence => next.Set(
                        Keys.Member(fence.Owner.Value.Node), fence.Owner.Value with { Alive = false }, 0),
                    { Next: { } state } => next.Set(Keys.GroupState(action.Group), state, next.Revision + 1),
                    _ => next,
                };
            });
            return this with { Snapshot = snapshot with { Revision = Snapshot.Revision + 1 } };
        }
    }
}
