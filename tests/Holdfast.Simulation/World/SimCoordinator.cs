using Holdfast.Core.Failover;
using Holdfast.Core.Membership;
using Holdfast.Core.State;

namespace Holdfast.Simulation.World;

/// <summary>
/// The coordinating part of a service: looks, decides with the product's own function, commits, looks again.
/// </summary>
internal sealed class SimCoordinator(SimService service)
{
    private const long LongestWait = (long)500e6;
    private FailoverMemory? _memory;
    private bool _committing;
    private bool _noted;
    private long _reach;
    private int _wakes;

    /// <summary>
    /// Looks soon if there is something to decide about: more than that members renewed, unless one of them was late.
    /// </summary>
    public void Note(ClusterSnapshot before, ClusterSnapshot now)
    {
        bool news = now.IsNewsAfter(before) || AnyLate(now);
        if (news && !_noted)
        {
            _noted = true;
            service.Post(service.Universe.Chance("coordinator").Milliseconds(0.2, 12), _ =>
            {
                _noted = false;
                Look();
            });
        }
    }

    private bool AnyLate(ClusterSnapshot now)
    {
        foreach (Row<MemberState> row in now.Members.Values)
        {
            if (row.Value.Alive && service.Observer.IsSuspect(row.Value, service.Now))
            {
                return true;
            }
        }

        return false;
    }

    public void Look()
    {
        if (_committing || !service.IsMember || service.View.Revision < _reach)
        {
            return;
        }

        Universe universe = service.Universe;
        CoordinatorStep step = Coordinator.Decide(
            ref _memory,
            service.View,
            service.Observer,
            new(service.Node.Name, service.Member.Epoch),
            universe.WallClock,
            service.Now);
        if (step.Plan is { } plan)
        {
            _committing = true;
            service.Commit(service.Events.WithEvents(plan), Committed);
        }
        else
        {
            long longest = universe.Schedule.Now + LongestWait;
            WakeAt(step.WakeAt is { } at ? Math.Min(service.Node.Machine.TrueTimeOf(at), longest) : longest);
        }
    }

    private void Committed(CommitOutcome outcome)
    {
        _committing = false;
        if (outcome is CommitOutcome.Committed committed)
        {
            _reach = committed.Revision;
            Look();
        }
        else
        {
            WakeAt(service.Universe.Schedule.Now + service.Universe.Chance("coordinator").Milliseconds(5, 60));
        }
    }

    private void WakeAt(long time)
    {
        int wake = ++_wakes;
        service.Alarm(Math.Max(0, time - service.Universe.Schedule.Now), _ =>
        {
            if (wake == _wakes)
            {
                Look();
            }
        });
    }
}
