using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Status;
using Holdfast.Core.Time;

namespace Holdfast.Core.Groups;

/// <summary>Decides the next step of each resource.</summary>
internal sealed class ResourceDecider(DecisionWork work, DownSet down)
{
    private readonly CallBeginnings _calls = new(work);
    private readonly ResourceUpkeep _upkeep = new(work);

    public void Decide(string name)
    {
        ResourceRuntime r = work[name];
        if (r.Call is { } call)
        {
            InProgress(r, call);
        }
        else if (work.Frozen(r) is { } locked)
        {
            work.Note(name, locked);
            if (r is { Terminate: false, Reattach: true })
            {
                Clear(r);
            }
        }
        else if (r.Terminate || r.Reattach || r.Reopen)
        {
            Clear(r);
        }
        else
        {
            Settled(r);
        }
    }

    private bool GuardRuns => work.Group.Guard == GuardPresence.Running;

    private void InProgress(ResourceRuntime r, ResourceCall call)
    {
        if (call.Kind == CallKind.Online && down[r.Name] is { } why)
        {
            work[r.Name] = r.Enter(ResourceState.OfflinePending, why, work.Now) with { Terminate = true, Call = null };
            Clear(work[r.Name]);
            return;
        }

        if (call.Kind == CallKind.Prepare)
        {
            // Nothing waits for it: whatever else is to be done is done.
            if (down[r.Name] is not null)
            {
                Up(r with { Call = null });
            }

            return;
        }

        if (call.KillAsked || call.Kind == CallKind.StopProcesses
            || (call.Kind == CallKind.Open && call.SentAt is null))
        {
            return;
        }

        TimeSpan limit = call.Pending ? work.PendingTimeout(r) : work.DeadlockTimeout(r);
        if (!work.IsDue(call.SilentSince + limit))
        {
            return;
        }

        switch (call.Kind)
        {
            case CallKind.Online:
                Clear(r.Fail(Silent(call, limit), work.Now));
                break;
            case CallKind.Promote or CallKind.Demote:
                // What needs it is up, and must come down first: the next look sees that.
                work[r.Name] = r.Fail(Silent(call, limit), work.Now);
                work.WakeAt(work.Now);
                break;
            case CallKind.Offline:
                Clear(r with
                {
                    Call = null,
                    Terminate = true,
                    StopAttempts = 1,
                    Reason = $"{r.Reason}; Offline did not report for {Spoken.Duration(limit)} (PendingTimeout), "
                        + "so it is terminated",
                });
                break;
            default:
                _calls.KillMonitor(r, call, limit);
                break;
        }
    }

    private static string Silent(ResourceCall call, TimeSpan limit) =>
        $"{call.Kind} did not report for {Spoken.Duration(limit)} (PendingTimeout)";

    /// <summary>
    /// First what is left from before: an instance of a guard that is gone, something to stop, something to ask.
    /// </summary>
    private void Clear(ResourceRuntime r)
    {
        work[r.Name] = r;
        if (!GuardRuns)
        {
            work.Note(r.Name, "it waits for the group's guard");
        }
        else if (r.Reopen && r.Host is not null)
        {
            _calls.Begin(r, CallKind.Close, "its guard is gone; it is opened again with the next");
        }
        else if (r.Terminate)
        {
            Stop(r);
        }
        else if (r.Reattach)
        {
            Ask(r);
        }
        else
        {
            work[r.Name] = r with { Reopen = false };
            Settled(work[r.Name]);
        }
    }

    private void Stop(ResourceRuntime r)
    {
        if (WaitsForDependents(r) is { } waits)
        {
            work.Note(r.Name, waits);
        }
        else if (r.StopFailure is { } failure && !work.IsDue(r.RetryAt))
        {
            work.Note(r.Name, failure);
        }
        else if (r.StopAttempts >= 2 || (r.Host is null && (r.MissingPackage is not null || !CanOpen(r))))
        {
            _calls.StopProcesses(r);
        }
        else if (r.Host is null)
        {
            OpenAgain(r, "it must be terminated");
        }
        else
        {
            _calls.Begin(r, CallKind.Terminate, r.State == ResourceState.Failed ? r.Failure : r.Reason);
        }
    }

    private void Ask(ResourceRuntime r)
    {
        bool unwanted = !work.IsWanted(r);
        if (r.Host is null && unwanted && (r.MissingPackage is not null || !CanOpen(r)))
        {
            Stop(r.Enter(ResourceState.OfflinePending, work.WhyUnwanted(r), work.Now));
        }
        else if (r.Host is null)
        {
            OpenAgain(r, "it is supervised again");
        }
        else
        {
            _calls.Begin(r, CallKind.Reattach, "it may still run");
        }
    }

    private void OpenAgain(ResourceRuntime r, string reason)
    {
        if (CanOpen(r) && work.IsDue(r.RetryAt))
        {
            _calls.Open(r, reason);
        }
        else
        {
            work.Note(r.Name, r.Reason);
        }
    }

    private void Settled(ResourceRuntime r)
    {
        switch (r.State)
        {
            case ResourceState.Online:
                Up(r);
                break;
            case ResourceState.OfflinePending:
                Clear(r with { Terminate = true, StopAttempts = 1 });
                break;
            default:
                Down(r);
                break;
        }
    }

