using Holdfast.Core.Collections;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Owners;

/// <summary>
/// Writes <c>status/groups/&lt;g&gt;</c> as the product does: the newest of each group, many in one transaction,
/// compared with the row as this node knows it, with the assignment where asked, and with the own member record.
/// </summary>
internal sealed class SimStatusWriter(SimService service)
{
    private const int LargestBatch = 60;
    private readonly SortedDictionary<string, Pending> _pending = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _revisions = new(StringComparer.Ordinal);
    private bool _writing;

    /// <summary>To be written soon; a later one takes its place.</summary>
    public void Publish(GroupStatus status) => Enqueue(status, null, null);

    /// <summary>Writes it and says whether it was written; false if the assignment is over.</summary>
    public void Publish(GroupStatus status, RowGuard? assignment, Action<bool> answer) =>
        Enqueue(status, assignment, answer);

    private void Enqueue(GroupStatus status, RowGuard? assignment, Action<bool>? answer)
    {
        Pending? before = _pending.GetValueOrDefault(status.Group);
        var next = new Pending(status, assignment ?? before?.Assignment, before?.Waiting ?? []);
        if (answer is not null)
        {
            next.Waiting.Add(answer);
        }

        _pending[status.Group] = next;
        Wake();
    }

    private void Wake()
    {
        if (!_writing && _pending.Count > 0)
        {
            _writing = true;
            service.Post(service.Universe.Chance("owner").Milliseconds(0.02, 1), _ => Next());
        }
    }

    private void Next()
    {
        _writing = true;
        foreach (Pending over in _pending.Values.Where(IsOver).ToList())
        {
            _pending.Remove(over.Status.Group);
            over.Tell(false);
        }

        Pending[] batch = [.. _pending.Values.Take(LargestBatch)];
        _writing = batch.Length > 0;
        if (_writing)
        {
            Array.ForEach(batch, one => _pending.Remove(one.Status.Group));
            Write(batch);
        }
    }

    private void Write(IReadOnlyList<Pending> batch)
    {
        IEnumerable<RowGuard> guards = batch.Select(one =>
            new RowGuard(Keys.GroupStatus(one.Status.Group), RevisionOf(one.Status.Group)));
        if (service.Universe.Faults.StatusNotCompared)
        {
            guards = [];
        }

        service.CommitAsMember(
            new()
            {
                Guards = guards.Concat(batch.Select(one => one.Assignment).OfType<RowGuard>()).ToValueList(),
                Puts = batch.Select(one => new RowPut(Keys.GroupStatus(one.Status.Group), one.Status)).ToValueList(),
            },
            outcome => Written(batch, outcome));
    }

    private void Written(IReadOnlyList<Pending> batch, CommitOutcome outcome)
    {
        switch (outcome)
        {
            case CommitOutcome.Committed committed:
                foreach (Pending one in batch)
                {
                    _revisions[one.Status.Group] = committed.Revision;
                    one.Tell(true);
                }

                Next();
                break;
            case CommitOutcome.Conflict when batch.Count > 1:
                WriteAlone(batch);
                break;
            case CommitOutcome.Conflict conflict:
                Resolve(batch[0], conflict.Key, Next);
                break;
            default:
                foreach (Pending one in batch)
                {
                    PutBack(one);
                }

                service.Post((long)100e6, _ => Next());
                break;
        }
    }

    /// <summary>One of them did not fit; the first is tried alone, and the others after it.</summary>
    private void WriteAlone(IReadOnlyList<Pending> batch)
    {
        foreach (Pending one in batch.Skip(1))
        {
            PutBack(one);
        }

        Write([batch[0]]);
    }

    /// <summary>Somebody else wrote, or an earlier write of ours, of which no answer came, took effect.</summary>
    private void Resolve(Pending one, string key, Action then)
    {
        GroupStatus status = one.Status;
        if (key != Keys.GroupStatus(status.Group))
        {
            one.Tell(false);
            then();
            return;
        }

        service.Reach(reached =>
        {
            service.View.GroupStatuses.TryGetValue(status.Group, out Row<GroupStatus>? row);
            if (!reached)
            {
                PutBack(one);
            }
            else if (row is not null && IsAhead(row.Value, status))
            {
                one.Tell(false);
            }
            else
            {
                _revisions[status.Group] = row?.Revision ?? 0;
                PutBack(one);
            }

            then();
        });
    }

    private bool IsOver(Pending one) =>
        one.Status.Epoch != service.Member.Epoch
        || (service.View.GroupStatuses.TryGetValue(one.Status.Group, out Row<GroupStatus>? row)
            && IsAhead(row.Value, one.Status));

    private static bool IsAhead(GroupStatus stored, GroupStatus ours) =>
        stored.Generation > ours.Generation
        || (stored.Generation == ours.Generation
            && (stored.Phase == GroupPhase.Stopped
                || !string.Equals(stored.Node, ours.Node, StringComparison.Ordinal)));

    private long RevisionOf(string group) =>
        _revisions.TryGetValue(group, out long known) ? known
        : service.View.GroupStatuses.TryGetValue(group, out Row<GroupStatus>? row) ? row.Revision
        : 0;

    private void PutBack(Pending one)
    {
        if (_pending.TryGetValue(one.Status.Group, out Pending? newer))
        {
            newer.Waiting.InsertRange(0, one.Waiting);
            _pending[one.Status.Group] = newer with { Assignment = newer.Assignment ?? one.Assignment };
        }
        else
        {
            _pending[one.Status.Group] = one;
        }
    }

    private sealed record Pending(GroupStatus Status, RowGuard? Assignment, List<Action<bool>> Waiting)
    {
        public void Tell(bool written) => Waiting.ForEach(answer => answer(written));
    }
}
