using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Groups;
using Holdfast.Core.Status;
using Holdfast.Core.Time;
using Xunit;

namespace Holdfast.Core.Tests.Groups;

/// <summary>
/// A random history of a random group, the same for the same seed: calls end in any order and with any outcome.
/// </summary>
public sealed class GroupStory
{
    private readonly Random _random;
    private readonly List<GroupAction> _open = [];
    private readonly List<string> _log = [];
    private int _monitors;

    public GroupStory(int seed)
    {
        _random = new(seed);
        int count = _random.Next(1, 7);
        for (int i = 0; i < count; i++)
        {
            Plan = Plan with { Resources = Plan.Resources.Set($"r{i}", RandomResource(i)) };
        }
    }

    public GroupPlan Plan { get; private set; } = new()
    {
        Group = "g", Wanted = GroupWanted.Online, WantedReason = "wanted", Types =
            ValueMap<ResourceTypeConfig>.Empty.Set("T", GroupBench.Type()),
    };

    public GroupRuntime Runtime { get; private set; } = new() { Group = "g" };

    public BootTime Now { get; private set; } = new(5_000_000_000);

    public void Want(GroupWanted wanted) => Plan = Plan with { Wanted = wanted };

    public GroupEvent Failure(ResourceRuntime r) =>
        new GroupEvent.FailureReported(r.Name, r.Host?.MonitorId ?? "none", $"{r.Name} broke");

    public void Play(int steps, Action<IReadOnlyList<GroupAction>> check)
    {
        for (int i = 0; i < steps; i++)
        {
            GroupRuntime before = Runtime;
            GroupDecision decision = GroupDecider.Decide(Plan, Runtime, Now);
            Runtime = decision.Runtime;
            _log.AddRange(decision.Actions.Select(a => $"{Now} {a}"));
            check(decision.Actions);
            _open.AddRange(
                decision.Actions.Where(a => a is GroupAction.Call or GroupAction.StartGuard or GroupAction.EndGuard));
            foreach (GroupAction.KillMonitor kill in decision.Actions.OfType<GroupAction.KillMonitor>())
            {
                Lose(kill.MonitorId, MonitorDeathCause.Hung);
            }

            Happen();
        }
    }

    /// <summary>From here on everything goes well, until nothing is left to do.</summary>
    public void Settle()
    {
        for (int i = 0; i < 400; i++)
        {
            GroupDecision decision = GroupDecider.Decide(Plan, Runtime, Now);
            Runtime = decision.Runtime;
            _log.AddRange(decision.Actions.Select(a => $"{Now} {a}"));
            _open.AddRange(
                decision.Actions.Where(a => a is GroupAction.Call or GroupAction.StartGuard or GroupAction.EndGuard));
            if (_open.Count == 0)
            {
                if (decision.WakeAt is not { } wake || Runtime.StopReported)
                {
                    return;
                }

                Now = wake;
            }

            while (_open.Count > 0)
            {
                Answer(0, well: true);
            }
        }

        Assert.Fail("it does not come to rest:\n" + string.Join('\n', _log.TakeLast(30)));
    }

    /// <summary>
    /// Online only on what is online; offline only when nothing that needs it, and goes too, is up.
    /// </summary>
    public void CheckOrder(IReadOnlyList<GroupAction> actions)
    {
        foreach (GroupAction.Call call in actions.OfType<GroupAction.Call>())
        {
            ResourceConfig config = Runtime.Resources[call.Resource].Config;
            if (call.Kind == CallKind.Online)
            {
                Assert.All(config.DependsOn,
                    any => Assert.Contains(any, n => Runtime.Resources[n].State == ResourceState.Online));
            }

            if (call.Kind is CallKind.Offline or CallKind.Terminate)
            {
                Assert.DoesNotContain(Runtime.Resources.Values, d =>
                    d.State == ResourceState.Online && !d.Reattach && d.StopFailure is null
                    && d.Config.DependsOn.Any(any => any.Contains(call.Resource, StringComparer.Ordinal)
                        && !any.Any(n =>
                        Runtime.Resources[n] is { Supports: true, State: not ResourceState.OfflinePending })));
            }
        }
    }

