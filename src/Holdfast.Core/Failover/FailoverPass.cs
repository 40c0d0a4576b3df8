using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Membership;
using Holdfast.Core.Placement;
using Holdfast.Core.State;
using Holdfast.Core.Time;

namespace Holdfast.Core.Failover;

/// <summary>One look of the coordinator at all groups: what is shared by the decisions about them.</summary>
internal sealed class FailoverPass
{
    private readonly Dictionary<string, GroupInstance> _leaving = new(StringComparer.Ordinal);

    public FailoverPass(ClusterSnapshot snapshot, Observer observer, DateTimeOffset wallClock, BootTime now)
        : this(snapshot, observer, wallClock, now, NodeFacts.Of(snapshot, observer, wallClock, now))
    {
    }

    public FailoverPass(
        ClusterSnapshot snapshot,
        Observer observer,
        DateTimeOffset wallClock,
        BootTime now,
        ValueList<NodeFacts> nodes)
    {
        Snapshot = snapshot;
        Observer = observer;
        WallClock = wallClock;
        Now = now;
        Cluster = snapshot.Cluster?.Value ?? new();
        Placement = new(snapshot, nodes, observer.Faults);
    }

    public ClusterSnapshot Snapshot { get; }

    public Observer Observer { get; }

    public DateTimeOffset WallClock { get; }

    public BootTime Now { get; }

    public ClusterConfig Cluster { get; }

    public PlacementContext Placement { get; }

    /// <summary>
    /// Everything to decide about: by priority, then by name; what was deleted comes first, and a group whose place
    /// depends on another one's comes after that.
    /// </summary>
    public IEnumerable<GroupCase> Cases()
    {
        IEnumerable<GroupCase> gone = Snapshot.GroupStates.Keys
            .Concat(Snapshot.Moves.Keys)
            .Where(name => Placement.Groups.Find(name) is null)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Select(name => new GroupCase(this, name, null));
        return gone.Concat(
            Placement.Groups.InOrder.Select(instance => new GroupCase(this, instance.Name, instance)));
    }

    /// <summary>The point on the safety clock at which the wall clock will say so.</summary>
    public BootTime At(DateTimeOffset time) => Now + (time > WallClock ? time - WallClock : TimeSpan.Zero);

    /// <summary>
    /// A group of higher priority that leaves the same node and has not left it yet; else null, and this one leaves.
    /// </summary>
    public GroupInstance? LeavesBefore(string node, GroupInstance instance)
    {
        if (_leaving.TryGetValue(node, out GroupInstance? first) && first.Config.Priority > instance.Config.Priority)
        {
            return first;
        }

        if (first is null || first.Config.Priority < instance.Config.Priority)
        {
            _leaving[node] = instance;
        }

        return null;
    }
}
