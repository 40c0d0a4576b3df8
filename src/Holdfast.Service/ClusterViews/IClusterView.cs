using Holdfast.Core.State;

namespace Holdfast.Service.ClusterViews;

/// <summary>The newest snapshot of the cluster that this node has read, kept fresh by the database's watch.</summary>
public interface IClusterView
{
    /// <summary>The newest snapshot; never null after the first read.</summary>
    ClusterSnapshot Current { get; }

    /// <summary>Returns once <see cref="Current"/> has a revision above <paramref name="revision"/>.</summary>
    Task<ClusterSnapshot> NextAsync(long revision, CancellationToken cancellationToken);

    /// <summary>
    /// Returns once something has changed after <paramref name="revision"/> that decisions are made of; members that
    /// only renewed, a dozen times a second, wake nobody here.
    /// </summary>
    Task<ClusterSnapshot> NewsAsync(long revision, CancellationToken cancellationToken);

    /// <summary>
    /// Raised with every snapshot, renewals too, in order, and before anybody who waits gets it. Handlers run where
    /// the view is advanced: they return at once and do not throw.
    /// </summary>
    event Action<ClusterSnapshot>? Advanced;

    /// <summary>
    /// Returns once <see cref="Current"/> has at least <paramref name="revision"/>: read your own writes.
    /// </summary>
    Task<ClusterSnapshot> ReachAsync(long revision, CancellationToken cancellationToken);
}
