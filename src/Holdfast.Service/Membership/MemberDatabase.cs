using Holdfast.Core.Collections;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Service.Events;

namespace Holdfast.Service.Membership;

/// <summary>
/// What membership asks of the database, each try bounded: a request that takes longer has an unknown outcome.
/// </summary>
/// <remarks>The calls block, and are made on <see cref="MemberThread"/>.</remarks>
/// <param name="database">The database.</param>
/// <param name="events">Where events are prepared that go with a commit.</param>
/// <param name="node">The node whose record it is.</param>
/// <param name="others">Who can reach the database for this node; null if nobody.</param>
public sealed class MemberDatabase(
    IClusterDatabase database, IEventLog events, string node, IOtherMembers? others = null)
{
    /// <summary>Who can reach the database for this node; null if nobody.</summary>
    public IOtherMembers? Others { get; } = others;

    private readonly string _key = Keys.Member(node);

    /// <summary>This node's own record; null if there is none.</summary>
    /// <exception cref="DatabaseUnavailableException">It could not be read within the limit.</exception>
    public Row<MemberState>? ReadOwnRow(TimeSpan limit)
    {
        KeyValue? own = Read(_key, limit).Items.FirstOrDefault(item => item.Key == _key);
        return own is null ? null : new(StoredDocuments.Decode<MemberState>(own), own.Revision);
    }

    /// <summary>All members' records at one revision.</summary>
    /// <exception cref="DatabaseUnavailableException">They could not be read within the limit.</exception>
    public MemberRecords ReadMembers(TimeSpan limit)
    {
        ReadResult read = Read(Keys.Members, limit);
        return new(read.Revision, ValueMap<Row<MemberState>>.From(read.Items.Select(item => KeyValuePair.Create(
            item.Key[Keys.Members.Length..],
            new Row<MemberState>(StoredDocuments.Decode<MemberState>(item), item.Revision)))));
    }

    public CommitResult Commit(CommitPlan plan, TimeSpan limit) => Commit(plan.ToTransaction(events), limit);

    public CommitResult Commit(Transaction transaction, TimeSpan limit)
    {
        using BegunCommit begun = Begin(transaction);
        return begun.Finish(limit);
    }

    public BegunCommit Begin(CommitPlan plan) => Begin(plan.ToTransaction(events));

    private BegunCommit Begin(Transaction transaction)
    {
        var given = new CancellationTokenSource();
        return new(SendAsync(transaction, given.Token), given);
    }

    /// <summary>Whatever goes wrong is in the task, and nothing is thrown here.</summary>
    private async Task<CommitResult> SendAsync(Transaction transaction, CancellationToken given) =>
        await database.CommitAsync(transaction, given).ConfigureAwait(false);

    private ReadResult Read(string prefix, TimeSpan limit)
    {
        using var bounded = new CancellationTokenSource();
        Task<ReadResult> read = database.ReadAsync(prefix, bounded.Token).AsTask();
        if (!Finished(read, limit))
        {
            bounded.Cancel();
            throw new DatabaseUnavailableException(
                $"reading {prefix} took longer than {limit.TotalMilliseconds:0} ms");
        }

        return read.GetAwaiter().GetResult();
    }

    /// <summary>A commit that was sent and is waited for later.</summary>
    public sealed class BegunCommit(Task<CommitResult> commit, CancellationTokenSource given) : IDisposable
    {
        /// <summary>
        /// Its answer, waited for until the limit. Given up then, so that what has not begun by then does not begin
        /// later.
        /// </summary>
        public CommitResult Finish(TimeSpan limit)
        {
            if (Finished(commit, limit))
            {
                return commit.GetAwaiter().GetResult();
            }

            given.Cancel();
            return new CommitResult.Unavailable(true, $"no answer within {limit.TotalMilliseconds:0} ms");
        }

        public void Dispose() => given.Dispose();
    }

    /// <summary>Waits on the request's own event: any other way of waiting would go by the thread pool.</summary>
    private static bool Finished(Task request, TimeSpan limit) =>
        request.IsCompleted || ((IAsyncResult)request).AsyncWaitHandle.WaitOne(limit);
}
