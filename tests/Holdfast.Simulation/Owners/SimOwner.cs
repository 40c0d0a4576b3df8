using Holdfast.Core.Authority;
using Holdfast.Core.Groups;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Core.Time;
using Holdfast.Simulation.Monitors;
using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Owners;

/// <summary>
/// The part of a service that runs the groups that its node owns, epoch after epoch: hosts for what is assigned to it,
/// what an earlier run left, and the stop of everything when an epoch is over.
/// </summary>
internal sealed class SimOwner
{
    private readonly SimService _service;
    private readonly SortedDictionary<string, SimGroup> _hosts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _done = new(StringComparer.Ordinal);
    private ClusterSnapshot _followed = new();
    private MemberEffect.EpochStarted? _toBegin;
    private long _epoch;
    private long _closedEpoch;
    private int _starting;
    private long? _stopping;

    public SimOwner(SimService service)
    {
        _service = service;
        Monitors = new(service, (group, happened) => _hosts.GetValueOrDefault(group)?.Post(happened));
    }

    public SimMonitorPool Monitors { get; }

    private Universe Universe => _service.Universe;

    private Chance Chance => _service.Universe.Chance("owner");

    public void EpochStarted(MemberEffect.EpochStarted started)
    {
        EndHosts();
        _toBegin = started;
        Look();
    }

    public void EpochEnded() => EndHosts();

    /// <summary>Nothing of epochs up to this starts any more, and everything of them is stopped by force.</summary>
    public void StopEverything(long number, long epoch)
    {
        EndHosts();
        _stopping = number;
        _closedEpoch = Math.Max(_closedEpoch, epoch);
        Monitors.Close(epoch);
        foreach (SimMonitor monitor in _service.Node.Monitors)
        {
            Terminate(monitor);
        }

        foreach (SimGuard guard in _service.Node.Guards)
        {
            guard.End();
        }

        KillRest();
    }

    /// <summary>
    /// Asks every guard until its timer is no later than the page says by the time of its answer, which may be slow:
    /// the page goes on sliding meanwhile.
    /// </summary>
    public void ConfirmGuards(BootTime killAt)
    {
        int open = 1;
        foreach (SimGuard guard in _service.Node.Guards.ToArray())
        {
            open++;
            Ask(guard);
        }

        Confirmed();

        void Ask(SimGuard guard) => _service.Post(Chance.Milliseconds(0.2, Chance.Happens(0.2) ? 900 : 20), _ =>
        {
            BootTime? armed = guard.Hello();
            _service.Post(Chance.Milliseconds(0.2, Chance.Happens(0.1) ? 400 : 5), _ =>
            {
                if (armed <= (Universe.Faults.ConfirmationOfAFixedTime ? killAt : _service.Member.KillAt))
                {
                    Confirmed();
                }
                else
                {
                    _service.Post((long)10e6, _ => Ask(guard));
                }
            });
        });

        void Confirmed()
        {
            if (--open == 0)
            {
                Universe.Counters.HoldsShrunk++;
                _service.Step(new MemberEvent.GuardsConfirmed(_service.Now, killAt));
            }
        }
    }

    public void GuardGone(SimGuard guard)
    {
        CheckNothingRuns();
        if (_hosts.TryGetValue(guard.Group, out SimGroup? host))
        {
            host.GuardGone(guard);
        }
    }

    public void MonitorGone(SimMonitor monitor, MonitorDeathCause cause, IReadOnlyList<string> calls)
    {
        Monitors.Gone(monitor, cause, calls);
        CheckNothingRuns();
    }

    public void FailureReported(SimMonitor monitor, SimHosted hosted, string reason)
    {
        if (Monitors.HostedIn(monitor, hosted.Resource) is { } instance
            && instance.Generation == hosted.Generation)
        {
            _hosts.GetValueOrDefault(instance.Group)?.Post(
                new GroupEvent.FailureReported(hosted.Resource, monitor.Id, reason));
        }
    }

    public void PromotionScored(SimMonitor monitor, SimHosted hosted)
    {
        if (Monitors.HostedIn(monitor, hosted.Resource) is { } instance
            && instance.Generation == hosted.Generation)
        {
            _hosts.GetValueOrDefault(instance.Group)?.Post(
                new GroupEvent.PromotionScored(hosted.Resource, monitor.Id, hosted.Score));
        }
    }

    /// <summary>Somebody declares a resource of the group failed.</summary>
    public void Fail(string group)
    {
        if (_hosts.TryGetValue(group, out SimGroup? host)
            && host.Runtime.Resources.Values.FirstOrDefault(one => one.State == ResourceState.Online) is { } resource)
        {
            host.Post(new GroupEvent.OperatorFailed(resource.Name, "somebody said so"));
        }
    }

