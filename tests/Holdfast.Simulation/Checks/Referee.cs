using Holdfast.Core.Authority;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Core.Time;
using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Checks;

/// <summary>
/// Watches a run from outside, in true time, and knows nothing of how the product decides. What it finds is a
/// violation.
/// </summary>
internal sealed class Referee(Universe universe)
{
    /// <summary>How long after the last fault a node may take to be back in order, ns.</summary>
    private const long Settled = 5_000_000_000;

    private readonly SortedDictionary<string, List<SimGuard>> _running = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Generation, string Node)> _newest = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _generations = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GroupState> _assigned = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _epochs = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Node, long Epoch), long> _bounds = [];
    private readonly Dictionary<(string Node, long Epoch), BootTime> _published = [];
    private readonly Dictionary<(string Run, long Epoch, long Sequence), (long True, BootTime Safety)> _sent = [];
    private readonly Dictionary<string, long> _joins = new(StringComparer.Ordinal);
    private ResourceReferee? _resources;
    private ShapeReferee? _shapes;
    private EventLedger? _events;
    private AgreementReferee? _agreements;
    private CoordinatorState? _coordinator;

    public string? Violation { get; private set; }

    public ResourceReferee Resources => _resources ??= new(universe, Fail);

    public ShapeReferee Shapes => _shapes ??= new(universe, Fail);

    public EventLedger Events => _events ??= new(universe, Fail);

    public AgreementReferee Agreements => _agreements ??= new(universe);

    public void Fail(string what)
    {
        if (Violation is null)
        {
            Violation = what;
            universe.Trace.Say("VIOLATION", what);
        }
    }

    /// <summary>
    /// Exclusivity, and the fencing token: what starts is alone, and newer than all that ran before it.
    /// </summary>
    public void Started(SimGuard guard)
    {
        universe.Counters.Starts++;
        string what = $"{guard.Group} starts, generation {guard.Generation}, epoch {guard.Epoch}";
        universe.Trace.Say(guard.Node.Name, what);
        if (!_running.TryGetValue(guard.Group, out List<SimGuard>? others))
        {
            _running[guard.Group] = others = [];
        }

        if (others.FirstOrDefault(ShapeReferee.Runs) is { } other)
        {
            Fail($"exclusivity: {guard.Group} starts on {guard.Node.Name} (generation {guard.Generation}) while it " +
                $"runs on {other.Node.Name} (generation {other.Generation}, epoch {other.Epoch})");
        }

        AuthorityReading page = guard.Node.Page;
        if (page.Epoch != guard.Epoch || guard.Node.Machine.Now >= page.KillAt)
        {
            Fail($"unauthorised: {guard.Group} starts on {guard.Node.Name} in epoch {guard.Epoch} without authority");
        }

        Resources.GuardStarted(guard);
        Shapes.Started(guard);
        others.Add(guard);
        if (_newest.TryGetValue(guard.Group, out var newest))
        {
            if (guard.Generation < newest.Generation
                || (guard.Generation == newest.Generation && guard.Node.Name != newest.Node))
            {
                Fail($"token: {guard.Group} starts on {guard.Node.Name} with generation {guard.Generation} after " +
                    $"generation {newest.Generation} ran on {newest.Node}");
            }

            if (guard.Node.Name != newest.Node)
            {
                universe.Counters.Takeovers++;
            }
        }

        _newest[guard.Group] = (guard.Generation, guard.Node.Name);
    }

    /// <summary>Nothing of an epoch outlives what its last published lease allows.</summary>
    public void Ended(SimGuard guard)
    {
        universe.Trace.Say(guard.Node.Name, $"{guard.Group} ended, generation {guard.Generation}");
        _running[guard.Group].Remove(guard);
        Resources.GuardGone(guard);
        if (_bounds.TryGetValue((guard.Node.Name, guard.Epoch), out long bound)
            && universe.Schedule.Now > Math.Max(bound, Agreements.BoundOf(guard.Node.Name, guard.Epoch))
            && !guard.Halted)
        {
            Fail($"lapsed epoch: {guard.Group} of epoch {guard.Epoch} of {guard.Node.Name} lived " +
                $"{(universe.Schedule.Now - bound) / 1e9:0.000} s past the end of its lease");
        }
    }

    /// <summary>A machine woke: what goes on there must not have been taken over meanwhile.</summary>
    public void Resumed(SimMachine machine)
    {
        foreach (SimGuard guard in _running.Values.SelectMany(all => all)
            .Where(guard => guard.Node.Machine == machine && ShapeReferee.Runs(guard)).ToArray())
        {
            if (_running[guard.Group].FirstOrDefault(other => other != guard && ShapeReferee.Runs(other)) is { } other)
            {
                Fail($"exclusivity: {guard.Group} goes on on {guard.Node.Name} after a suspend (generation " +
                    $"{guard.Generation}) while it runs on {other.Node.Name} (generation {other.Generation})");
            }
        }

        Shapes.Resumed();
    }

    /// <summary>An epoch whose authority ended is over for ever.</summary>
    public void PageWritten(SimNode node, AuthorityReading page)
    {
        if (page.Epoch != 0 && page.Epoch == node.Page.Epoch && node.Machine.Now >= node.Page.Until
            && page.Until > node.Page.Until)
        {
            Fail($"revived: epoch {page.Epoch} of {node.Name} goes on after its authority had ended");
        }

        if (page.Epoch != 0
            && (!_published.TryGetValue((node.Name, page.Epoch), out BootTime published)
                || page.KillAt > BootTime.Max(published, Agreements.PublishedOf(node.Name, page.Epoch))))
        {
            Fail($"unpublished: the page of {node.Name} lets epoch {page.Epoch} live longer than what it published");
        }

        if (page.Epoch != 0 && page.Epoch < _joins.GetValueOrDefault(node.Name))
        {
            Fail($"superseded: {node.Name} lives in epoch {page.Epoch}, but has asked to join with epoch " +
                $"{_joins[node.Name]}");
        }

        if (page.Epoch != 0 && page.Epoch < node.Page.Epoch)
        {
            Fail($"epoch: {node.Name} went back from epoch {node.Page.Epoch} to {page.Epoch}");
        }
    }

    /// <summary>With nothing wrong, every node that is a member stays one.</summary>
    public void EpochEnded(SimNode node, MemberEffect.EpochEnded ended)
    {
        if (universe.HealedAt is { } healed && universe.Schedule.Now > healed + Settled)
        {
            Fail($"liveness: epoch {ended.Epoch} of {node.Name} ends with nothing wrong: {ended.Cause}, " +
                ended.Reason);
        }
    }

    /// <summary>A member sends a write of its own record: what it gives counts from now.</summary>
    public void Sent(MemberState member, BootTime safety)
    {
        _sent[(member.Run, member.Epoch, member.Sequence)] = (universe.Schedule.Now, safety);
        _joins[member.Node] = Math.Max(member.Epoch, _joins.GetValueOrDefault(member.Node));
    }

    /// <summary>Epochs, terms and generations only rise; registrations change by people's hands only.</summary>
    public void Committed(CommitPlan plan, string by)
    {
        foreach (string key in plan.Puts.Select(put => put.Key).Concat(plan.Deletes))
        {
            if (key.StartsWith("config/", StringComparison.Ordinal) && by != Universe.People)
            {
                Fail($"registration: {by} wrote {key}");
            }
        }

        Events.Committed(plan);
        foreach (RowPut put in plan.Puts)
        {
            Committed(put.Value);
            Resources.Committed(put, universe.Database.Revision);
        }

        foreach (string key in plan.Deletes)
        {
            Resources.Deleted(key);
        }

        Shapes.Committed(plan, universe.Database.Snapshot);
    }

    private void Committed(StoredRecord record)
    {
        switch (record)
        {
            case MemberState member:
                Member(member);
                break;
            case CoordinatorState coordinator:
                Coordinating(coordinator);
                break;
            case GroupState group:
                Group(group);
                break;
            default:
                break;
        }
    }

    private void Member(MemberState member)
    {
        long last = _epochs.GetValueOrDefault(member.Node);
        if (member.Epoch < last)
        {
            Fail($"epoch: {member.Node} went back from {last} to {member.Epoch}");
        }

        _epochs[member.Node] = member.Epoch;
        if (member.Alive && _sent.TryGetValue((member.Run, member.Epoch, member.Sequence), out var sent))
        {
            double end = (member.Kill.TotalSeconds / 0.9) + 0.000_1;
            _published[(member.Node, member.Epoch)] = sent.Safety + member.Kill;
            long lives = (long)((end / 0.999 * 1e9) + (universe.KillTime.Ticks * 100));
            _bounds[(member.Node, member.Epoch)] = sent.True + lives;
        }
    }

    /// <summary>A term is taken once; its holder may write the same again, with the roster of that moment.</summary>
    private void Coordinating(CoordinatorState coordinator)
    {
        long last = _coordinator?.Term ?? 0;
        if (coordinator.Term < last
            || (coordinator.Term == last && coordinator with { Roster = _coordinator!.Roster } != _coordinator))
        {
            Fail($"term: {coordinator.Term} of {coordinator.Holder} after {last} of {_coordinator?.Holder}");
        }

        universe.Counters.Terms += coordinator.Term > last ? 1 : 0;
        _coordinator = coordinator;
    }

    private void Group(GroupState group)
    {
        long newest = _generations.GetValueOrDefault(group.Group);
        _assigned.TryGetValue(group.Group, out GroupState? before);
        bool given = group.Owner is not null
            && (before?.Owner != group.Owner || before.OwnerEpoch != group.OwnerEpoch
                || before.Generation != group.Generation);
        if (group.Generation < newest && group.Generation != 0)
        {
            Fail($"generation: {group.Group} went back from {newest} to {group.Generation}");
        }
        else if (given && group.Generation <= newest)
        {
            Fail($"generation: {group.Group} is given to {group.Owner} with generation {group.Generation}, which was " +
                "given before");
        }

        if (given)
        {
            universe.Trace.Say("coordinator", $"{group.Group} to {group.Owner} epoch {group.OwnerEpoch} generation " +
                $"{group.Generation}: {group.Reason}");
        }

        if (group.RoleToken != (before?.RoleToken ?? 0))
        {
            universe.Trace.Say("coordinator", $"{group.Group} is to be {group.Role} on {group.Owner}, token " +
                $"{group.RoleToken}");
        }

        _generations[group.Group] = Math.Max(newest, group.Generation);
        _assigned[group.Group] = group;
    }
}
