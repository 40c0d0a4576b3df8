using Holdfast.Core.Authority;
using Holdfast.Core.Groups;
using Holdfast.Simulation.Monitors;

namespace Holdfast.Simulation.World;

/// <summary>
/// A node: what outlives its service. Guards, the authority page, and the alive lock that all its processes hold.
/// </summary>
internal sealed class SimNode(Universe universe, string name, SimMachine machine)
{
    private readonly List<SimGuard> _guards = [];
    private readonly SortedDictionary<string, (SimService Observer, long Epoch)> _waiting = new(StringComparer.Ordinal);

    public string Name { get; } = name;

    public SimMachine Machine { get; } = machine;

    public AuthorityReading Page { get; private set; } = AuthorityReading.None;

    public SimService? Service { get; private set; }

    /// <summary>Lives and is not in the course of being killed, or may still have something alive.</summary>
    public IReadOnlyList<SimGuard> Guards => _guards;

    public List<SimMonitor> Monitors { get; } = [];

    /// <summary>Hashes of the packages that the node has, or can have from a peer.</summary>
    public HashSet<string> Packages { get; } = new(StringComparer.Ordinal);

    public bool IsEmpty => Service is null && _guards.Count == 0 && Monitors.Count == 0;

    public string AlivePath => universe.ProofOfDeath ? $"/{Name}/alive" : "";

    public void WritePage(AuthorityReading page)
    {
        universe.Referee.PageWritten(this, page);
        Page = page;
    }

    public void StartService()
    {
        if (Service is not null)
        {
            return;
        }

        if (Machine.Suspended)
        {
            Machine.WhenAwake(StartService);
            return;
        }

        Service = new(universe, this);
        universe.Trace.Say(Name, "service starts");
        Service.Start();
    }

    /// <summary>The machine wakes: all of it goes on.</summary>
    public void Thaw()
    {
        Service?.Thaw();
        foreach (SimGuard guard in _guards.ToArray())
        {
            guard.Thaw();
        }

        foreach (SimMonitor monitor in Monitors.ToArray())
        {
            monitor.Thaw();
        }
    }

    /// <summary>SIGKILL, or the end of a service that detached or left.</summary>
    public void EndService(string why)
    {
        if (Service is null)
        {
            return;
        }

        universe.Trace.Say(Name, $"service ends: {why}");
        Service.Ended = true;
        universe.Referee.Events.ServiceEnded(Service.Key);
        Service = null;
        CheckAlive();
    }

    /// <summary>
    /// Null where it refuses: authority is over, or what an earlier guard of the group ran still holds the group's
    /// lock.
    /// </summary>
    public SimGuard? StartGuard(string group, long generation, long epoch)
    {
        if (HoldsGroupLock(group))
        {
            universe.Counters.StartsRefused++;
            return null;
        }

        var guard = new SimGuard(universe, this, group, generation, epoch);
        if (!guard.Alive)
        {
            universe.Counters.StartsRefused++;
            return null;
        }

        _guards.Add(guard);
        return guard;
    }

    /// <summary>
    /// Something of the group lives here, be it only dying: a service that has just started and finds no guard must not
    /// take that for proof.
    /// </summary>
    public bool HoldsGroupLock(string group) =>
        !universe.Faults.NoGroupLock && _guards.Any(guard => guard.Group == group);

    /// <summary>The guard's own process is gone; what it ran may still be dying.</summary>
    public void GuardDead(SimGuard guard) =>
        Service?.Post(universe.Chance("nodes").Milliseconds(0.1, 5), service => service.GuardGone(guard));

    public void GuardGone(SimGuard guard)
    {
        _guards.Remove(guard);
        Service?.Post(universe.Chance("nodes").Milliseconds(0.1, 5), service => service.GuardGone(guard));
        CheckAlive();
    }

    public void MonitorGone(SimMonitor monitor, MonitorDeathCause cause, IReadOnlyList<string> calls)
    {
        Monitors.Remove(monitor);
        Service?.Post(universe.Chance("nodes").Milliseconds(0.1, 5), service =>
            service.MonitorGone(monitor, cause, calls));
        CheckAlive();
    }

    /// <summary>Everything of the node dies at once.</summary>
    public void KillAll(string why)
    {
        EndService(why);
        foreach (SimMonitor monitor in Monitors.ToArray())
        {
            monitor.Die(MonitorDeathCause.Killed);
        }

        foreach (SimGuard guard in _guards.ToArray())
        {
            guard.Gone();
        }
    }

    /// <summary>
    /// An observer waits for the exclusive lock, to have proof of what it knows to be <paramref name="epoch"/> by then.
    /// </summary>
    public void AwaitDeath(SimService observer, long epoch)
    {
        _waiting[observer.Key] = (observer, epoch);
        CheckAlive();
    }

    private void CheckAlive()
    {
        if (!IsEmpty)
        {
            return;
        }

        foreach ((string key, (SimService observer, long epoch)) in _waiting.ToArray())
        {
            universe.Schedule.After(universe.Chance("nodes").Milliseconds(0.1, 10), () =>
            {
                // The lock is got only if nothing new has taken the shared one meanwhile.
                if (IsEmpty && _waiting.TryGetValue(key, out var waiter) && waiter.Epoch == epoch)
                {
                    _waiting.Remove(key);
                    long notice = universe.Chance("nodes").Milliseconds(0.1, 3);
                    observer.Post(notice, service => service.Proven(Name, epoch));
                }
            });
        }
    }
}
