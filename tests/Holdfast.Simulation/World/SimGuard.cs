using Holdfast.Core.Authority;
using Holdfast.Core.Time;

namespace Holdfast.Simulation.World;

/// <summary>
/// A guard with the group instance that it runs. It outlives the service, reads the authority page at least each 250
/// ms, and has the
/// kernel kill it at the time it read; the kernel does so also when the guard is frozen.
/// </summary>
internal sealed class SimGuard
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);
    private readonly Universe _universe;
    private BootTime _armed;
    private int _arming;

    public SimGuard(Universe universe, SimNode node, string group, long generation, long epoch)
    {
        _universe = universe;
        Node = node;
        Group = group;
        Generation = generation;
        Epoch = epoch;
        MonitorWorks = universe.Chance("guards").Happens(0.5);
        Alive = true;
        if (node.Page.Epoch != epoch && !universe.Faults.NoAuthorityCheckAtStart)
        {
            Alive = false;
            return;
        }

        if (node.Machine.Now >= node.Page.KillAt && !universe.Faults.NoAuthorityCheckAtStart)
        {
            Alive = false;
            return;
        }

        Running = true;
        universe.Referee.Started(this);
        Arm(node.Page.KillAt);
        NextPoll();
    }

    public SimNode Node { get; }

    public string Group { get; }

    public long Generation { get; }

    public long Epoch { get; }

    /// <summary>Something of it is there: the guard, or what it ran.</summary>
    public bool Alive { get; private set; }

    public bool Running { get; private set; }

    /// <summary>SIGSTOP.</summary>
    public bool Frozen { get; set; }

    /// <summary>Stopping it in good order does not succeed.</summary>
    public bool StopFails { get; set; }

    /// <summary>The group's monitor takes it offline when authority ends.</summary>
    private bool MonitorWorks { get; }

    /// <summary>Until when it will live, as far as its kernel timer goes.</summary>
    public BootTime ArmedUntil => _armed;

    /// <summary>SIGKILL: all of it dies within K.</summary>
    public void Kill(string why)
    {
        if (!Alive || !Running)
        {
            return;
        }

        Running = false;
        long dies = _universe.Chance("guards").Milliseconds(0.1, _universe.KillTime.TotalMilliseconds);
        _universe.Trace.Say(Node.Name, $"guard of {Group} generation {Generation} is killed: {why}");
        _universe.Schedule.After(dies, Gone);
    }

    /// <summary>All of it is gone at this moment, as when its machine loses power.</summary>
    public void Gone()
    {
        if (!Alive)
        {
            return;
        }

        Alive = false;
        Running = false;
        _universe.Referee.Ended(this);
        Node.GuardGone(this);
    }

    /// <summary>The service asks it to stop in good order; it does not answer while frozen.</summary>
    public void End()
    {
        _universe.Schedule.After(_universe.Chance("guards").Milliseconds(1, 400), () =>
        {
            if (Running && !Frozen && !StopFails)
            {
                Running = false;
                Gone();
            }
        });
    }

    /// <summary>
    /// Looks at the page and says until when it lives as far as its timer goes: now if it is gone, null if it is frozen
    /// and does not answer.
    /// </summary>
    public BootTime? Hello()
    {
        if (Running && !Frozen)
        {
            ReadPage();
        }

        return !Running ? BootTime.Zero : Frozen ? null : _armed;
    }

    private void NextPoll()
    {
        double share = _universe.Chance("polls").Between(0.3, 1) / Node.Machine.SafetyRate;
        long wait = (long)(Poll.TotalMilliseconds * 1e6 * share);
        _universe.Schedule.After(wait, () =>
        {
            if (!Running)
            {
                return;
            }

            if (!Frozen)
            {
                ReadPage();
            }

            NextPoll();
        });
    }

    private void ReadPage()
    {
        AuthorityReading page = Node.Page;
        BootTime now = Node.Machine.Now;
        if (page.Epoch != Epoch)
        {
            Kill("another epoch");
            return;
        }

        if (MonitorWorks && now >= page.Until)
        {
            Kill("its monitor saw authority end");
            return;
        }

        if (page.KillAt < _armed || (page.KillAt > _armed && now < _armed))
        {
            Arm(page.KillAt);
        }
    }

    private void Arm(BootTime killAt)
    {
        _armed = killAt;
        int arming = ++_arming;
        _universe.Schedule.At(Node.Machine.TimerFiresAt(killAt), () =>
        {
            if (arming == _arming && Running)
            {
                _universe.Counters.KilledByTimer++;
                Kill("the kernel's timer");
            }
        });
    }
}
