using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Membership;

namespace Holdfast.Service.Groups.Hosts;

/// <summary>
/// Writes <c>status/groups/&lt;g&gt;</c> for this node's groups: the latest of each, many in one transaction.
/// </summary>
/// <remarks>
/// Nobody who publishes waits for the database. Every write is compared with the status row as this node knows it and
/// with its own member row, so one that commits late cannot cover a newer status, its own or another owner's.
/// </remarks>
internal sealed partial class GroupStatusWriter(
    IAuthority authority, IClusterView view, TimeProvider time, ILogger<GroupStatusWriter> logger)
{
    private const int LargestBatch = 60;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, PendingStatus> _pending = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _revisions = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _filled = new(0, 1);
    private string? _trouble;

    /// <summary>To be written soon; a later one takes its place.</summary>
    public void Publish(GroupStatus status) => Enqueue(status, null);

    /// <summary>Writes it and says whether it was written; false if the assignment is over.</summary>
    /// <param name="status">The status.</param>
    /// <param name="assignment">The group's state row, which must be as this node saw it; null for no such
    /// compare.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<bool> PublishAsync(
        GroupStatus status, Transaction.Guard? assignment, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        Enqueue(status, done, assignment);
        return done.Task.WaitAsync(cancellationToken);
    }

    /// <summary>The loop; on its way out it writes once more what is left.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await _filled.WaitAsync(cancellationToken).ConfigureAwait(false);
                while (Take() is { Count: > 0 } batch)
                {
                    await WriteAsync(batch, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            if (Take() is { Count: > 0 } rest)
            {
                using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(200), time);
                await CommitAsync(rest, limit.Token).ConfigureAwait(false);
            }
        }
    }

    private void Enqueue(GroupStatus status, TaskCompletionSource<bool>? done, Transaction.Guard? assignment = null)
    {
        lock (_gate)
        {
            _pending.TryGetValue(status.Group, out PendingStatus? before);
            _pending[status.Group] =
                new PendingStatus(status, assignment ?? before?.Assignment, [.. before?.Waiting ?? []]);
            if (done is not null)
            {
                _pending[status.Group].Waiting.Add(done);
            }

            Wake();
        }
    }

    private void Wake()
    {
        if (_filled.CurrentCount == 0)
        {
            _filled.Release();
        }
    }

    private List<PendingStatus> Take()
    {
        lock (_gate)
        {
            foreach (PendingStatus over in _pending.Values.Where(IsOver).ToList())
            {
                _pending.Remove(over.Status.Group);
                over.Waiting.ForEach(waiting => waiting.TrySetResult(false));
            }

            List<PendingStatus> batch = [.. _pending.Values.Take(LargestBatch)];
            batch.ForEach(item => _pending.Remove(item.Status.Group));
            return batch;
        }
    }

    private async Task WriteAsync(List<PendingStatus> batch, CancellationToken cancellationToken)
    {
        switch (await CommitAsync(batch, cancellationToken).ConfigureAwait(false))
        {
            case CommitResult.Committed:
                _trouble = null;
                break;
            case CommitResult.Conflict when batch.Count > 1:
                foreach (PendingStatus item in batch)
                {
                    await WriteAsync([item], cancellationToken).ConfigureAwait(false);
                }

                break;
            case CommitResult.Conflict conflict:
                await ResolveAsync(batch[0], conflict, cancellationToken).ConfigureAwait(false);
                break;
            case CommitResult.Unavailable unavailable:
                if (!string.Equals(_trouble, unavailable.Reason, StringComparison.Ordinal))
                {
                    LogLater(logger, _trouble = unavailable.Reason);
                }

                batch.ForEach(PutBack);
                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    private async Task<CommitResult> CommitAsync(List<PendingStatus> batch, CancellationToken cancellationToken)
    {
        List<Transaction.Guard> guards = [.. batch.Select(item =>
            new Transaction.Guard(Keys.GroupStatus(item.Status.Group), RevisionOf(item.Status.Group)))];
        guards.AddRange(batch.Where(item => item.Assignment is not null).Select(item => item.Assignment!));
        CommitResult result = await authority.CommitAsMemberAsync(
            new Transaction
            {
                Guards = guards,
                Puts = [.. batch.Select(item => StoredDocuments.Put(Keys.GroupStatus(item.Status.Group), item.Status))],
            },
            cancellationToken).ConfigureAwait(false);
        if (result is CommitResult.Committed committed)
        {
            foreach (PendingStatus item in batch)
            {
                _revisions[item.Status.Group] = committed.Revision;
                item.Waiting.ForEach(waiting => waiting.TrySetResult(true));
            }
        }

        return result;
    }

    private long RevisionOf(string group) =>
        _revisions.TryGetValue(group, out long known) ? known
        : view.Current.GroupStatuses.TryGetValue(group, out Row<GroupStatus>? row) ? row.Revision
        : 0;

    /// <summary>Somebody else wrote, or an earlier write of ours, of which no answer came, took effect.</summary>
    private async Task ResolveAsync(
        PendingStatus item, CommitResult.Conflict conflict, CancellationToken cancellationToken)
    {
        GroupStatus status = item.Status;
        if (!string.Equals(conflict.Key, Keys.GroupStatus(status.Group), StringComparison.Ordinal))
        {
            // The assignment, or this node's membership, is not what it was.
            item.Waiting.ForEach(waiting => waiting.TrySetResult(false));
            return;
        }

        ClusterSnapshot snapshot = conflict.Revision == 0
            ? view.Current
            : await view.ReachAsync(conflict.Revision, cancellationToken).ConfigureAwait(false);
        snapshot.GroupStatuses.TryGetValue(status.Group, out Row<GroupStatus>? row);
        if (conflict.Revision != 0 && row is not null && IsAhead(row.Value, status))
        {
            item.Waiting.ForEach(waiting => waiting.TrySetResult(false));
            return;
        }

        _revisions[status.Group] = conflict.Revision == 0 ? 0 : row?.Revision ?? 0;
        PutBack(item);
    }

    /// <summary>
    /// It must not be written any more. What has waited long enough for the database may have been overtaken by the
    /// group's next owner, whose status this node knows by now and would else compare with.
    /// </summary>
    private bool IsOver(PendingStatus item) =>
        item.Status.Epoch != authority.Epoch
        || (view.Current.GroupStatuses.TryGetValue(item.Status.Group, out Row<GroupStatus>? row)
            && IsAhead(row.Value, item.Status));

    private static bool IsAhead(GroupStatus stored, GroupStatus ours) =>
        stored.Generation > ours.Generation
        || (stored.Generation == ours.Generation
            && (stored.Phase == GroupPhase.Stopped
                || !string.Equals(stored.Node, ours.Node, StringComparison.Ordinal)));

    private void PutBack(PendingStatus item)
    {
        lock (_gate)
        {
            _pending[item.Status.Group] = _pending.TryGetValue(item.Status.Group, out PendingStatus? newer)
                ? new(newer.Status, newer.Assignment ?? item.Assignment, [.. item.Waiting, .. newer.Waiting])
                : item;
            Wake();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The status of groups is written later: {Reason}")]
    private static partial void LogLater(ILogger logger, string reason);

    private sealed record PendingStatus(
        GroupStatus Status, Transaction.Guard? Assignment, List<TaskCompletionSource<bool>> Waiting);
}
