using Holdfast.Client.Errors;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Service.Api.Problems;
using Holdfast.Service.Api.WhatIf;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Events;

namespace Holdfast.Service.Api.Edits;

/// <summary>Carries out edits of what is wanted: decides from the newest snapshot, commits with guards, decides anew
/// on a
/// conflict, and answers only when this node's view contains the change.</summary>
internal sealed class ConfigEditor(IClusterView view, IClusterDatabase database, IEventLog events)
{
    private const int Attempts = 30;
    private static readonly TimeSpan ConflictWait = TimeSpan.FromSeconds(2);

    /// <summary>The snapshot that contains the change, or why there is none.</summary>
    public async Task<Outcome<ClusterSnapshot>> EditAsync(
        Func<ClusterSnapshot, Edit> decide, CancellationToken cancellationToken)
    {
        ClusterSnapshot snapshot = view.Current;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            switch (decide(snapshot))
            {
                case Edit.Refused refused:
                    return refused.Refusal;
                case Edit.Change change when WhatIfScope.Current is { } imagined:
                    imagined.Take(snapshot, change.Transaction);
                    return snapshot;
                case Edit.Change change:
                    CommitResult result = await CommitAsync(change, cancellationToken).ConfigureAwait(false);
                    if (result is CommitResult.Committed committed)
                    {
                        return await view.ReachAsync(committed.Revision, cancellationToken).ConfigureAwait(false);
                    }

                    if (result is CommitResult.Unavailable unavailable)
                    {
                        return Lost(unavailable);
                    }

                    snapshot = await AfterAsync((CommitResult.Conflict)result, snapshot, cancellationToken)
                        .ConfigureAwait(false);
                    break;
                default:
                    return snapshot;
            }
        }

        return new Refusal(ErrorCodes.ChangedMeanwhile,
            $"others changed the same objects {Attempts} times in a row; nothing was stored, try again");
    }

    private ValueTask<CommitResult> CommitAsync(Edit.Change change, CancellationToken cancellationToken)
    {
        IEnumerable<Transaction.Put> told = change.Events.Select(draft => events.Prepare(draft).Put);
        Transaction whole = change.Transaction with { Puts = [.. change.Transaction.Puts, .. told] };
        return database.CommitAsync(whole, cancellationToken);
    }

    /// <summary>Waits for a snapshot that knows what the conflict was about.</summary>
    private async Task<ClusterSnapshot> AfterAsync(
        CommitResult.Conflict conflict, ClusterSnapshot seen, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ConflictWait);
        try
        {
            long revision = Math.Max(conflict.Revision, seen.Revision + 1);
            return await view.ReachAsync(revision, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return view.Current;
        }
    }

    private static Refusal Lost(CommitResult.Unavailable unavailable) => unavailable.OutcomeUnknown
        ? new Refusal(ErrorCodes.OutcomeUnknown,
            $"it is not known whether the change took effect ({unavailable.Reason}); look, then repeat if needed")
        : new Refusal(ErrorCodes.DatabaseUnavailable,
            $"the cluster database did not take it, and nothing was changed: {unavailable.Reason}");
}
