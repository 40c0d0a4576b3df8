using Holdfast.Core.Authority;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Core.Time;

namespace Holdfast.Simulation.World;

/// <summary>
/// The part of a service that runs the groups that its node owns: rules 7 and 8 of the protocol, in a model.
/// </summary>
internal sealed class SimOwner(SimService service)
{
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(50);
    private readonly SortedDictionary<string, Local> _locals = new(StringComparer.Ordinal);
    private long? _stopping;

    private Universe Universe => service.Universe;

    private Chance Chance => service.Universe.Chance("owner");

    public void EpochStarted(MemberEffect.EpochStarted started)
    {
        _locals.Clear();
        if (!started.Continued)
        {
            return;
        }

        foreach (SimGuard guard in service.Node.Guards.Where(guard => guard.Epoch == started.Epoch && guard.Running))
        {
            _locals[guard.Group] = new(guard.Generation) { Guard = guard, Phase = LocalPhase.Running };
            Universe.Counters.Adoptions++;
        }
    }

    public void EpochEnded() => _locals.Clear();

    public void StopEverything(long number)
    {
        _locals.Clear();
        _stopping = number;
        SimGuard[] guards = [.. service.Node.Guards];
        foreach (SimGuard guard in guards)
        {
            guard.End();
        }

        service.Post(Chance.Milliseconds(50, 250), _ =>
        {
            foreach (SimGuard guard in guards)
            {
                guard.Kill("the service stops everything");
            }
        });
        CheckNothingRuns();
    }

    /// <summary>
    /// Asks every guard until its timer is no later than the page says by the time of its answer, which may be slow:
    /// the page goes on sliding meanwhile.
    /// </summary>
    public void ConfirmGuards(BootTime killAt)
    {
        int open = 1;
        foreach (SimGuard guard in service.Node.Guards.ToArray())
        {
            open++;
            Ask(guard);
        }

        Confirmed();

        void Ask(SimGuard guard) => service.Post(Chance.Milliseconds(0.2, Chance.Happens(0.2) ? 900 : 20), _ =>
        {
            BootTime? armed = guard.Hello();
            service.Post(Chance.Milliseconds(0.2, Chance.Happens(0.1) ? 400 : 5), _ =>
            {
                if (armed <= (Universe.Faults.ConfirmationOfAFixedTime ? killAt : service.Member.KillAt))
                {
                    Confirmed();
                }
                else
                {
                    service.Post((long)10e6, _ => Ask(guard));
                }
            });
        });

        void Confirmed()
        {
            if (--open == 0)
            {
                Universe.Counters.HoldsShrunk++;
                service.Step(new MemberEvent.GuardsConfirmed(service.Now, killAt));
            }
        }
    }

    public void GuardGone(SimGuard guard)
    {
        CheckNothingRuns();
        if (_locals.TryGetValue(guard.Group, out Local? local) && local.Guard == guard)
        {
            local.Guard = null;
            local.Phase = LocalPhase.Offline;
        }

        Look();
    }

    public void Fail(string group)
    {
        if (_locals.TryGetValue(group, out Local? local) && local.Phase == LocalPhase.Running
            && Assigned(group, local) is { } row && !row.Value.WantedStop)
        {
            Report(row, local, GroupPhase.Active, "its resource failed", _ => { });
        }
    }

    public void Look()
    {
        if (!service.IsMember || _stopping is not null)
        {
            return;
        }

        foreach ((string group, Row<GroupState> row) in service.View.GroupStates)
        {
            GroupState state = row.Value;
            if (Universe.Faults.AssignmentThatIsOverFollowed)
            {
                FollowWhatIsOver(row.Value);
            }

            if (state.Owner != service.Node.Name || state.OwnerEpoch != service.Member.Epoch)
            {
                continue;
            }

            if (!_locals.TryGetValue(group, out Local? local) || local.Generation < state.Generation)
            {
                _locals[group] = local = new(state.Generation);
            }

            if (local.Generation == state.Generation)
            {
                Look(row, local);
            }
        }
    }