    private ResourceConfig RandomResource(int index)
    {
        var needs = new List<ValueList<string>>();
        for (int i = 0; index > 0 && i < _random.Next(0, 3); i++)
        {
            needs.Add(Enumerable.Range(0, _random.Next(1, 3)).Select(_ => $"r{_random.Next(index)}")
                .Distinct(StringComparer.Ordinal).ToValueList());
        }

        return GroupBench.Resource($"r{index}") with
        {
            DependsOn = needs.ToValueList(),
            RestartThreshold = _random.Next(1, 4),
            RestartPeriod = TimeSpan.FromSeconds(_random.Next(5, 120)),
            RetryPeriodOnFailure = _random.Next(3) == 0 ? null : TimeSpan.FromSeconds(_random.Next(1, 200)),
            RestartAction = (RestartAction)_random.Next(3),
            SeparateMonitor = _random.Next(4) == 0,
        };
    }

    private void Happen()
    {
        switch (_random.Next(12))
        {
            case < 7 when _open.Count > 0:
                Answer(_random.Next(_open.Count), well: _random.Next(5) != 0);
                break;
            case 7:
                Step(Failure(Any()));
                break;
            case 8 when Any().Host is { } host:
                Lose(host.MonitorId, (MonitorDeathCause)_random.Next(3));
                break;
            case 9 when _random.Next(3) == 0:
                Plan = Plan with { Wanted = (GroupWanted)_random.Next(2) };
                break;
            case 10 when Runtime.Guard == GuardPresence.Running && _random.Next(4) == 0:
                Step(new GroupEvent.GuardLost("guard died", "e"));
                break;
            case 11 when _random.Next(4) == 0:
                ResourceConfig config = Any().Config;
                Plan = Plan with
                {
                    Resources = Plan.Resources.Set(config.Name, config with { WantedOnline = !config.WantedOnline }),
                };
                break;
            default:
                Now += TimeSpan.FromMilliseconds(_random.Next(20_000));
                break;
        }
    }

    private ResourceRuntime Any() => Runtime.Resources.Values.ElementAt(_random.Next(Runtime.Resources.Count));

    private void Step(GroupEvent happened)
    {
        _log.Add($"{Now} {happened}");
        Runtime = GroupStep.Step(Runtime, happened, Now);
    }

    private void Lose(string monitor, MonitorDeathCause cause)
    {
        List<string> calls = [.. Runtime.Resources.Values
            .Where(r => r.Host?.MonitorId == monitor && r.Call is not null && _random.Next(3) != 0)
                .Select(r => r.Name)];
        Step(new GroupEvent.MonitorLost(monitor, new(cause, $"{monitor} died", calls.ToValueList())));
    }

    private void Answer(int index, bool well)
    {
        GroupAction action = _open[index];
        _open.RemoveAt(index);
        switch (action)
        {
            case GroupAction.StartGuard:
                Step(well ? new GroupEvent.GuardReady(7) : new GroupEvent.GuardFailed("no memory"));
                break;
            case GroupAction.EndGuard:
                Step(new GroupEvent.GuardEnded(well ? null : "a process does not die"));
                break;
            case GroupAction.Call call:
                string id = call.MonitorId ?? $"m{++_monitors % 5}";
                Step(new GroupEvent.CallSent(call.Resource, call.Id, id, 1));
                Step(new GroupEvent.CallEnded(call.Resource, call.Id, Result(call.Kind, well)));
                break;
        }
    }

    private CallResult Result(CallKind kind, bool well) => (kind, well) switch
    {
        (CallKind.Reattach, true) => CallResult.Running.Instance,
        (CallKind.Reattach, false) => _random.Next(2) == 0 ? new CallResult.Gone("gone")
            : new CallResult.Unknown("unknown"),
        (_, true) => CallResult.Ok.Instance,
        (CallKind.Open, false) => _random.Next(3) switch
        {
            0 => new CallResult.DllMissing("DLL missing"),
            1 => new CallResult.NoMonitor("no monitor"),
            _ => new CallResult.Failed("no"),
        },
        _ => new CallResult.Failed("no"),
    };
}
