using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Groups;
using Holdfast.Core.Status;
using Holdfast.Core.Time;

namespace Holdfast.Core.Tests.Groups;

/// <summary>
/// A group under test: its plan, what its owner knows, a clock, and an obedient world unless told otherwise.
/// </summary>
public sealed class GroupBench
{
    private readonly Dictionary<string, Queue<CallResult>> _answers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _held = new(StringComparer.Ordinal);
    private int _monitors;

    public GroupPlan Plan { get; set; } = new() { Group = "g", Wanted = GroupWanted.Online, WantedReason = "" };

    public GroupRuntime Runtime { get; set; } = new() { Group = "g" };

    public BootTime Now { get; set; } = new(1_000_000_000);

    public BootTime? WakeAt { get; private set; }

    public IReadOnlyList<DecisionReason> Reasons { get; private set; } = [];

    public List<GroupAction> Actions { get; } = [];

    public List<GroupTransition> Transitions { get; } = [];

    public List<GroupAction.Call> Open { get; } = [];

    public ResourceRuntime this[string name] => Runtime.Resources[name];

    public IEnumerable<string> Calls => Actions.OfType<GroupAction.Call>().Select(c => $"{c.Kind} {c.Resource}");

    public static GroupBench Of(params ResourceConfig[] resources)
    {
        var bench = new GroupBench();
        foreach (ResourceConfig resource in resources)
        {
            bench.Store(resource);
        }

        return bench;
    }

    public static ResourceConfig Resource(string name, params string[] needs) => new()
    {
        Name = name, Group = "g", Type = "T", DependsOn = needs.Select(n => n.Split('|').ToValueList()).ToValueList(),
    };

    public static ResourceTypeConfig Type(string hash = "h1") => new()
    {
        Name = "T", DisplayName = "T", DllName = "T.dll", PackageHash = hash, EntryType = "T", Version =
            "1", PropertySchema = "{}",
        AppliedAtOnce = ["Level"],
    };

    public void Store(ResourceConfig resource) => Plan = Plan with
    {
        Resources = Plan.Resources.Set(resource.Name, resource),
        Types = Plan.Types.Count == 0 ? Plan.Types.Set("T", Type()) : Plan.Types,
    };

    public void Store(ResourceTypeConfig type) => Plan = Plan with { Types = Plan.Types.Set(type.Name, type) };

    public void Want(GroupWanted wanted) => Plan = Plan with { Wanted = wanted, WantedReason = "somebody wants it so" };

    /// <summary>The next such call is answered with that, once.</summary>
    public void Answers(string call, params CallResult[] results)
    {
        if (!_answers.TryGetValue(call, out Queue<CallResult>? queue))
        {
            _answers[call] = queue = new();
        }

        Array.ForEach(results, queue.Enqueue);
    }

    /// <summary>Such calls are not answered until <see cref="Answer"/>.</summary>
    public void Hold(string call) => _held.Add(call);

    public void Release(string call) => _held.Remove(call);

    public void Answer(string call, CallResult result)
    {
        GroupAction.Call open = Open.Single(c => $"{c.Kind} {c.Resource}" == call);
        Open.Remove(open);
        Step(new GroupEvent.CallEnded(open.Resource, open.Id, result));
    }

    public void Step(GroupEvent happened)
    {
        GroupRuntime after = GroupStep.Step(Runtime, happened, Now);
        Transitions.AddRange(GroupTransitions.Between(Runtime, after, Now));
        Runtime = after;
    }

    public IReadOnlyList<GroupAction> DecideOnce()
    {
        GroupDecision decision = GroupDecider.Decide(Plan, Runtime, Now);
        Transitions.AddRange(GroupTransitions.Between(Runtime, decision.Runtime, Now));
        Runtime = decision.Runtime;
        WakeAt = decision.WakeAt;
        Reasons = decision.Reasons;
        Actions.AddRange(decision.Actions);
        return decision.Actions;
    }

    /// <summary>Decides and lets the world answer until nothing is left to do now.</summary>
    public GroupBench Run()
    {
        for (int i = 0; i < 1000; i++)
        {
            IReadOnlyList<GroupAction> actions = DecideOnce();
            if (actions.Count == 0)
            {
                return this;
            }

            foreach (GroupAction action in actions)
            {
                Do(action);
            }
        }

        throw new InvalidOperationException("the group does not come to rest: "
            + string.Join(", ", Calls.TakeLast(20)));
    }

    /// <summary>Lets time pass, deciding whenever a decision asked to.</summary>
    public GroupBench Pass(TimeSpan span)
    {
        BootTime end = Now + span;
        Run();
        while (WakeAt is { } wake && wake <= end)
        {
            Now = BootTime.Max(wake, Now);
            Run();
        }

        Now = end;
        return Run();
    }

    public void LoseMonitor(string id, MonitorDeathCause cause, params string[] calls)
    {
        Open.RemoveAll(c => this[c.Resource].Host?.MonitorId == id);
        Step(new GroupEvent.MonitorLost(id, new(cause, $"monitor {id} died", calls.ToValueList(), "e1")));
    }

    private void Do(GroupAction action)
    {
        switch (action)
        {
            case GroupAction.StartGuard:
                Step(new GroupEvent.GuardReady(100));
                break;
            case GroupAction.EndGuard:
                Step(new GroupEvent.GuardEnded(null));
                break;
            case GroupAction.Call call:
                Call(call);
                break;
        }
    }

    private void Call(GroupAction.Call call)
    {
        string id = (call.Kind == CallKind.Prepare ? "" : call.MonitorId)
            ?? (call.Settings?.Place.Alone is { } alone ? $"{alone}-{++_monitors}"
                : call.Settings?.Place.PackageHash ?? "guard");
        Step(new GroupEvent.CallSent(call.Resource, call.Id, id, 200));
        string text = $"{call.Kind} {call.Resource}";
        if (_answers.TryGetValue(text, out Queue<CallResult>? queue) && queue.TryDequeue(out CallResult? result))
        {
            Step(new GroupEvent.CallEnded(call.Resource, call.Id, result));
        }
        else if (_held.Contains(text))
        {
            Open.Add(call);
        }
        else
        {
            Step(new GroupEvent.CallEnded(
                call.Resource, call.Id, call.Kind == CallKind.Reattach ? CallResult.Running.Instance
                    : CallResult.Ok.Instance));
        }
    }
}
