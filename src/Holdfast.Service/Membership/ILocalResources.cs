namespace Holdfast.Service.Membership;

/// <summary>What membership asks of the part that runs this node's resources. Implemented in Groups.</summary>
public interface ILocalResources
{
    /// <summary>
    /// Guards and monitors of this node that still live, from the sockets in its run folder; what a starting
    /// service adopts or, where the epoch is over, ends.
    /// </summary>
    /// <param name="pageEpoch">
    /// The epoch on the authority page. Nothing runs of a later one, so where a guard of this epoch is found the
    /// monitors need not be asked yet.
    /// </param>
    /// <param name="cancellationToken">Ends the search.</param>
    ValueTask<SurvivingEpoch?> FindSurvivorsAsync(long pageEpoch, CancellationToken cancellationToken);

    /// <summary>
    /// Stops everything of every epoch up to <paramref name="epoch"/>, by force, and returns only when nothing runs
    /// any more.
    /// </summary>
    Task StopAllAsync(long epoch, string reason, CancellationToken cancellationToken);

    /// <summary>
    /// Returns when no living guard has its kill timer later than <paramref name="killAt"/> says (safety clock, ns).
    /// </summary>
    /// <remarks>
    /// Asked anew at each look, after the guard has answered: the page goes on sliding while guards are asked, and
    /// they slide
    /// with it. A guard that still has the old, long timer is later than the page for as long as that takes.
    /// </remarks>
    Task ConfirmGuardsAsync(Func<long> killAt, CancellationToken cancellationToken);
}

/// <summary>
/// What a service found alive of an earlier run of itself: the newest epoch among guards and monitors.
/// </summary>
public sealed record SurvivingEpoch(long Epoch, int Guards, int Monitors);
