using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Explanations;
using Holdfast.Core.Failover;
using Holdfast.Core.Membership;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Core.Time;

namespace Holdfast.Core.WhatIf;

/// <summary>
/// Plays what would happen: the very functions that decide, on a copy of the cluster in which every call succeeds at
/// once.
/// </summary>
/// <remarks>
/// Time stands still but for waits that end by themselves (start delays, cold start, failback windows within
/// <see cref="Horizon"/>). What a real cluster does may differ where calls fail or take long; who owns what, and in
/// which order, does not.
/// </remarks>
public sealed class Playout
{
    /// <summary>How far ahead of the changes is looked.</summary>
    public static readonly TimeSpan Horizon = TimeSpan.FromMinutes(15);

    private const int Passes = 5_000;
    private readonly DateTimeOffset _wallStart;
    private readonly BootTime _start;
    private readonly List<WhatIfStep> _steps = [];
    private readonly SortedDictionary<string, ImaginedOwner> _owners = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _down = new(StringComparer.Ordinal);
    private ClusterSnapshot _snapshot;
    private Observer _observer;
    private BootTime _now;

    private Playout(ClusterSnapshot snapshot, Observer observer, DateTimeOffset wallClock, BootTime now)
    {
        _snapshot = snapshot;
        _observer = observer;
        _wallStart = wallClock;
        _start = _now = now;
    }

    private DateTimeOffset WallClock => _wallStart + (_now - _start);

    /// <summary>Plays the changes, all at once, from the cluster as a snapshot has it.</summary>
    /// <param name="observer">What was seen of the members.</param>
    public static WhatIfResult Run(
        ClusterSnapshot snapshot,
        Observer observer,
        IEnumerable<WhatIfChange> changes,
        DateTimeOffset wallClock,
        BootTime now)
    {
        var playout = new Playout(snapshot, observer, wallClock, now);
        playout.TakeOwners(quiet: true);
        playout.Renew();
        foreach (WhatIfChange change in changes)
        {
            playout.Make(change);
        }

        bool settled = playout.Play();
        return new(playout._steps.ToValueList(), settled, playout._snapshot);
    }

    private bool Play()
    {
        for (int pass = 0; pass < Passes; pass++)
        {
            Renew();
            if (RunOwners() | PowerOff() | Coordinate(out BootTime? wakeAt))
            {
                continue;
            }

            foreach (ImaginedOwner owner in _owners.Values)
            {
                wakeAt = Wake.Earlier(wakeAt, owner.WakeAt);
            }

            if (wakeAt is not { } next || next > _start + Horizon)
            {
                return true;
            }

            _now = BootTime.Max(next, _now + TimeSpan.FromMilliseconds(1));
        }

        return false;
    }

    /// <summary>Who is up is seen to be up: nothing but what was asked for goes wrong.</summary>
    private void Renew()
    {
        foreach ((string node, Row<MemberState> row) in _snapshot.Members)
        {
            if (row.Value.Alive && !_down.Contains(node) && !row.Value.Detached)
            {
                Put(Keys.Member(node), row.Value with { Sequence = row.Value.Sequence + 1 });
            }
        }

        _observer = _observer.See(_snapshot, _now);
    }

    private bool Coordinate(out BootTime? wakeAt)
    {
        wakeAt = null;
        string? self = _snapshot.Members.Values
            .Where(member => member.Value is { Alive: true, Detached: false } && !_down.Contains(member.Value.Node))
            .OrderBy(member => string.Equals(
                member.Value.Node, _snapshot.Coordinator?.Value.Holder, StringComparison.Ordinal) ? 0 : 1)
            .ThenBy(member => member.Value.Node, StringComparer.Ordinal)
            .Select(member => member.Value.Node)
            .FirstOrDefault();
        if (self is null)
        {
            return false;
        }

        var identity = new CoordinatorIdentity(self, _snapshot.Members[self].Value.Epoch);
        CoordinatorStep step = Coordinator.Decide(_snapshot, _observer, identity, WallClock, _now);
        if (step.Plan is not { } plan)
        {
            wakeAt = Next(step);
            return false;
        }

        _snapshot = _snapshot.Commit(plan);
        foreach (Announcement announcement in plan.Announcements)
        {
            _steps.Add(new(
                _now - _start, announcement.Reason?.Node, announcement.Kind, announcement.Group, null,
                announcement.Message));
        }

        TakeOwners(quiet: false);
        return true;
    }

    /// <summary>Who is to be powered off is, at once.</summary>
    private bool PowerOff()
    {
        bool changed = false;
        foreach ((string node, Row<FenceState> row) in _snapshot.Fences)
        {
            Row<FenceState> running = row with { Value = row.Value with { Phase = FencePhase.Running } };
            if (row.Value.Phase == FencePhase.Intended
                && StonithSteps.LevelsOf(_snapshot, row.Value) is [var level, ..]
                && StonithSteps.Confirm(
                    _snapshot, running, level.Key, StonithDone.By([.. level]), [], WallClock) is { } plan)
            {
                _snapshot = _snapshot.Commit(plan);
                _steps.AddRange(plan.Announcements.Select(told =>
                    new WhatIfStep(_now - _start, node, told.Kind, null, null, told.Message)));
                changed = true;
            }
        }

        return changed;
    }