    /// <summary>Starts the guard of an instance; the answer comes once it serves, or says why there is none.</summary>
    public void StartGuard(SimInstance instance, Action<SimGuard?, string> answer)
    {
        if (instance.Epoch <= _closedEpoch)
        {
            answer(null, "the epoch has ended");
            return;
        }

        _starting++;
        _service.Post(Chance.Milliseconds(1, Chance.Happens(0.1) ? 2500 : 60), _ =>
        {
            _starting--;
            SimGuard? guard = _service.Node.StartGuard(instance.Group, instance.Generation, instance.Epoch);
            answer(guard, "it refused");
            CheckNothingRuns();
        });
    }

    /// <summary>It is done: the group may have been given back to this node in the meantime.</summary>
    public void HostDone(SimGroup host)
    {
        if (_hosts.GetValueOrDefault(host.Instance.Group) == host)
        {
            _hosts.Remove(host.Instance.Group);
            _done[host.Instance.Group] = host.Instance.Generation;
            if (_followed.GroupStates.TryGetValue(host.Instance.Group, out Row<GroupState>? row))
            {
                Consider(row.Value);
            }
        }
    }

    /// <summary>The cluster may have changed.</summary>
    public void Look()
    {
        if (!_service.IsMember || _stopping is not null)
        {
            return;
        }

        if (_toBegin is { } started && _service.View.Members.TryGetValue(_service.Node.Name, out Row<MemberState>? own)
            && own.Value.Epoch >= started.Epoch)
        {
            Begin(started);
        }

        if (_epoch != 0)
        {
            Follow(_service.View);
        }
    }

    private void Begin(MemberEffect.EpochStarted started)
    {
        _toBegin = null;
        _epoch = started.Epoch;
        ClusterSnapshot view = _service.View;
        foreach ((string group, (SimGuard guard, IReadOnlyList<GroupEvent.Adopted> resources)) in
            new SimAdopting(_service, Monitors).Adopt(_epoch).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (!IsOver(view.GroupStates[group].Value, view))
            {
                var instance = new SimInstance(group, _service.Node.Name, _epoch, guard.Generation);
                var host = new SimGroup(_service, this, instance, view);
                _hosts[group] = host;
                host.Adopt(guard, resources);
            }
        }

        LookAtMonitors(_epoch);
    }

    private void LookAtMonitors(long epoch) => _service.Alarm((long)1e9, _ =>
    {
        if (_epoch == epoch)
        {
            Monitors.Look();
            LookAtMonitors(epoch);
        }
    });

    private void Follow(ClusterSnapshot snapshot)
    {
        ClusterSnapshot last = _followed;
        _followed = snapshot;
        if (!GroupPlan.MayDiffer(snapshot, last))
        {
            return;
        }

        foreach (Row<GroupState> row in snapshot.GroupStates.Values)
        {
            Consider(row.Value);
        }

        foreach (SimGroup host in _hosts.Values)
        {
            host.Update(snapshot);
        }
    }

    private void Consider(GroupState state)
    {
        if (state.Owner == _service.Node.Name && state.OwnerEpoch == _epoch && !IsOver(state, _followed)
            && !_hosts.ContainsKey(state.Group))
        {
            var instance = new SimInstance(state.Group, _service.Node.Name, state.OwnerEpoch, state.Generation);
            _hosts[state.Group] = new(_service, this, instance, _followed);
        }
    }

    private bool IsOver(GroupState state, ClusterSnapshot snapshot) =>
        (_done.TryGetValue(state.Group, out long done) && done >= state.Generation)
        || (snapshot.GroupStatuses.TryGetValue(state.Group, out Row<GroupStatus>? status)
            && status.Value is { Phase: GroupPhase.Stopped } stopped && stopped.Generation == state.Generation);

    private void EndHosts()
    {
        foreach (SimGroup host in _hosts.Values)
        {
            host.Ended = true;
        }

        _hosts.Clear();
        _done.Clear();
        _followed = new();
        _toBegin = null;
        _epoch = 0;
    }

    private void Terminate(SimMonitor monitor)
    {
        foreach (SimHosted hosted in monitor.Hosted)
        {
            monitor.After(Chance.Milliseconds(0.1, 100), () =>
            {
                hosted.State = ResourceState.OfflinePending;
                hosted.Guard.Ask(() => hosted.Guard.Stop(hosted.Resource));
            });
        }
    }

    /// <summary>After the moment that resources have to end by themselves, guards and monitors are killed.</summary>
    private void KillRest() => _service.Post(Chance.Milliseconds(50, 250), _ =>
    {
        if (_stopping is null)
        {
            return;
        }

        foreach (SimGuard guard in _service.Node.Guards.ToArray())
        {
            guard.Kill("the service stops everything");
        }

        Monitors.KillAll(_closedEpoch);
        CheckNothingRuns();
        KillRest();
    });

    private void CheckNothingRuns()
    {
        SimNode node = _service.Node;
        if (_stopping is { } number && node.Guards.Count == 0 && node.Monitors.Count == 0 && _starting == 0)
        {
            _stopping = null;
            _service.Post(Chance.Milliseconds(0.1, 5), _ =>
                _service.Step(new MemberEvent.NothingRuns(_service.Now, number)));
        }
    }
}
