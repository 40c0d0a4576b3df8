namespace Holdfast.Service.ClusterViews;

/// <summary>Waits of loops that look again after a while though nothing is new.</summary>
internal static class NewsWaits
{
    /// <summary>Waits for anything newer than the revision, but no longer than so long.</summary>
    public static async Task NewsWithinAsync(
        this IClusterView view, long revision, TimeSpan longest, TimeProvider time, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(longest, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        await ((Task)view.NewsAsync(revision, limit.Token)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
