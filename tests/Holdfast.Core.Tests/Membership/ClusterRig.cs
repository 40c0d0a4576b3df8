using Holdfast.Core.Authority;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Failover;
using Holdfast.Core.Membership;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Core.Time;
using Xunit;

namespace Holdfast.Core.Tests.Membership;

/// <summary>A cluster as a snapshot, with an observer and clocks that the test turns. Nodes are n1, n2, n3.</summary>
internal sealed class ClusterRig
{
    public static readonly DateTimeOffset Midnight = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public ClusterRig(int nodes = 3)
    {
        Observer = new() { StartedAt = Clock };
        for (int i = 1; i <= nodes; i++)
        {
            string node = $"n{i}";
            NodeConfig config = new() { Name = node, Id = i };
            Snapshot = Snapshot with { Nodes = Snapshot.Nodes.Set(node, new(config, ++Revision)) };
            Member(node, member => member);
        }

        Coordinator("n1");
        See();
    }

    public ClusterSnapshot Snapshot { get; set; } = new();

    public Observer Observer { get; set; }

    public double Seconds { get; set; } = 100;

    public DateTimeOffset WallClock { get; set; } = Midnight;

    public long Revision { get; private set; }

    public BootTime Clock => new((long)(Seconds * 1e9));

    public ClusterRig See()
    {
        Snapshot = Snapshot with { Revision = Revision };
        Observer = Observer.See(Snapshot, Clock);
        return this;
    }

    public ClusterRig Member(string node, Func<MemberState, MemberState> change)
    {
        MemberState member = Snapshot.Members.TryGetValue(node, out Row<MemberState>? row) ? row.Value : new()
        {
            Node = node,
            Epoch = 1,
            Alive = true,
            Sequence = 1,
            Authority = LeaseProfile.Fast.Authority,
            Kill = LeaseProfile.Fast.Kill,
            KillTime = LeaseProfile.Fast.KillTime,
        };
        Snapshot = Snapshot with { Members = Snapshot.Members.Set(node, new(change(member), ++Revision)) };
        return this;
    }

    /// <summary>All but <paramref name="silent"/> renew now.</summary>
    public ClusterRig RenewAllBut(params string[] silent)
    {
        foreach (string node in Snapshot.Members.Keys.Except(silent).ToArray())
        {
            Member(node, member => member with { Sequence = member.Sequence + 1 });
        }

        return See();
    }

    public ClusterRig Coordinator(string node)
    {
        var state = new CoordinatorState
        {
            Term = 4, Holder = node, HolderEpoch = 1, Roster = MemberView.Of(Snapshot.Members),
        };
        Snapshot = Snapshot with { Coordinator = new(state, ++Revision) };
        return this;
    }

    public ClusterRig Node(string node, Func<NodeConfig, NodeConfig> change)
    {
        NodeConfig config = change(Snapshot.Nodes[node].Value);
        Snapshot = Snapshot with { Nodes = Snapshot.Nodes.Set(node, new(config, ++Revision)) };
        return See();
    }

    public ClusterRig Group(string group, Func<GroupConfig, GroupConfig>? change = null)
    {
        GroupConfig config = Snapshot.Groups.TryGetValue(group, out Row<GroupConfig>? row)
            ? row.Value
            : new() { Name = group, WantedOnline = true };
        config = change?.Invoke(config) ?? config;
        Snapshot = Snapshot with { Groups = Snapshot.Groups.Set(group, new(config, ++Revision)) };
        return See();
    }

    public ClusterRig Owned(string group, string owner, Func<GroupState, GroupState>? change = null)
    {
        Group(group);
        var state = new GroupState { Group = group, Owner = owner, OwnerEpoch = 1, Generation = 7, Reason = "before" };
        return State(change?.Invoke(state) ?? state);
    }

    /// <summary>A resource in the group, of a type of its own with this fence scope.</summary>
    public ClusterRig Resource(string group, FenceScope scope)
    {
        var type = new ResourceTypeConfig
        {
            Name = "T",
            DisplayName = "T",
            DllName = "T.dll",
            PackageHash = "00",
            EntryType = "T",
            Version = "1",
            PropertySchema = "{}",
            FenceScope = scope,
        };
        Snapshot = Snapshot with
        {
            Types = Snapshot.Types.Set("T", new(type, 1)),
            Resources = Snapshot.Resources.Set("r", new(new() { Name = "r", Group = group, Type = "T" }, 1)),
        };
        return this;
    }

    public ClusterRig State(GroupState state)
    {
        Snapshot = Snapshot with { GroupStates = Snapshot.GroupStates.Set(state.Group, new(state, ++Revision)) };
        return See();
    }

    public ClusterRig Status(string group, GroupPhase phase, string? failover = null)
    {
        GroupState state = Snapshot.GroupStates[group].Value;
        var status = new GroupStatus
        {
            Group = group,
            Node = state.Owner!,
            Epoch = state.OwnerEpoch,
            Generation = state.Generation,
            Phase = phase,
            FailoverWanted = failover,
            Reason = "as it says",
        };
        Snapshot = Snapshot with { GroupStatuses = Snapshot.GroupStatuses.Set(group, new(status, ++Revision)) };
        return See();
    }

    public ClusterRig Move(string group, string? target)
    {
        var move = new MoveRequest { Group = group, Target = target, Id = "m1", By = "ann" };
        Snapshot = Snapshot with { Moves = Snapshot.Moves.Set(group, new(move, ++Revision)) };
        return See();
    }

    public FailoverDecision Decide() => FailoverPolicy.Decide(Snapshot, Observer, WallClock, Clock);

    public T Only<T>()
        where T : GroupAction => Assert.IsType<T>(Assert.Single(Decide().Actions));

    public CoordinatorStep Look(string self) =>
        Core.Membership.Coordinator.Decide(Snapshot, Observer, new(self, 1), WallClock, Clock);

    /// <summary>Applies what was decided, as the database would.</summary>
    public ClusterRig Apply(FailoverDecision decision)
    {
        foreach (GroupAction action in decision.Actions)
        {
            Apply(action);
        }

        return See();
    }

    private void Apply(GroupAction action)
    {
        GroupState? state = action switch
        {
            GroupAction.Assign assign => assign.State,
            GroupAction.AskToStop stop => stop.State,
            GroupAction.Note note => note.State,
            GroupAction.RefuseMove refuse => refuse.State,
            _ => null,
        };
        if (state is not null)
        {
            Snapshot = Snapshot with { GroupStates = Snapshot.GroupStates.Set(action.Group, new(state, ++Revision)) };
        }

        if (action is GroupAction.Forget)
        {
            Snapshot = Snapshot with
            {
                GroupStates = Snapshot.GroupStates.Remove(action.Group),
                GroupStatuses = Snapshot.GroupStatuses.Remove(action.Group),
            };
        }

        if (action.Move is not null)
        {
            Snapshot = Snapshot with { Moves = Snapshot.Moves.Remove(action.Group) };
        }
    }
}
