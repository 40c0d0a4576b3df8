using System.Globalization;
using Holdfast.Core.Groups;
using Holdfast.Core.Status;
using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Monitors;

/// <summary>
/// A resource monitor with the DLL of one package in it. It outlives the service, and takes what it hosts offline when
/// authority ends, if it is one that still works by then.
/// </summary>
internal sealed class SimMonitor
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    private readonly Universe _universe;
    private readonly bool _obeys;
    private readonly SortedDictionary<string, SimHosted> _hosted = new(StringComparer.Ordinal);
    private readonly List<Action> _waiting = [];
    private readonly SimDll _dll;
    private long _lastArrival;
    private bool _frozen;

    public SimMonitor(Universe universe, SimNode node, MonitorPlace place, string dllName, long epoch)
    {
        _universe = universe;
        Node = node;
        Place = place;
        DllName = dllName;
        Epoch = epoch;
        Pid = universe.NextProcess();
        Id = string.Create(CultureInfo.InvariantCulture, $"m{Pid}");
        _obeys = universe.Chance("monitors").Happens(0.5);
        _dll = new(universe, this);
        node.Monitors.Add(this);
        NextLook();
    }

    public SimNode Node { get; }

    public string Id { get; }

    public int Pid { get; }

    public MonitorPlace Place { get; }

    public string DllName { get; }

    public long Epoch { get; }

    public bool Alive { get; private set; } = true;

    /// <summary>What the service decided about its end before it came; null if it came by itself.</summary>
    public MonitorDeath? Verdict { get; set; }

    /// <summary>It has carried out a call.</summary>
    public bool HasServed { get; private set; }

    public IReadOnlyCollection<SimHosted> Hosted => _hosted.Values;

    /// <summary>SIGSTOP.</summary>
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

    /// <summary>What it was to do while it was still, it does.</summary>
    public void Thaw()
    {
        if (!Still)
        {
            Action[] waiting = [.. _waiting];
            _waiting.Clear();
            Array.ForEach(waiting, Do);
        }
    }

    public SimHosted? Find(string resource) => _hosted.GetValueOrDefault(resource);

    /// <summary>How long the next request takes to get here; they come in the order in which they were sent.</summary>
    public long NextArrival()
    {
        long at = _universe.Schedule.Now + _universe.Chance("monitors").Milliseconds(0.05, 2);
        _lastArrival = Math.Max(_lastArrival + 1, at);
        return _lastArrival - _universe.Schedule.Now;
    }

    /// <summary>A request to open a resource arrives.</summary>
    public void Open(SimCall call, SimGuard guard, Action<CallResult> answer) => Do(() =>
    {
        _hosted[call.Resource] = new(call.Resource, guard);
        Take(call, answer);
    });

    /// <summary>Any other request arrives.</summary>
    public void Make(SimCall call, Action<CallResult> answer) => Do(() => Take(call, answer));

    /// <summary>It lets go of a resource, without asking it.</summary>
    public void Forget(string resource) => _hosted.Remove(resource);

    /// <summary>A resource says how willing it is to be promoted.</summary>
    public void Say(SimHosted hosted, int? score) => Do(() =>
    {
        hosted.Score = score;
        Node.Service?.Post(
            _universe.Chance("scores").Milliseconds(0.1, 3), service => service.PromotionScored(this, hosted));
    });

    /// <summary>SIGKILL.</summary>
    public void Kill(MonitorDeath? verdict = null)
    {
        Verdict ??= verdict;
        _universe.Schedule.After(_universe.Chance("monitors").Milliseconds(0.05, 3), () =>
            Die(MonitorDeathCause.Killed));
    }

    public void Die(MonitorDeathCause cause)
    {
        if (!Alive)
        {
            return;
        }

        Alive = false;
        string[] calls = [.. _hosted.Values.Where(one => one.InProgress is not null).Select(one => one.Resource)];
        string during = calls.Length == 0 ? "no call in progress" : $"during calls of {string.Join(", ", calls)}";
        _universe.Counters.MonitorDeaths++;
        _universe.Trace.Say(Node.Name, $"monitor {Id} dies: {Verdict?.Text ?? cause.ToString()}, {during}");
        Node.MonitorGone(this, cause, calls);
    }

    /// <summary>Something that it does; it waits while the monitor is stopped, and is void once it is dead.</summary>
    public void Do(Action action)
    {
        if (!Alive)
        {
            return;
        }

        if (Still)
        {
            _waiting.Add(action);
        }
        else
        {
            action();
        }
    }

    public void After(long delay, Action action) => _universe.Schedule.After(delay, () => Do(action));

    /// <summary>The guard tells that a process ended which nobody had asked to end.</summary>
    public void ProcessExited(SimGuard guard, string resource)
    {
        if (Find(resource) is not { } hosted || hosted.Group != guard.Group)
        {
            return;
        }

        After(_universe.Chance("monitors").Milliseconds(0.1, 4), () =>
        {
            if (hosted.State is ResourceState.Online or ResourceState.OnlinePending)
            {
                hosted.State = ResourceState.Failed;
                Tell(hosted, "its process exited");
            }
        });
    }

    /// <summary>Tells the service, if there is one; what it does not hear it finds when it looks.</summary>
    private void Tell(SimHosted hosted, string reason) => Node.Service?.Post(
        _universe.Chance("monitors").Milliseconds(0.1, 3), service => service.FailureReported(this, hosted, reason));

    private void Take(SimCall call, Action<CallResult> answer)
    {
        if (Find(call.Resource) is not { } hosted)
        {
            answer(new CallResult.Failed($"{call.Resource} is not open in {Id}"));
            return;
        }

        hosted.Take(call, result => Do(() => Answer(result, answer)), (one, done) => _dll.Run(hosted, one, done));
    }

    private void Answer(CallResult result, Action<CallResult> answer)
    {
        HasServed = true;
        answer(result);
    }

    private void NextLook()
    {
        double share = _universe.Chance("polls").Between(0.3, 1);
        _universe.Schedule.After((long)(Look.TotalMilliseconds * 1e6 * share), () =>
        {
            if (!Alive)
            {
                return;
            }

            if (!Still && _obeys && (Node.Page.Epoch != Epoch || Node.Machine.Now >= Node.Page.Until))
            {
                EndOfAuthority();
                return;
            }

            NextLook();
        });
    }

    /// <summary>Everything that it hosts is terminated at once; then it ends.</summary>
    private void EndOfAuthority()
    {
        _universe.Counters.StoppedByMonitor++;
        foreach (SimHosted hosted in _hosted.Values)
        {
            SimGuard guard = hosted.Guard;
            After(_universe.Chance("monitors").Milliseconds(1, 60), () => guard.Ask(() => guard.Stop(hosted.Resource)));
        }

        After(_universe.Chance("monitors").Milliseconds(60, 150), () => Die(MonitorDeathCause.Crashed));
    }
}
