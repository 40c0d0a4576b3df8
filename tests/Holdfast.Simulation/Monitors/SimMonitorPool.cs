using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Events;
using Holdfast.Core.Groups;
using Holdfast.Core.Status;
using Holdfast.Core.Time;
using Holdfast.Simulation.Owners;
using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Monitors;

/// <summary>
/// The monitors as a service sees them: one per package, one for each resource that has its own. A death is told in one
/// event, to the calls in progress, and to the groups that had resources in it.
/// </summary>
internal sealed class SimMonitorPool(SimService service, Action<string, GroupEvent> tell)
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(4);
    private readonly Dictionary<MonitorPlace, Preparation> _places = [];
    private readonly Dictionary<MonitorPlace, ValueList<BootTime>> _deaths = [];
    private readonly SortedDictionary<string, SimMonitor> _living = new(StringComparer.Ordinal);
    private readonly Dictionary<SimMonitor, SortedDictionary<string, SimInstance>> _hosted = [];
    private readonly List<AwaitedCall> _awaited = [];
    private readonly HashSet<(string Monitor, string Resource)> _failed = [];
    private readonly Dictionary<string, BootTime> _silent = new(StringComparer.Ordinal);
    private long _closedEpoch;

    private Chance Chance => service.Universe.Chance("pool");

    /// <summary>From now on nothing is opened for epochs up to this.</summary>
    public void Close(long epoch) => _closedEpoch = Math.Max(_closedEpoch, epoch);

    public SimMonitor? Find(string id) => _living.GetValueOrDefault(id);

    /// <summary>Whether the monitor hosts the resource for that generation, as this service knows.</summary>
    public SimInstance? HostedIn(SimMonitor monitor, string resource) =>
        _hosted.TryGetValue(monitor, out SortedDictionary<string, SimInstance>? all)
            ? all.GetValueOrDefault(resource)
            : null;

    /// <summary>Makes a call; a monitor's death is an answer like any other.</summary>
    public void Call(
        GroupAction.Call call, SimInstance instance, SimGuard? guard, long revision, Action<SimMonitor> sent,
        Action<CallResult> answer)
    {
        switch (call.Kind)
        {
            case CallKind.Open:
                Obtain(call, instance, (monitor, refusal) =>
                {
                    if (monitor is null)
                    {
                        answer(refusal!);
                        return;
                    }

                    sent(monitor);
                    Send(monitor, new(call.Kind, call.Resource, revision), guard, result =>
                    {
                        if (result is not (CallResult.Ok or CallResult.MonitorDied))
                        {
                            Unhost(monitor, call.Resource);
                        }

                        answer(result);
                    });
                });
                break;
            case CallKind.Prepare:
                Obtain(call, instance, (monitor, refusal) =>
                {
                    if (monitor is not null)
                    {
                        Unhost(monitor, call.Resource);
                    }

                    answer(refusal ?? CallResult.Ok.Instance);
                });
                break;
            default:
                Make(call, revision, sent, answer);
                break;
        }
    }

    public void Release(string monitorId, string resource)
    {
        if (Find(monitorId) is { } monitor)
        {
            Leave(monitor);
            Unhost(monitor, resource, atOnce: true);
        }
    }

    public void Kill(string monitorId, string resource, string reason)
    {
        if (Find(monitorId) is { } monitor)
        {
            string text = $"monitor {monitor.Id} (pid {monitor.Pid}) hung and was killed: {reason}";
            monitor.Kill(new(MonitorDeathCause.Hung, text, resource.Length > 0 ? [resource] : []));
        }
    }

    /// <summary>Takes in a monitor that an earlier run of the service started.</summary>
    public void Adopt(SimMonitor monitor, IReadOnlyDictionary<string, SimInstance> hosted)
    {
        monitor.Verdict = null;
        _living[monitor.Id] = monitor;
        _hosted[monitor] = new(hosted.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
        _places[monitor.Place] = new() { Ready = monitor };
    }

    /// <summary>The process handle says that it is gone.</summary>
    public void Gone(SimMonitor monitor, MonitorDeathCause cause, IReadOnlyList<string> calls)
    {
        if (!_living.Remove(monitor.Id))
        {
            return;
        }

        SortedDictionary<string, SimInstance> hosted = _hosted[monitor];
        string text = $"monitor {monitor.Id} (pid {monitor.Pid}, {monitor.DllName}) died ({cause})";
        MonitorDeath death = monitor.Verdict ?? new(cause, text, calls.ToValueList());
        if (death.Cause != MonitorDeathCause.Replaced)
        {
            string kind = death.Cause == MonitorDeathCause.Hung ? EventKinds.MonitorHung : EventKinds.MonitorDied;
            death = death with { EventId = service.Events.Append(null, new(kind, "warning", null, $"{death.Text}.")) };
        }

        Leave(monitor);
        if (death.Cause is MonitorDeathCause.Crashed or MonitorDeathCause.Hung
            || (death.Cause == MonitorDeathCause.Killed && !monitor.HasServed))
        {
            _deaths[monitor.Place] = Deaths(monitor.Place).Add(service.Now);
        }

        foreach (AwaitedCall awaited in _awaited.Where(one => one.Monitor == monitor).ToArray())
        {
            awaited.Answer(new CallResult.MonitorDied(death));
        }

        foreach (string group in hosted.Values.Select(one => one.Group).Distinct(StringComparer.Ordinal))
        {
            tell(group, new GroupEvent.MonitorLost(monitor.Id, death));
        }
    }

    /// <summary>Kills the node's monitors of this epoch and of earlier ones.</summary>
    public void KillAll(long epoch)
    {
        foreach (SimMonitor monitor in service.Node.Monitors.Where(monitor => monitor.Epoch <= epoch))
        {
            monitor.Kill(new(MonitorDeathCause.Replaced, $"monitor {monitor.Id} was ended", []));
        }
    }

    /// <summary>A look at each: whether it answers, and what failed and was told by no event.</summary>
    public void Look()
    {
        foreach (SimMonitor monitor in _living.Values)
        {
            if (monitor.Frozen)
            {
                _silent.TryAdd(monitor.Id, service.Now);
                if (service.Now >= _silent[monitor.Id] + LongestAnswer)
                {
                    Kill(monitor.Id, "", "it did not answer");
                }

                continue;
            }

            _silent.Remove(monitor.Id);
            foreach (SimHosted hosted in monitor.Hosted)
            {
                (string, string) key = (monitor.Id, hosted.Resource);
                if (hosted is not { State: ResourceState.Failed, InProgress: null })
                {
                    _failed.Remove(key);
                }
                else if (!_failed.Add(key))
                {
                    service.FailureReported(monitor, hosted, "its monitor says that it failed");
                }
            }
        }
    }

    private void Make(GroupAction.Call call, long revision, Action<SimMonitor> sent, Action<CallResult> answer)
    {
        if (Find(call.MonitorId!) is not { } monitor)
        {
            answer(new CallResult.Failed($"monitor {call.MonitorId} is gone"));
            return;
        }

        sent(monitor);
        Send(monitor, new(call.Kind, call.Resource, revision), null, result =>
        {
            if (call.Kind == CallKind.Close)
            {
                Unhost(monitor, call.Resource);
            }

            answer(result);
        });
    }

    private void Send(SimMonitor monitor, SimCall call, SimGuard? guard, Action<CallResult> answer)
    {
        AwaitedCall? awaited = null;
        awaited = new(monitor, result =>
        {
            if (_awaited.Remove(awaited!))
            {
                answer(result);
            }
        });
        _awaited.Add(awaited);
        Action<CallResult> back = result =>
            service.Post(Chance.Milliseconds(0.05, 2), _ => awaited.Answer(result));
        service.Universe.Schedule.After(monitor.NextArrival(), () =>
        {
            if (guard is null)
            {
                monitor.Make(call, back);
            }
            else
            {
                monitor.Open(call, guard, back);
            }
        });
    }

    private void Obtain(GroupAction.Call call, SimInstance instance, Action<SimMonitor?, CallResult?> then)
    {
        if (instance.Epoch <= _closedEpoch)
        {
            then(null, new CallResult.NoMonitor($"epoch {instance.Epoch} has ended; nothing of it starts any more"));
            return;
        }

        MonitorPlace place = call.Settings!.Place;
        if (!_places.TryGetValue(place, out Preparation? preparation))
        {
            _places[place] = preparation = new();
            Prepare(place, call.Type!, instance.Epoch);
        }

        preparation.Then((monitor, refusal) =>
        {
            if (monitor is null)
            {
                then(null, refusal);
            }
            else if (!monitor.Alive || monitor.Verdict is not null)
            {
                // It is at its end; the next one takes its place.
                Leave(monitor);
                service.Post((long)1e6, _ => Obtain(call, instance, then));
            }
            else
            {
                _hosted[monitor][call.Resource] = instance;
                then(monitor, null);
            }
        });
    }

    private void Prepare(MonitorPlace place, ResourceTypeConfig type, long epoch)
    {
        ValueList<BootTime> deaths = Deaths(place);
        TimeSpan wait = deaths.Count == 0
            ? TimeSpan.Zero
            : deaths[^1] + RestartPolicy.Delay(deaths.Count - 1, FirstDelay) - service.Now;
        long start = Chance.Milliseconds(2, 60) + (long)(Math.Max(0, wait.TotalSeconds) * 1e9);
        service.Post(start, _ =>
        {
            Preparation preparation = _places[place];
            if (!service.Node.Packages.Contains(type.PackageHash))
            {
                service.Universe.Counters.DllsMissing++;
                _places.Remove(place);
                preparation.Refuse(new CallResult.DllMissing($"DLL missing: {type.DllName} of {type.Name}"));
            }
            else if (epoch <= _closedEpoch)
            {
                _places.Remove(place);
                preparation.Refuse(new CallResult.NoMonitor("the epoch has ended"));
            }
            else
            {
                var monitor = new SimMonitor(service.Universe, service.Node, place, type.DllName, epoch);
                _living[monitor.Id] = monitor;
                _hosted[monitor] = new(StringComparer.Ordinal);
                preparation.Give(monitor);
            }
        });
    }

    private ValueList<BootTime> Deaths(MonitorPlace place) =>
        RestartPolicy.Within(_deaths.GetValueOrDefault(place, []), Period, service.Now);

    /// <summary>Nothing more is opened in it.</summary>
    private void Leave(SimMonitor monitor)
    {
        if (_places.TryGetValue(monitor.Place, out Preparation? preparation) && preparation.Ready == monitor)
        {
            _places.Remove(monitor.Place);
        }
    }

    private void Unhost(SimMonitor monitor, string resource, bool atOnce = false)
    {
        if (_hosted[monitor].Remove(resource) && _hosted[monitor].Count == 0)
        {
            service.Post((long)(atOnce || monitor.Place.Alone is not null ? 1e5 : 3e9), _ =>
            {
                if (monitor.Alive && _hosted[monitor].Count == 0)
                {
                    monitor.Kill(new(MonitorDeathCause.Replaced, $"{monitor.Id} had nothing left to host", []));
                }
            });
        }
    }

    private sealed record AwaitedCall(SimMonitor Monitor, Action<CallResult> Answer);

    /// <summary>A monitor that is being got ready, and who waits for it.</summary>
    private sealed class Preparation
    {
        private readonly List<Action<SimMonitor?, CallResult?>> _waiting = [];

        public SimMonitor? Ready { get; set; }

        public void Then(Action<SimMonitor?, CallResult?> action)
        {
            if (Ready is { } monitor)
            {
                action(monitor, null);
            }
            else
            {
                _waiting.Add(action);
            }
        }

        public void Give(SimMonitor monitor)
        {
            Ready = monitor;
            _waiting.ForEach(action => action(monitor, null));
        }

        public void Refuse(CallResult refusal) => _waiting.ForEach(action => action(null, refusal));
    }
}
