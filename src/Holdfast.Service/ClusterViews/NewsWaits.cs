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

    /// <summary>Waits until so much time has passed; false, and no longer, once what is asked is false, which it is
    /// asked again with all that is new in the cluster.</summary>
    public static async Task<bool> PassesAsync(
        this IClusterView view, TimeSpan whole, Func<bool> stands, TimeProvider time,
        CancellationToken cancellationToken)
    {
        long begun = time.GetTimestamp();
        while (stands())
        {
            TimeSpan left = whole - time.GetElapsedTime(begun);
            if (left <= TimeSpan.Zero)
            {
                return true;
            }

            await view.NewsWithinAsync(view.Current.Revision, left, time, cancellationToken).ConfigureAwait(false);
        }

        return false;
    }
}
