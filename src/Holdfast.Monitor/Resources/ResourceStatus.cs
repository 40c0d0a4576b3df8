using Holdfast.Monitor.Polling;
using Holdfast.MonitorProtocol.Monitors;
using Holdfast.ResourceApi;

namespace Holdfast.Monitor.Resources;

/// <summary>
/// The state of a hosted resource, and what it tells: progress, health, and at most one failure per online.
/// </summary>
internal sealed class ResourceStatus(OpenRequest request, MonitorServices services, CallGate calls) : IResourceReports
{
    private readonly Lock gate = new();
    private ResourceState state = ResourceState.Offline;
    private readonly StandingReports reports = new();
    private ResourceRole? role;
    private string? failure;

    /// <summary>Polled while the resource is online, and only then.</summary>
    public ResourcePoll? Poll { get; set; }

    public string Name => request.Name;

    public bool IsOnline => state == ResourceState.Online;

    /// <summary>
    /// Promoted from when it is told so until it was demoted or stopped; null while nobody told this object its role.
    /// </summary>
    public ResourceRole? Role
    {
        get
        {
            lock (gate)
            {
                return role;
            }
        }

        set
        {
            lock (gate)
            {
                role = value;
            }
        }
    }

    /// <summary>What it has said that holds until it says otherwise.</summary>
    public IReadOnlyList<MonitorEvent> Reports
    {
        get
        {
            lock (gate)
            {
                return reports.All;
            }
        }
    }

    /// <summary>The state, and why if it is Failed.</summary>
    public (ResourceState State, string? Failure) Read()
    {
        lock (gate)
        {
            return (state, failure);
        }
    }

    public void Enter(ResourceState next)
    {
        lock (gate)
        {
            state = next;
            failure = null;
            if (next == ResourceState.Offline)
            {
                role = ResourceRole.Unpromoted;
                reports.Forget();
            }

            if (Poll is { } poll && next != ResourceState.Online)
            {
                services.Polls.Remove(poll);
            }
        }
    }

    /// <summary>After a successful Online or Reattach; a failure reported meanwhile counts.</summary>
    public CallOutcome GoOnline(CancellationToken cancelled)
    {
        lock (gate)
        {
            cancelled.ThrowIfCancellationRequested();
            if (failure is not null)
            {
                return Outcomes.Failed(failure);
            }

            Enter(ResourceState.Online);
        }

        services.Polls.Add(Poll!);
        return Outcomes.Ok;
    }

    /// <summary>A call failed: the resource has, too. Whoever made the call is told by its outcome.</summary>
    public void Fail(string reason)
    {
        lock (gate)
        {
            Enter(ResourceState.Failed);
            failure = reason;
        }

        services.Log.Write(Name, $"failed: {reason}");
    }

    /// <summary>What a call that moves the resource came to, with what happened beside it.</summary>
    public CallOutcome Settle(CallOutcome outcome)
    {
        lock (gate)
        {
            var pending = state is ResourceState.OnlinePending or ResourceState.OfflinePending;

            // A failure that was reported during Online cancelled it.
            if (outcome.Result == "cancelled" && failure is { } reported && pending)
            {
                outcome = Outcomes.Failed(reported);
            }

            if (outcome.Result == "failed" && pending)
            {
                Fail(outcome.Reason ?? "");
            }
        }

        return outcome;
    }

    public void Failed(string reason)
    {
        lock (gate)
        {
            switch (state)
            {
                case ResourceState.Online:
                    Fail(reason);
                    services.Events.Publish(Event("failure", reason));
                    return;
                case ResourceState.OnlinePending:
                    failure ??= reason;
                    break;
                default:
                    return;
            }
        }

        calls.GiveUp(reason);
    }

    public void Status(string status)
    {
        services.Events.Publish(Event("status", status));
        Log(status);
    }

    public void PromotionScore(int? score)
    {
        if (Tell(Event("score", null) with { Score = score }))
        {
            Log(score is null ? "it must not be promoted" : $"its promotion score is {score}");
        }
    }

    public void NodeFitness(string unfit)
    {
        if (Tell(Event("fitness", unfit)))
        {
            Log(unfit.Length == 0 ? "this node is fit" : $"this node is not fit: {unfit}");
        }
    }

    public void Log(string message) => services.Log.Write(Name, message);

    /// <summary>Tells of a health that differs from the one before.</summary>
    public void HealthChanged(Health health) => services.Events.Publish(Event("health", health.ToString()));

    /// <summary>Tells what holds from now on, in the order of its numbers.</summary>
    private bool Tell(MonitorEvent report)
    {
        lock (gate)
        {
            var numbered = report with { Number = services.Events.NextNumber() };
            if (state is not (ResourceState.Online or ResourceState.OnlinePending) || !reports.Keep(numbered))
            {
                return false;
            }

            services.Events.Publish(numbered);
            return true;
        }
    }

    private MonitorEvent Event(string kind, string? text) =>
        new() { Kind = kind, Resource = Name, Generation = request.Generation, Text = text };
}
