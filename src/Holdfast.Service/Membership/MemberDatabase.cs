using Holdfast.Core.Collections;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Service.Events;

namespace Holdfast.Service.Membership;

/// <summary>
/// What membership asks of the database, each try bounded: a request that takes longer has an unknown outcome.
/// </summary>
public sealed class MemberDatabase(IClusterDatabase database, IEventLog events, string node)
{
    private readonly string _key = Keys.Member(node);

    /// <summary>This node's own record; null if there is none.</summary>
    /// <exception cref="DatabaseUnavailableException">It could not be read within <paramref name="limit"/>.</exception>
    public async Task<Row<MemberState>?> ReadOwnRowAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        using CancellationTokenSource bounded = Bounded(limit, cancellationToken);
        try
        {
            ReadResult read = await database.ReadAsync(_key, bounded.Token).ConfigureAwait(false);
            KeyValue? own = read.Items.FirstOrDefault(item => item.Key == _key);
            return own is null ? null : new(StoredDocuments.Decode<MemberState>(own), own.Revision);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DatabaseUnavailableException($"reading {_key} took longer than {limit.TotalMilliseconds:0} ms");
        }
    }

    /// <summary>All members' records at one revision.</summary>
    /// <exception cref="DatabaseUnavailableException">They could not be read within <paramref
    /// name="limit"/>.</exception>
    public async Task<(long Revision, ValueMap<Row<MemberState>> Members)> ReadMembersAsync(
        TimeSpan limit, CancellationToken cancellationToken)
    {
        using CancellationTokenSource bounded = Bounded(limit, cancellationToken);
        try
        {
            ReadResult read = await database.ReadAsync(Keys.Members, bounded.Token).ConfigureAwait(false);
            return (read.Revision, ValueMap<Row<MemberState>>.From(read.Items.Select(item => KeyValuePair.Create(
                item.Key[Keys.Members.Length..],
                new Row<MemberState>(StoredDocuments.Decode<MemberState>(item), item.Revision)))));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DatabaseUnavailableException(
                $"reading the members took longer than {limit.TotalMilliseconds:0} ms");
        }
    }

    public Task<CommitResult> CommitAsync(CommitPlan plan, TimeSpan limit, CancellationToken cancellationToken) =>
        CommitAsync(plan.ToTransaction(events), limit, cancellationToken);

    public async Task<CommitResult> CommitAsync(
        Transaction transaction, TimeSpan limit, CancellationToken cancellationToken)
    {
        using CancellationTokenSource bounded = Bounded(limit, cancellationToken);
        try
        {
            return await database.CommitAsync(transaction, bounded.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new CommitResult.Unavailable(true, $"no answer within {limit.TotalMilliseconds:0} ms");
        }
    }

    private CancellationTokenSource Bounded(TimeSpan limit, CancellationToken cancellationToken)
    {
        var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bounded.CancelAfter(limit);
        return bounded;
    }
}