    private void Up(ResourceRuntime r)
    {
        if (down[r.Name] is { } why)
        {
            if (WaitsForDependents(r) is { } waits)
            {
                work.Note(r.Name, waits);
            }
            else if (r.StopAttempts > 0)
            {
                Clear(r.Enter(ResourceState.OfflinePending, why, work.Now) with { Terminate = true });
            }
            else
            {
                _calls.Begin(r.Enter(ResourceState.OfflinePending, why, work.Now), CallKind.Offline, why);
            }
        }
        else if (r.Host is not null && work.TypeOf(r) is { } type)
        {
            if (_upkeep.Keep(r, r.Host, type) is { } released)
            {
                Clear(released);
            }
        }
    }

    private void Down(ResourceRuntime r)
    {
        if (!work.IsWanted(r))
        {
            Rest(r);
        }
        else if (r.MissingPackage is { } missing)
        {
            bool renewed = work.TypeOf(r) is { } type
                && !string.Equals(type.PackageHash, missing, StringComparison.Ordinal);
            if ((renewed || work.IsDue(r.RetryAt)) && GuardRuns && CanOpen(r))
            {
                _calls.Open(r with { RetryAt = null }, r.Reason);
            }
        }
        else if (r.State == ResourceState.Failed)
        {
            Failed(r);
        }
        else
        {
            Start(r, r.State == ResourceState.OnlinePending ? r.Reason : "it is wanted online");
        }
    }

    /// <summary>Down and to stay so: closed, and forgotten if it was deleted.</summary>
    private void Rest(ResourceRuntime r)
    {
        if (r.Host is not null)
        {
            if (GuardRuns)
            {
                ResourceRuntime resting = r.State == ResourceState.OnlinePending
                    ? r.Enter(ResourceState.Offline, work.WhyUnwanted(r), work.Now)
                    : r;
                _calls.Begin(resting, CallKind.Close, work.WhyUnwanted(r));
            }
        }
        else if (!work.Plan.Resources.ContainsKey(r.Name))
        {
            work.Remove(r.Name);
        }
        else if (r.State != ResourceState.Offline || r.MissingPackage is not null)
        {
            work[r.Name] = r.Enter(ResourceState.Offline, work.WhyUnwanted(r), work.Now) with
            {
                MissingPackage = null, RetryAt = null, ThresholdPassed = false,
            };
        }
    }

    private void Failed(ResourceRuntime r)
    {
        RestartPolicy.Verdict verdict = RestartPolicy.After(r.Config, r.Restarts, r.FailedAt);
        ResourceRuntime judged = r.ThresholdPassed == verdict.ThresholdPassed && r.RetryAt == verdict.At
            ? r
            : r with { ThresholdPassed = verdict.ThresholdPassed, RetryAt = verdict.At };
        work[r.Name] = judged;
        if (verdict.At is null || !work.IsDue(verdict.At))
        {
            work.Note(r.Name, $"{r.Failure}; {verdict.Text}");
            return;
        }

        if (down.Waits(r.Name, work) is { } waits)
        {
            work.Note(r.Name, waits);
            return;
        }

        Start(judged, $"{verdict.Text}: {r.Failure}");
    }

    private void Start(ResourceRuntime r, string reason)
    {
        if (!CanOpen(r))
        {
            Wait(r, $"its type {r.Config.Type} is not registered");
        }
        else if (work.HeldBack() is { } held)
        {
            Wait(r, held);
        }
        else if (down.Waits(r.Name, work) is { } waits)
        {
            Wait(r, waits);
            if (GuardRuns && r.Host is null && work.Graph.Obstacle(r.Name) is null)
            {
                _calls.Open(work[r.Name], "it is opened while it waits");
            }
        }
        else if (GuardRuns)
        {
            Bring(r, reason);
        }
        else
        {
            work.Note(r.Name, "it waits for the group's guard");
        }
    }

    private void Wait(ResourceRuntime r, string waits)
    {
        work.Note(r.Name, waits);
        work[r.Name] = string.Equals(r.Reason, waits, StringComparison.Ordinal) && r.State == ResourceState.Offline
            ? r
            : r.Enter(ResourceState.Offline, waits, work.Now);
    }

    private void Bring(ResourceRuntime r, string reason)
    {
        work.Group = work.Group with { Started = true };
        ResourceRuntime starting = r.Enter(ResourceState.OnlinePending, reason, work.Now) with
        {
            RetryAt = null,
            FromNextOnline = [],
            Restarts = r.State == ResourceState.Failed ? r.Restarts.Add(work.Now) : r.Restarts,
        };
        ResourceTypeConfig type = work.TypeOf(r)!;
        if (r.Host is null)
        {
            _calls.Open(starting, reason);
        }
        else if (r.Host.Settings != _calls.Settings(r, type))
        {
            _calls.Begin(starting, CallKind.Close, "its settings were changed; it is opened with the new ones");
        }
        else
        {
            _calls.Begin(starting with { Effective = r.Host.Settings.Properties }, CallKind.Online, reason);
        }
    }

    private bool CanOpen(ResourceRuntime r) => work.TypeOf(r) is not null;

    /// <summary>Those that go down because of this one go first.</summary>
    private string? WaitsForDependents(ResourceRuntime r)
    {
        List<string> up =
            [.. work.Graph.Dependents(r.Name)
            .Where(d => down[d] is not null && !work[d].IsDown && work[d].StopFailure is null)];
        return up.Count == 0 ? null : $"{string.Join(", ", up)} must be offline first";
    }
}
