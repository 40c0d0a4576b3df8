using Holdfast.Database;

namespace Holdfast.Service.ClusterViews;

/// <summary>Commits of those who go on from what they see.</summary>
internal static class SeenCommits
{
    /// <summary>Commits, and returns what took effect once it is in the view.</summary>
    public static async Task<CommitResult> CommitSeenAsync(
        this IClusterView view, IClusterDatabase database, Transaction transaction, CancellationToken cancellationToken)
    {
        CommitResult result = await database.CommitAsync(transaction, cancellationToken).ConfigureAwait(false);
        if (result is CommitResult.Committed committed)
        {
            await view.ReachAsync(committed.Revision, cancellationToken).ConfigureAwait(false);
        }

        return result;
    }
}
