using Holdfast.Core.Events;
using Holdfast.Core.Groups;
using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Owners;

/// <summary>Carries out what was decided about a group; each outcome is posted back as an event.</summary>
/// <remarks>Times are a tenth of the product's where a run would else not see their end.</remarks>
internal sealed class SimGroupActions(SimService service, SimOwner owner, SimGroup group)
{
    /// <summary>Authority that must be left for anything to be started.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(100);
    private const long LookAgain = (long)10e6;
    private const long Grace = (long)500e6;
    private const long LongestStop = (long)1e9;

    private SimGuard? _guard;
    private SimGuard? _ending;

    private Universe Universe => service.Universe;

    private Chance Chance => service.Universe.Chance("owner");

    /// <summary>Takes over a guard that runs.</summary>
    public void Take(SimGuard guard)
    {
        _guard = guard;
        if (!guard.Alive)
        {
            GuardGone(guard);
        }
    }

    /// <summary>It died unasked.</summary>
    public void GuardGone(SimGuard guard)
    {
        if (_guard != guard || _ending == guard)
        {
            return;
        }

        _guard = null;
        string text = $"guard {guard.Pid} of group {guard.Group} died";
        string id = service.Events.Append(guard.Group, new(EventKinds.GuardDied, "error", null, $"The {text}."));
        group.Post(new GroupEvent.GuardLost(text, id));
    }

    public void Do(GroupAction action)
    {
        // Each action begins in its own time.
        service.Post(Chance.Milliseconds(0.005, 0.5), _ =>
        {
            switch (action)
            {
                case GroupAction.StartGuard:
                    MayStart(StartGuard);
                    break;
                case GroupAction.EndGuard:
                    EndGuard();
                    break;
                case GroupAction.Call { Kind: CallKind.StopProcesses } call:
                    StopProcesses(call);
                    break;
                case GroupAction.Call { Kind: CallKind.Open or CallKind.Online or CallKind.Promote } call:
                    MayStart(() => Call(call));
                    break;
                case GroupAction.Call call:
                    Call(call);
                    break;
                default:
                    throw new InvalidOperationException($"Not done here: {action}.");
            }
        });
    }

    /// <summary>The last question before anything starts; while authority is short, the start waits.</summary>
    private void MayStart(Action start)
    {
        if (group.Ended || group.IsDone)
        {
            return;
        }

        bool lasts = service.Member.Epoch == group.Instance.Epoch && service.Lasts(Margin);
        if (lasts || Universe.Faults.NoAuthorityCheckAtStart)
        {
            start();
        }
        else
        {
            Universe.Counters.StartsDelayed++;
            service.Post(LookAgain, _ => MayStart(start));
        }
    }

    private void StartGuard() => owner.StartGuard(group.Instance, (guard, failure) =>
    {
        if (guard is null)
        {
            group.Post(new GroupEvent.GuardFailed(failure));
            return;
        }

        _ending = null;
        group.Post(new GroupEvent.GuardReady(guard.Pid));
        Take(guard);
    });

    private void EndGuard()
    {
        if (_guard is not { } guard)
        {
            group.Post(new GroupEvent.GuardEnded(null));
            return;
        }

        _ending = guard;
        guard.End();
        if (Universe.Faults.StoppedBeforeGuardIsGone)
        {
            _guard = null;
            group.Post(new GroupEvent.GuardEnded(null));
            return;
        }

        Await(guard, service.Now + TimeSpan.FromTicks(Grace / 100));
    }

    /// <summary>It has its grace; then it is killed, and all it started with it, unless that cannot be.</summary>
    private void Await(SimGuard guard, Core.Time.BootTime until)
    {
        if (!guard.Alive)
        {
            _guard = null;
            group.Post(new GroupEvent.GuardEnded(null));
        }
        else if (guard.StopFails && service.Now >= until)
        {
            // Its group may be wanted again before it is tried once more: its death is told then as any other.
            _ending = null;
            Universe.Counters.StopsFailed++;
            group.Post(new GroupEvent.GuardEnded("its processes do not die"));
        }
        else
        {
            if (service.Now >= until)
            {
                guard.Kill("it does not end");
            }

            service.Post(LookAgain, _ => Await(guard, until));
        }
    }

    private void StopProcesses(GroupAction.Call call)
    {
        if (_guard is not { } guard)
        {
            return;
        }

        bool answered = false;
        service.Post(Chance.Milliseconds(0.05, 2), _ => guard.Ask(() =>
        {
            if (guard.Running)
            {
                Universe.Counters.ProcessesStopped++;
                Universe.Referee.Resources.Down(guard, call.Resource, group.Revision);
                bool stopped = guard.Stop(call.Resource);
                service.Post(Chance.Milliseconds(0.05, 2), _ => Once(stopped
                    ? CallResult.Ok.Instance
                    : new CallResult.Failed("its process does not die")));
            }
        }));
        service.Post(LongestStop, _ => Once(new CallResult.Failed("they did not end in time")));

        void Once(CallResult result)
        {
            // With the guard they died, and its end, which is told by itself if it came unasked, voids this call.
            if (!answered && (guard.Alive || _ending == guard))
            {
                group.Post(new GroupEvent.CallEnded(call.Resource, call.Id, result));
            }

            answered = true;
        }
    }

    private void Call(GroupAction.Call call)
    {
        if (group.Ended || !group.Awaits(call))
        {
            return;
        }

        if (call.Kind == CallKind.Open && _guard is null)
        {
            group.Post(new GroupEvent.CallEnded(call.Resource, call.Id, new CallResult.Failed("its guard is gone")));
            return;
        }

        if (call.Kind == CallKind.Online && _guard is { } keeper)
        {
            keeper.Effective[call.Resource] = group.Runtime.Resources.TryGetValue(call.Resource, out ResourceRuntime? r)
                ? r.Effective ?? ""
                : "";
        }

        owner.Monitors.Call(
            call, group.Instance, _guard, group.Revision,
            monitor => group.Post(new GroupEvent.CallSent(call.Resource, call.Id, monitor.Id, monitor.Pid)),
            result =>
            {
                if (call is { Kind: CallKind.Set, Settings: { } settings } && result is CallResult.Ok
                    && _guard is { } guard)
                {
                    guard.Effective[call.Resource] = settings.Properties;
                }

                group.Post(new GroupEvent.CallEnded(call.Resource, call.Id, result));
            });
    }
}
