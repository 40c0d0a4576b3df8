using Holdfast.Core.Collections;
using Holdfast.Core.Groups;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Core.Time;

namespace Holdfast.Core.Tests.Scenarios;

/// <summary>
/// A group on its owner, as the service's own host runs it: it takes in what happens, decides with Core, acts, and
/// publishes.
/// </summary>
internal sealed class OwnedInstance
{
    private readonly World _world;
    private readonly SimNode _node;
    private readonly long _epoch;
    private ClusterSnapshot? _planned;
    private GroupPlan _stored;
    private GroupStatus? _published;
    private bool _announced;
    private bool _changed = true;

    public OwnedInstance(World world, SimNode node, GroupState state)
    {
        _world = world;
        _node = node;
        _epoch = state.OwnerEpoch;
        Group = state.Group;
        Generation = state.Generation;
        Runtime = new() { Group = Group, TakenAt = world.Now };
        Plan = _stored = GroupPlan.From(node.View, Group);
    }

    public string Group { get; }

    public long Generation { get; }

    public GroupRuntime Runtime { get; private set; }

    public GroupPlan Plan { get; private set; }

    public BootTime? WakeAt { get; private set; }

    public bool IsDone { get; private set; }

    public ValueList<DecisionReason> Reasons { get; private set; } = [];

    public void Post(GroupEvent happened)
    {
        Become(GroupStep.Step(Runtime, happened, _world.Now));
        _changed = true;
    }

    /// <summary>What was said while nobody could hear it is said again.</summary>
    public void PublishAgain()
    {
        _published = null;
        _changed = true;
    }

    public bool RunIfDue()
    {
        ClusterSnapshot view = _node.View;
        if (!IsSame(view, _planned))
        {
            _planned = view;
            GroupPlan plan = GroupPlan.From(view, Group);
            _changed |= plan != _stored;
            _stored = plan;
        }

        if (IsDone || !(_changed || WakeAt <= _world.Now))
        {
            return false;
        }

        _changed = false;
        Pass(view);
        return true;
    }

    private static bool IsSame(ClusterSnapshot view, ClusterSnapshot? planned) =>
        planned is not null
        && ReferenceEquals(view.GroupStates, planned.GroupStates) && ReferenceEquals(view.Groups, planned.Groups)
        && ReferenceEquals(view.Resources, planned.Resources) && ReferenceEquals(view.Types, planned.Types)
        && ReferenceEquals(view.Nodes, planned.Nodes) && ReferenceEquals(view.Cluster, planned.Cluster)
        && ReferenceEquals(view.GroupStatuses, planned.GroupStatuses);

    private void Pass(ClusterSnapshot view)
    {
        BootTime? changesAt = null;
        Plan = _stored;
        if (_node.RenewedUntil is { } until)
        {
            (Plan, changesAt) = DatabaseLoss.At(_stored, until, _world.Now);
        }

        GroupDecision decision = GroupDecider.Decide(Plan, Runtime, _world.Now);
        if (!_announced && Plan.Wanted != GroupWanted.Stop && !Announce(view, decision.Runtime))
        {
            return;
        }

        Become(decision.Runtime);
        Reasons = decision.Reasons;
        WakeAt = Wake.Earlier(decision.WakeAt, changesAt);
        foreach (GroupAction action in decision.Actions)
        {
            Begin(action);
        }

        if (!IsDone && !Runtime.StopReported && Status(Runtime) is { } status && status != _published)
        {
            _published = Write(status, null) ? status : _published;
        }
    }

    /// <summary>Before anything of this generation may run, the database says so.</summary>
    private bool Announce(ClusterSnapshot view, GroupRuntime runtime)
    {
        if (!view.GroupStates.TryGetValue(Group, out Row<GroupState>? row) || row.Value.Generation != Generation)
        {
            IsDone = true;
            return false;
        }

        GroupStatus status = Status(runtime);
        _announced = Write(status, new(Keys.GroupState(Group), row.Revision));
        _published = _announced ? status : null;
        return _announced;
    }

    private void Begin(GroupAction action)
    {
        if (action is not GroupAction.ReportStopped)
        {
            _node.Calls.Begin(this, action);
        }
        else if (Write(Status(Runtime) with { Phase = GroupPhase.Stopped }, null))
        {
            IsDone = true;
            WakeAt = null;
            _world.Tell(_node.Name, "GroupStopped",
                $"Group {Group} is stopped on {_node.Name}, generation {Generation}.", Group);
        }
        else
        {
            Runtime = GroupStep.Step(Runtime, new GroupEvent.StopReportLost(), _world.Now);
        }
    }

    private void Become(GroupRuntime after)
    {
        GroupRuntime before = Runtime;
        Runtime = after;
        foreach (GroupTransition transition in GroupTransitions.Between(before, after, _world.Now))
        {
            _world.Tell(_node.Name, transition.Kind, transition.Message, Group);
        }
    }

    private GroupStatus Status(GroupRuntime runtime) =>
        GroupStatuses.Of(Plan, runtime, new(_node.Name, _epoch, Generation), World.Wall, _ => 0);

    /// <summary>False where the database is out of reach, or the assignment is not what it was.</summary>
    private bool Write(GroupStatus status, RowGuard? assignment) =>
        _node.IsRenewing
        && _world.Database.Snapshot.Members[_node.Name].Value is { Alive: true } member && member.Epoch == _epoch
        && _world.Database.Commit(new()
        {
            Guards = assignment is null ? [] : [assignment],
            Puts = [new(Keys.GroupStatus(Group), status)],
        }) is null;
}
