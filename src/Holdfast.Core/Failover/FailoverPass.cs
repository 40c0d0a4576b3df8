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
    {
        Snapshot = snapshot;
        Observer = observer;
        WallClock = wallClock;
        Now = now;
        Cluster = snapshot.Cluster?.Value ?? new();
        Placement = new(snapshot, observer, wallClock, now);
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
        var names = new HashSet<string>(StringComparer.Ordinal);
        var gone = new List<string>();
        foreach (string name in Snapshot.GroupStates.Keys.Concat(Snapshot.Moves.Keys))
        {
            if (Placement.Find(name) is not { } known || !IsWanted(known))
            {
                gone.Add(name);
            }
        }

        return gone.Where(names.Add)
            .Order(StringComparer.Ordinal)
            .Select(name => new GroupCase(this, name, null))
            .Concat(PlacementOrder.Of(Placement).Select(instance => new GroupCase(this, instance.Name, instance)));
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

    private bool IsWanted(GroupInstance instance) => Placement.InstancesOf(instance.Config.Name).Contains(instance);
}
