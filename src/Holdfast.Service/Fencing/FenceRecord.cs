using Holdfast.Core.Failover;
using Holdfast.Core.Membership;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Events;
using Holdfast.Service.Membership;

namespace Holdfast.Service.Fencing;

/// <summary>
/// The record of one power-off as its holder knows it: every step is committed against it, and a step that finds it
/// changed ends the work, for somebody else has taken over.
/// </summary>
/// <param name="view">The cluster as it is seen.</param>
/// <param name="database">Where it is committed.</param>
/// <param name="events">What is told.</param>
/// <param name="time">The wall clock, and pauses.</param>
/// <param name="self">The coordinator that this node is.</param>
/// <param name="renewed">Whether this node's own lease was renewed in time: who is cut off sees an old cluster.</param>
/// <param name="row">The record.</param>
internal sealed class FenceRecord(
    IClusterView view, IClusterDatabase database, IEventLog events, TimeProvider time, CoordinatorIdentity self,
    Func<bool> renewed, Row<FenceState> row)
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(100);
    private const int MostTries = 50;

    public FenceState State => row.Value;

    /// <summary>Whether this node is still the coordinator that it was, and the record as it knows it.</summary>
    public bool IsHeld => renewed() && view.Current is var snapshot
        && StonithSteps.IsCoordinator(snapshot, self)
        && snapshot.Fences.TryGetValue(row.Value.Node, out Row<FenceState>? known) && known.Revision <= row.Revision;

    /// <summary>Whether it is held still, and the node in the same life.</summary>
    public bool IsOurs => IsHeld
        && view.Current.Members.TryGetValue(row.Value.Node, out Row<MemberState>? member)
        && row.Value.Concerns(member.Value);

    public Task<bool> TakeAsync(CancellationToken cancellationToken) =>
        CommitAsync(snapshot => StonithSteps.Take(snapshot, row, self, time.GetUtcNow()), cancellationToken);

    /// <summary>That a device is about to be told; must be committed before it is.</summary>
    /// <param name="device">The device.</param>
    /// <param name="cuts">Whether it cuts the node off, and will have to let it in again.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<bool> TellAsync(string device, bool cuts, CancellationToken cancellationToken) =>
        row.Value.Switching && (!cuts || row.Value.CutBy.Contains(device))
        || await CommitAsync(
            _ => cuts
                ? StonithSteps.Cut(row, device, time.GetUtcNow())
                : StonithSteps.Switch(row, device, time.GetUtcNow()),
            cancellationToken).ConfigureAwait(false);

    public Task<bool> NoteAsync(int level, string text, CancellationToken cancellationToken) =>
        CommitAsync(_ => StonithSteps.Note(row, level, text, time.GetUtcNow()), cancellationToken);

    public Task<bool> ConfirmAsync(
        int level, StonithDone done, IReadOnlyList<RowGuard> asTold, CancellationToken cancellationToken) =>
        CommitAsync(
            snapshot => StonithSteps.Confirm(snapshot, row, level, done, asTold, time.GetUtcNow()), cancellationToken);

    /// <summary>What came of powering it on again, once it was confirmed off.</summary>
    /// <param name="device">The device.</param>
    /// <param name="trouble">Why it did not; null if it did.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<bool> PoweredOnAsync(string device, string? trouble, CancellationToken cancellationToken) =>
        CommitAsync(_ => StonithSteps.PoweredOn(row, self, device, trouble, time.GetUtcNow()), cancellationToken);

    /// <param name="text">Why.</param>
    /// <param name="elsewhere">Whether it may succeed from another node.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<bool> FailAsync(string text, bool elsewhere, CancellationToken cancellationToken) => CommitAsync(
        snapshot => StonithSteps.Fail(snapshot, row, text, elsewhere, time.GetUtcNow()), cancellationToken);

    public Task<bool> WithdrawAsync(string text, CancellationToken cancellationToken) =>
        CommitAsync(_ => StonithSteps.Withdraw(row, text, time.GetUtcNow()), cancellationToken);

    /// <summary>Whether the step was taken. One whose outcome is not known counts as not taken: what is begun again
    /// finds out.</summary>
    private async Task<bool> CommitAsync(Func<ClusterSnapshot, CommitPlan?> step, CancellationToken cancellationToken)
    {
        for (int attempt = 0; attempt < MostTries; attempt++)
        {
            if (step(view.Current) is not { } plan)
            {
                return false;
            }

            CommitResult result = await database.CommitAsync(plan.ToTransaction(events), cancellationToken)
                .ConfigureAwait(false);
            if (result is CommitResult.Committed committed)
            {
                row = new(plan.Puts.Select(put => put.Value).OfType<FenceState>().Single(), committed.Revision);
                await view.ReachAsync(committed.Revision, cancellationToken).ConfigureAwait(false);
                return true;
            }

            if (result is CommitResult.Unavailable { OutcomeUnknown: true }
                || (result is CommitResult.Conflict conflict && conflict.Key == Keys.Fence(row.Value.Node)))
            {
                return false;
            }

            await Task.Delay(BetweenTries, time, cancellationToken).ConfigureAwait(false);
        }

        return false;
    }
}
