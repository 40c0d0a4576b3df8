using System.Runtime.CompilerServices;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Status;
using Holdfast.Core.Time;

namespace Holdfast.Core.Groups;

/// <summary>The workbench of one decision; it never leaves <see cref="GroupDecider.Decide"/>.</summary>
internal sealed class DecisionWork
{
    private static readonly TimeSpan DefaultPending = TimeSpan.FromSeconds(180);
    private static readonly TimeSpan DefaultDeadlock = TimeSpan.FromSeconds(30);

    /// <summary>The graph of a plan, made once for all decisions from it.</summary>
    private static readonly ConditionalWeakTable<ValueMap<ResourceConfig>, DependencyGraph> Planned = [];

    private readonly SortedDictionary<string, ResourceRuntime> _resources = new(StringComparer.Ordinal);
    private readonly List<GroupAction> _actions = [];
    private readonly List<DecisionReason> _reasons = [];
    private readonly GroupRuntime _before;
    private DependencyGraph? _graph;
    private BootTime? _wakeAt;

    public DecisionWork(GroupPlan plan, GroupRuntime runtime, BootTime now)
    {
        Plan = plan;
        Group = _before = runtime;
        Now = now;
        foreach ((string name, ResourceRuntime resource) in runtime.Resources)
        {
            _resources[name] = resource;
        }
    }

    public GroupPlan Plan { get; }

    public BootTime Now { get; }

    public GroupRuntime Group { get; set; }

    public DependencyGraph Graph => _graph ??= IsAsPlanned()
        ? Planned.GetValue(Plan.Resources, resources => DependencyGraph.Of(resources.Values))
        : DependencyGraph.Of(_resources.Values.Select(r => r.Config));

    public IReadOnlyList<string> Names => [.. _resources.Keys];

    public ResourceRuntime this[string name]
    {
        get => _resources[name];
        set => _resources[name] = value;
    }

    public bool Has(string name) => _resources.ContainsKey(name);

    public void Take(ResourceConfig config) =>
        _resources[config.Name] = _resources.TryGetValue(config.Name, out ResourceRuntime? known)
            ? ReferenceEquals(known.Config, config) ? known : known with { Config = config }
            : new() { Config = config, Since = Now, Reason = "it was not started yet" };

    public void Remove(string name) => _resources.Remove(name);

    /// <summary>Whether people want the resource online here.</summary>
    public bool IsWanted(ResourceRuntime r) =>
        Plan.Wanted == GroupWanted.Online && Plan.Resources.ContainsKey(r.Name) && r.Config.WantedOnline;

    public string WhyUnwanted(ResourceRuntime r) =>
        Plan.Wanted != GroupWanted.Online ? Plan.WantedReason
        : Plan.Resources.ContainsKey(r.Name) ? "it is wanted offline"
        : "it was deleted";

    /// <summary>Why no action is taken on the resource: maintenance; null if it is not locked.</summary>
    public string? Frozen(ResourceRuntime r) =>
        Plan.Wanted == GroupWanted.Stop || !Plan.Resources.ContainsKey(r.Name) ? null
        : Plan.Locked ?? (r.Config.Locked ? "it is locked: no action is taken on it" : null);

    /// <summary>What a group that was not started yet waits for; null if nothing.</summary>
    public string? HeldBack()
    {
        if (Group.Started)
        {
            return null;
        }

        if (Plan.WaitsFor is { } waits)
        {
            return waits;
        }

        BootTime start = Group.TakenAt + Plan.StartDelay;
        return Plan.StartDelay > TimeSpan.Zero && !IsDue(start)
            ? $"it is started {Spoken.Duration(Plan.StartDelay)} after its node was given it (GroupStartDelay)"
            : null;
    }

    public ResourceTypeConfig? TypeOf(ResourceRuntime r) =>
        Plan.Types.TryGetValue(r.Config.Type, out ResourceTypeConfig? type) ? type : null;

    public TimeSpan PendingTimeout(ResourceRuntime r) =>
        r.Config.PendingTimeout ?? TypeOf(r)?.PendingTimeout ?? DefaultPending;

    public TimeSpan DeadlockTimeout(ResourceRuntime r) =>
        r.Config.DeadlockTimeout ?? TypeOf(r)?.DeadlockTimeout ?? DefaultDeadlock;

    /// <summary>Whether a point in time has come; if not, the decision is made again then.</summary>
    public bool IsDue(BootTime? at)
    {
        if (at is not { } due || due <= Now)
        {
            return true;
        }

        WakeAt(due);
        return false;
    }

    public void WakeAt(BootTime at) => _wakeAt = _wakeAt is { } other ? BootTime.Min(at, other) : at;

    public void Add(GroupAction action)
    {
        _actions.Add(action);
        _reasons.Add(new((action as GroupAction.OnResource)?.Resource, action.Reason));
    }

    public void Note(string resource, string text) => _reasons.Add(new(resource, text));

    public long NextCall()
    {
        Group = Group with { LastCall = Group.LastCall + 1 };
        return Group.LastCall;
    }

    public GroupDecision Finish(string? failover)
    {
        foreach (ResourceRuntime r in _resources.Values)
        {
            if (r.IsolatedUntil is { } until)
            {
                WakeAt(until);
            }

            if (r.Restarts.Count > 0 && r.State != ResourceState.Failed)
            {
                WakeAt(r.Restarts[0] + r.Config.RestartPeriod);
            }
        }

        ValueMap<ResourceRuntime> resources = Same() ? _before.Resources : ValueMap<ResourceRuntime>.From(_resources);
        GroupRuntime after = Group with { Resources = resources, FailoverWanted = failover };
        return new(after == _before ? _before : after, _actions.ToValueList(), _wakeAt, _reasons.ToValueList());
    }

    /// <summary>Nothing is left of resources that were deleted.</summary>
    private bool IsAsPlanned() =>
        _resources.Count == Plan.Resources.Count
        && _resources.All(p => Plan.Resources.TryGetValue(p.Key, out ResourceConfig? config)
            && ReferenceEquals(config, p.Value.Config));

    private bool Same() =>
        _resources.Count == _before.Resources.Count
        && _resources.All(p => _before.Resources.TryGetValue(p.Key, out ResourceRuntime? b)
            && ReferenceEquals(b, p.Value));
}
