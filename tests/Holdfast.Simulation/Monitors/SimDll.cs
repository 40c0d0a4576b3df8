using Holdfast.Core.Groups;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Monitors;

/// <summary>
/// The DLL in a monitor: what each call does to the resource's process through the guard, how long it takes, and how it
/// goes wrong.
/// </summary>
internal sealed class SimDll(Universe universe, SimMonitor monitor)
{
    private Chance Chance => universe.Chance("dlls");

    /// <summary>Runs a call; <paramref name="done"/> is never told if it hangs.</summary>
    public void Run(SimHosted hosted, SimCall call, Action<CallResult> done)
    {
        DllBehaviour behaviour = universe.Dlls;
        universe.Trace.Say(monitor.Node.Name, $"{call.Kind} of {call.Resource} in {monitor.Id}");
        universe.Referee.Resources.Called(hosted, call);
        universe.Referee.Shapes.Called(hosted, call);
        if (hosted.State == ResourceState.Online && call.Kind is CallKind.Online or CallKind.Reattach)
        {
            universe.Referee.Resources.Up(hosted);
            done(call.Kind == CallKind.Online ? CallResult.Ok.Instance : CallResult.Running.Instance);
            return;
        }

        if (Chance.Happens(behaviour.Crashes))
        {
            monitor.After(Chance.Milliseconds(0.1, 20), () => monitor.Die(MonitorDeathCause.Crashed));
            return;
        }

        if (Chance.Happens(behaviour.Hangs))
        {
            universe.Counters.CallsHung++;
            return;
        }

        int round = hosted.Round;
        Func<bool> current = () => hosted.IsCurrent(round);
        bool fails = Chance.Happens(call.Kind == CallKind.Terminate ? behaviour.Fails / 3 : behaviour.Fails);
        long takes = Chance.Milliseconds(0.2, call.Kind switch
        {
            CallKind.Online or CallKind.Offline => behaviour.Longest,
            CallKind.Terminate => 20,
            _ => 8,
        });
        hosted.Role = call.Kind switch
        {
            CallKind.Online => InstanceRole.Unpromoted,
            CallKind.Promote => InstanceRole.Promoted,
            _ => hosted.Role,
        };
        monitor.After(takes, () => Act(hosted, call.Kind, fails, Guarded(hosted, current, done)));
    }

    /// <summary>A call that was given up does nothing more.</summary>
    private static Outcome Guarded(SimHosted hosted, Func<bool> current, Action<CallResult> done) => new(
        current,
        (state, result) =>
        {
            if (current())
            {
                hosted.State = state;
                done(result);
            }
        });

    private void Act(SimHosted hosted, CallKind kind, bool fails, Outcome outcome)
    {
        if (!outcome.Current())
        {
            return;
        }

        switch (kind)
        {
            case CallKind.Open:
                AskGuard(hosted, outcome, () => outcome.Done(hosted.State, Answer(fails, "Open failed")));
                break;
            case CallKind.Online:
                Online(hosted, fails, outcome);
                break;
            case CallKind.Offline:
                hosted.State = ResourceState.OfflinePending;
                Stop(hosted, fails, outcome);
                break;
            case CallKind.Terminate:
                Stop(hosted, fails, outcome);
                break;
            case CallKind.Reattach:
                AskGuard(hosted, outcome, () => Reattach(hosted, fails, outcome));
                break;
            case CallKind.Close:
                CallResult closed = Answer(fails, "Close failed");
                outcome.Done(hosted.State, closed);
                monitor.Forget(hosted.Resource);
                break;
            case CallKind.Promote or CallKind.Demote:
                ChangeRole(hosted, kind == CallKind.Promote, fails, outcome);
                break;
            default:
                outcome.Done(hosted.State, Answer(fails, "it does not take these settings"));
                break;
        }
    }

