using Holdfast.Core.Authority;
using Holdfast.Core.Time;

namespace Holdfast.Simulation.World;

/// <summary>
/// A guard with the processes of the group instance that it runs. It outlives the service, reads the authority page
/// when two fifths of what it read last have passed, at least each second, and has the kernel kill it at the time it
/// read; the kernel does so also when the guard is frozen.
/// </summary>
internal sealed class SimGuard
{
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestLook = TimeSpan.FromMilliseconds(20);
    private readonly Universe _universe;
    private readonly SortedDictionary<string, SimProcess> _processes = new(StringComparer.Ordinal);
    private readonly List<Action> _waiting = [];
    private BootTime _armed;
    private int _arming;
    private bool _frozen;
    private bool _ending;

    public SimGuard(Universe universe, SimNode node, string group, long generation, long epoch)
    {
        _universe = universe;
        Node = node;
        Group = group;
        Generation = generation;
        Epoch = epoch;
        Pid = universe.NextProcess();
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

    public int Pid { get; }

    /// <summary>The properties that each resource is online with, kept for whoever adopts it.</summary>
    public SortedDictionary<string, string> Effective { get; } = new(StringComparer.Ordinal);

    public IReadOnlyCollection<SimProcess> Processes => _processes.Values;

    /// <summary>Something of it is there: the guard, or what it ran.</summary>
    public bool Alive { get; private set; }

    public bool Running { get; private set; }

    /// <summary>SIGSTOP. What is asked of it meanwhile it does, in order, when it goes on.</summary>
    public bool Frozen
    {
        get => _frozen;
        set
        {
            _frozen = value;
            Thaw();
        }
    }

    /// <summary>It does nothing: it is stopped, or its machine is suspended.</summary>
    public bool Still => _frozen || Node.Machine.Suspended;

    /// <summary>
    /// Its kernel timer went off in a suspend: it is as good as dead when the machine wakes, though not gone yet.
    /// </summary>
    public bool Halted { get; private set; }

    /// <summary>What was asked of it while it was still, it does.</summary>
    public void Thaw()
    {
        if (!Still)
        {
            Action[] waiting = [.. _waiting];
            _waiting.Clear();
            Array.ForEach(waiting, Ask);
        }
    }

    /// <summary>Stopping it in good order does not succeed.</summary>
    public bool StopFails { get; set; }

    /// <summary>Until when it will live, as far as its kernel timer goes.</summary>
    public BootTime ArmedUntil => _armed;

    /// <summary>SIGKILL: all of it dies within K, the guard itself before what it ran.</summary>
    public void Kill(string why)
    {
        if (!Alive || !Running)
        {
            return;
        }

        Running = false;
        long dies = _universe.Chance("guards").Milliseconds(0.1, _universe.KillTime.TotalMilliseconds);
        _universe.Trace.Say(Node.Name, $"guard of {Group} generation {Generation} is killed: {why}");
        _universe.Schedule.After((long)(dies * _universe.Chance("guards").Fraction()), () => Node.GuardDead(this));
        _universe.Schedule.After(dies, Gone);
    }

    /// <summary>All of it is gone at this moment, as when its machine loses power.</summary>
    public void Gone()
    {
        if (!Alive)
        {
            return;
        }

        foreach (SimProcess process in _processes.Values.ToArray())
        {
            Exit(process);
        }

        Alive = false;
        Running = false;
        _universe.Referee.Ended(this);
        Node.GuardGone(this);
    }

    /// <summary>Something is asked of it by a monitor or the service; it does nothing once it is dead.</summary>
    public void Ask(Action request)
    {
        if (Still && Running)
        {
            _waiting.Add(request);
        }
        else
        {
            request();
        }
    }

    public SimProcess? Find(string resource) => _processes.GetValueOrDefault(resource);

    /// <summary>Starts the resource's process; null where it refuses, as it does when authority is over.</summary>
    public SimProcess? Start(string resource)
    {
        bool lawful = Node.Page.Epoch == Epoch && Node.Machine.Now < Node.Page.Until;
        if (!Running || _ending || (!lawful && !_universe.Faults.NoAuthorityCheckAtStart))
        {
            _universe.Counters.StartsRefused++;
            return null;
        }

        var process = new SimProcess(this, resource, _universe.NextProcess());
        _universe.Referee.Resources.Started(process);
        _processes[resource] = process;
        return process;
    }

    /// <summary>Kills the resource's process; false if it does not die.</summary>
    public bool Stop(string resource)
    {
        if (StopFails && Find(resource) is not null)
        {
            return false;
        }

        if (Find(resource) is { } process)
        {
            Exit(process);
        }

        return true;
    }

    /// <summary>A process ends by itself; the monitors that have its resource open are told.</summary>
    public void Crash(SimProcess process)
    {
        Exit(process);
        foreach (Monitors.SimMonitor monitor in Node.Monitors)
        {
            monitor.ProcessExited(this, process.Resource);
        }
    }

    private void Exit(SimProcess process)
    {
        process.Alive = false;
        _universe.Referee.Resources.Ended(process);
        if (_processes.GetValueOrDefault(process.Resource) == process)
        {
            _processes.Remove(process.Resource);
        }
    }

    /// <summary>It is asked to stop in good order: it starts nothing more, and ends as soon as it can.</summary>
    public void End() => Ask(() =>
    {
        _ending = true;
        TryEnd(_universe.Chance("guards").Milliseconds(1, 400));
    });

    private void TryEnd(long after) => _universe.Schedule.After(after, () =>
    {
        if (Running && (Still || StopFails))
        {
            TryEnd((long)50e6);
        }
        else if (Running)
        {
            Running = false;
            Gone();
        }
    });

    /// <summary>
    /// Looks at the page and says until when it lives as far as its timer goes: now if it is gone, null if it is frozen
    /// and does not answer.
    /// </summary>
    public BootTime? Hello()
    {
        if (Running && !Still)
        {
            ReadPage();
        }

        return !Running ? BootTime.Zero : Still ? null : _armed;
    }

    private void NextPoll()
    {
        double share = _universe.Chance("polls").Between(0.3, 1) / Node.Machine.SafetyRate;
        TimeSpan left = (_armed - Node.Machine.Now) * 2 / 5;
        TimeSpan look = left > LongestLook ? LongestLook : left < ShortestLook ? ShortestLook : left;
        long wait = (long)(look.TotalMilliseconds * 1e6 * share);
        _universe.Schedule.After(wait, () =>
        {
            if (!Running)
            {
                return;
            }

            if (!Still)
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

        if (page.KillAt < _armed || (page.KillAt > _armed && now < _armed))
        {
            Arm(page.KillAt);
        }
    }

    private void Arm(BootTime killAt)
    {
        _armed = killAt;
        int arming = ++_arming;
        long fires = Node.Machine.TimerFiresAt(killAt);
        if (_universe.Faults.KernelTimersStopInSuspend)
        {
            Node.Machine.Alarm(fires - _universe.Schedule.Now, () => Expire(arming));
        }
        else
        {
            _universe.Schedule.At(fires, () => Expire(arming));
        }
    }

    private void Expire(int arming)
    {
        if (arming != _arming || !Running)
        {
            return;
        }

        Halted = Node.Machine.Suspended;
        Node.Machine.WhenAwake(() =>
        {
            if (Running)
            {
                _universe.Counters.KilledByTimer++;
                _universe.Counters.KilledAtResume += Halted ? 1 : 0;
                Kill("the kernel's timer");
            }
        });
    }
}
