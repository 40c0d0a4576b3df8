using Holdfast.Core.Membership;
using Holdfast.Core.State;

namespace Holdfast.Simulation.World;

/// <summary>
/// The coordinating part of a service: looks, decides with the product's own function, commits, looks again.
/// </summary>
internal sealed class SimCoordinator(SimService service)
{
    private bool _committing;
    private long _reach;
    private int _wakes;

    public void Look()
    {
        if (_committing || !service.IsMember || service.View.Revision < _reach)
        {
            return;
        }

        Universe universe = service.Universe;
        CoordinatorStep step = Coordinator.Decide(
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
        else if (step.WakeAt is { } at)
        {
            WakeAt(service.Node.Machine.TrueTimeOf(at));
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
        service.Post(Math.Max(0, time - service.Universe.Schedule.Now), _ =>
        {
            if (wake == _wakes)
            {
                Look();
            }
        });
    }
}