    /// <summary>It may fail before it started anything, or after, and leave its process behind.</summary>
    private void Online(SimHosted hosted, bool fails, Outcome outcome)
    {
        hosted.State = ResourceState.OnlinePending;
        if (fails && Chance.Happens(0.5))
        {
            outcome.Done(ResourceState.Failed, new CallResult.Failed("it cannot start"));
            return;
        }

        AskGuard(hosted, outcome, () =>
        {
            if (hosted.Guard.Start(hosted.Resource) is not { } process)
            {
                outcome.Done(ResourceState.Failed, new CallResult.Failed("the guard starts nothing"));
                return;
            }

            monitor.After(Chance.Milliseconds(0.2, 60), () =>
            {
                bool up = process.Alive && !fails;
                if (up && outcome.Current())
                {
                    universe.Referee.Resources.Up(hosted);
                    SayScore(hosted);
                }

                outcome.Done(up ? ResourceState.Online : ResourceState.Failed, Answer(!up, "it did not come up"));
            });
        });
    }

    private void Stop(SimHosted hosted, bool fails, Outcome outcome)
    {
        if (fails)
        {
            outcome.Done(ResourceState.Failed, new CallResult.Failed("it does not stop"));
            return;
        }

        AskGuard(hosted, outcome, () =>
        {
            bool stopped = hosted.Guard.Stop(hosted.Resource);
            outcome.Done(
                stopped ? ResourceState.Offline : ResourceState.Failed, Answer(!stopped, "its process does not die"));
        });
    }

    /// <summary>It may fail before it did anything, or after.</summary>
    private void ChangeRole(SimHosted hosted, bool promoted, bool fails, Outcome outcome)
    {
        SimProcess? process = hosted.Guard.Find(hosted.Resource);
        if (process is not null && !(fails && Chance.Happens(0.5)))
        {
            universe.Referee.Shapes.ChangeRole(process, promoted);
            hosted.Role = promoted || fails ? hosted.Role : InstanceRole.Unpromoted;
        }

        outcome.Done(hosted.State, Answer(fails || process is null, "its role does not change"));
    }

    /// <summary>It has come up, or is known again: some time after, it says how willing it is.</summary>
    private void SayScore(SimHosted hosted)
    {
        if (GroupShapes.HasScore(hosted.Resource))
        {
            monitor.After(
                universe.Chance("scores").Milliseconds(3, 40),
                () => monitor.Say(hosted, GroupShapes.DrawScore(universe)));
        }
    }

    private void Reattach(SimHosted hosted, bool fails, Outcome outcome)
    {
        if (hosted.Guard.Find(hosted.Resource) is null)
        {
            outcome.Done(ResourceState.Failed, new CallResult.Gone("its process is not there"));
        }
        else if (fails)
        {
            outcome.Done(ResourceState.Failed, new CallResult.Unknown("it does not answer"));
        }
        else
        {
            universe.Counters.Reattached++;
            universe.Referee.Resources.Up(hosted);
            outcome.Done(ResourceState.Online, CallResult.Running.Instance);
            SayScore(hosted);
        }
    }

    /// <summary>
    /// What is asked of the guard is done even if the monitor dies meanwhile; a guard that is dead says nothing.
    /// </summary>
    private void AskGuard(SimHosted hosted, Outcome outcome, Action request)
    {
        SimGuard guard = hosted.Guard;
        hosted.LastRequest = Math.Max(hosted.LastRequest + 1, universe.Schedule.Now + Chance.Milliseconds(0.05, 1));
        universe.Schedule.At(hosted.LastRequest, () => guard.Ask(() =>
        {
            if (guard.Running)
            {
                request();
            }
            else
            {
                monitor.Do(() => outcome.Done(hosted.State, new CallResult.Failed("its guard is gone")));
            }
        }));
    }

    private static CallResult Answer(bool fails, string reason) =>
        fails ? new CallResult.Failed(reason) : CallResult.Ok.Instance;

    private sealed record Outcome(Func<bool> Current, Action<ResourceState, CallResult> Done);
}