    /// <summary>Members renew all the time, so the watch over their silence is none of the waits that end.</summary>
    private static BootTime? Next(CoordinatorStep step) => step.Failover?.WakeAt;

    private void TakeOwners(bool quiet)
    {
        foreach ((string name, Row<GroupState> row) in _snapshot.GroupStates)
        {
            GroupState state = row.Value;
            bool alive = state.Owner is { } owner && !_down.Contains(owner)
                && _snapshot.Members.TryGetValue(owner, out Row<MemberState>? member)
                && member.Value is { Alive: true, Detached: false } && member.Value.Epoch == state.OwnerEpoch;
            _owners.TryGetValue(name, out ImaginedOwner? known);
            if (!alive)
            {
                _owners.Remove(name);
            }
            else if (known?.Generation != state.Generation)
            {
                GroupStatus? status = _snapshot.GroupStatuses.TryGetValue(name, out Row<GroupStatus>? found)
                    && found.Value.Generation == state.Generation ? found.Value : null;
                if (!quiet || status?.Phase != GroupPhase.Stopped)
                {
                    _owners[name] = new(state, status, _snapshot, at => _wallStart + (at - _start), _now);
                }
            }
        }

        foreach (string gone in _owners.Keys.Where(name => !_snapshot.GroupStates.ContainsKey(name)).ToArray())
        {
            _owners.Remove(gone);
        }
    }

    private bool RunOwners()
    {
        bool changed = false;
        foreach ((string name, ImaginedOwner owner) in _owners.ToArray())
        {
            GroupStatus status = owner.Run(_snapshot, _now, transition => Tell(owner, name, transition));
            bool same = _snapshot.GroupStatuses.TryGetValue(name, out Row<GroupStatus>? row) && row.Value == status;
            if (!same)
            {
                Put(Keys.GroupStatus(name), status);
                changed = true;
            }

            if (status.Phase == GroupPhase.Stopped)
            {
                _owners.Remove(name);
            }
        }

        return changed;
    }

    private void Tell(ImaginedOwner owner, string group, Groups.GroupTransition transition) => _steps.Add(new(
        _now - _start, owner.Node, transition.Kind, group, transition.Resource, transition.Message));

    private void Make(WhatIfChange change)
    {
        switch (change)
        {
            case WhatIfChange.NodeDown down when _snapshot.Members.TryGetValue(down.Node, out Row<MemberState>? member):
                _down.Add(down.Node);
                _observer = _observer.Prove(down.Node, member.Value.Epoch);
                TakeOwners(quiet: true);
                break;
            case WhatIfChange.NodeUp up when _snapshot.Members.TryGetValue(up.Node, out Row<MemberState>? member):
                _down.Remove(up.Node);
                Put(Keys.Member(up.Node), member.Value with
                {
                    Epoch = member.Value.Epoch + 1, Alive = true, Detached = false, Sequence = 1,
                });
                break;
            case WhatIfChange.Pause pause when _snapshot.Nodes.TryGetValue(pause.Node, out Row<NodeConfig>? node):
                Put(Keys.Node(pause.Node), node.Value with { Paused = true, Drain = pause.Drain });
                break;
            case WhatIfChange.Resume resume when _snapshot.Nodes.TryGetValue(resume.Node, out Row<NodeConfig>? node):
                Put(Keys.Node(resume.Node), node.Value with { Paused = false, Drain = false });
                break;
            case WhatIfChange.Move move:
                Put(
                    Keys.Move(move.Group),
                    new MoveRequest { Group = move.Group, Target = move.Target, Id = "what-if" });
                break;
            case WhatIfChange.Want want when _snapshot.Groups.TryGetValue(want.Group, out Row<GroupConfig>? group):
                Put(Keys.Group(want.Group), group.Value with
                {
                    WantedOnline = want.Online, OnlineAsked = group.Value.OnlineAsked + (want.Online ? 1 : 0),
                });
                break;
            case WhatIfChange.Fail fail:
                foreach ((string name, ImaginedOwner owner) in _owners)
                {
                    owner.Fail(fail.Resource, fail.ForGood, _now, transition => Tell(owner, name, transition));
                }

                break;
            case WhatIfChange.Clear clear:
                foreach ((string name, ImaginedOwner owner) in _owners)
                {
                    owner.Clear(clear.Resource, _now, transition => Tell(owner, name, transition));
                }

                break;
            case WhatIfChange.Store store:
                Put(store.Key, store.Value);
                break;
            default:
                break;
        }
    }

    private void Put(string key, StoredRecord? value)
    {
        long revision = _snapshot.Revision + 1;
        _snapshot = _snapshot.Set(key, value, revision) with { Revision = revision };
    }
}