    private void Look(Row<GroupState> row, Local local)
    {
        bool wanted = service.View.Groups.TryGetValue(row.Value.Group, out Row<GroupConfig>? config)
            && config.Value.WantedOnline && !row.Value.WantedStop;
        switch (local.Phase)
        {
            case LocalPhase.Offline when wanted:
                Announce(row, local);
                break;
            case LocalPhase.Offline when row.Value.WantedStop && !service.Node.HoldsGroupLock(row.Value.Group):
                local.Phase = LocalPhase.Reporting;
                Report(row, local, GroupPhase.Stopped, null, outcome => local.Phase =
                    outcome is CommitOutcome.Committed ? LocalPhase.Done : LocalPhase.Offline);
                break;
            case LocalPhase.Starting when row.Value.WantedStop && Universe.Faults.StopStartRace:
                Report(row, local, GroupPhase.Stopped, null, _ => { });
                break;
            case LocalPhase.Starting when !wanted:
                // The start in flight is void from here on; only then may it be called stopped.
                local.Start++;
                local.Phase = LocalPhase.Offline;
                Universe.Counters.StartsVoided++;
                Look(row, local);
                break;
            case LocalPhase.Running when !wanted:
                Stop(row, local);
                break;
            default:
                break;
        }
    }

    private void FollowWhatIsOver(GroupState state)
    {
        if (_locals.TryGetValue(state.Group, out Local? local) && local.Generation != state.Generation
            && local.Phase is LocalPhase.Offline or LocalPhase.Reporting && local.Guard is null && !state.WantedStop)
        {
            Start(local, state.Group);
        }
    }

    private void Announce(Row<GroupState> row, Local local)
    {
        local.Phase = LocalPhase.Announcing;
        Report(row, local, GroupPhase.Active, null, outcome =>
        {
            local.Phase = LocalPhase.Offline;
            if (outcome is CommitOutcome.Committed && Assigned(row.Value.Group, local) is { Value.WantedStop: false })
            {
                Start(local, row.Value.Group);
            }
            else
            {
                service.Post(Chance.Milliseconds(10, 100), _ => Look());
            }
        });
    }

    private void Start(Local local, string group)
    {
        local.Phase = LocalPhase.Starting;
        int start = ++local.Start;
        long epoch = service.Member.Epoch;
        service.Post(Chance.Milliseconds(1, Chance.Happens(0.2) ? 2500 : 60), _ =>
        {
            bool current = _locals.TryGetValue(group, out Local? now) && now == local && local.Start == start;
            if (!current || (!service.Lasts(Margin) && !Universe.Faults.NoAuthorityCheckAtStart))
            {
                local.Phase = current ? LocalPhase.Offline : local.Phase;
                return;
            }

            local.Guard = service.Node.StartGuard(group, local.Generation, epoch);
            local.Phase = local.Guard is null ? LocalPhase.Offline : LocalPhase.Running;
            service.Post((long)20e6, _ => Look());
        });
    }

    private void Stop(Row<GroupState> row, Local local)
    {
        SimGuard guard = local.Guard!;
        local.Phase = LocalPhase.Stopping;
        guard.End();
        service.Post((long)500e6, _ =>
        {
            if (!guard.Running || local.Phase != LocalPhase.Stopping)
            {
                return;
            }

            if (guard.StopFails)
            {
                Universe.Counters.StopsFailed++;
                Report(row, local, GroupPhase.StopFailed, null, _ => { });
            }
            else
            {
                guard.Kill("it does not stop");
            }
        });
    }

    private Row<GroupState>? Assigned(string group, Local local) =>
        service.View.GroupStates.TryGetValue(group, out Row<GroupState>? row)
        && row.Value.Generation == local.Generation && row.Value.Owner == service.Node.Name
            ? row
            : null;

    private void Report(
        Row<GroupState> row, Local local, GroupPhase phase, string? failover, Action<CommitOutcome> answer)
    {
        string group = row.Value.Group;
        service.CommitAsMember(
            new()
            {
                Guards = [new(Keys.GroupState(group), row.Revision)],
                Puts =
                [
                    new(Keys.GroupStatus(group), new GroupStatus
                    {
                        Group = group,
                        Node = service.Node.Name,
                        Epoch = row.Value.OwnerEpoch,
                        Generation = local.Generation,
                        Phase = phase,
                        FailoverWanted = failover,
                    }),
                ],
            },
            outcome =>
            {
                answer(outcome);
                service.Post((long)5e6, _ => Look());
            });
    }

    private void CheckNothingRuns()
    {
        if (_stopping is { } number && service.Node.Guards.Count == 0)
        {
            _stopping = null;
            long notice = Chance.Milliseconds(0.1, 5);
            service.Post(notice, _ => service.Step(new MemberEvent.NothingRuns(service.Now, number)));
        }
    }

    private enum LocalPhase
    {
        Offline,
        Announcing,
        Starting,
        Running,
        Stopping,
        Reporting,
        Done,
    }

    private sealed class Local(long generation)
    {
        public long Generation { get; } = generation;

        public LocalPhase Phase { get; set; }

        public SimGuard? Guard { get; set; }

        /// <summary>Number of the last start; an older one is void.</summary>
        public int Start { get; set; }
    }
}
