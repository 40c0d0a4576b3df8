using Holdfast.Core.State;
using Holdfast.Core.Time;
using Holdfast.Database;

namespace Holdfast.Service.Membership;

/// <summary>This node's authority to run resources (DESIGN.md section 4), as the rest of the service sees it.</summary>
public interface IAuthority
{
    string Node { get; }

    /// <summary>The epoch this node joined with; 0 while it has none.</summary>
    long Epoch { get; }

    /// <summary>
    /// Whether authority lasts for at least <paramref name="margin"/> more. The only question a start may ask.
    /// </summary>
    bool Lasts(TimeSpan margin);

    /// <summary>When the lease of the last renewal is over; by agreement authority may last longer.</summary>
    BootTime RenewedUntil { get; }

    /// <summary>
    /// Cancelled when the current epoch ends: everything of it must stop. A new one is given with the next epoch.
    /// </summary>
    CancellationToken EpochEnded { get; }

    /// <summary>Completes when this node has joined and may run resources.</summary>
    Task JoinedAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Commits a transaction with this node's own member row added to its guards (alive, this epoch), serialised
    /// with the
    /// renewals so that they cannot make it fail.
    /// </summary>
    ValueTask<CommitResult> CommitAsMemberAsync(Transaction transaction, CancellationToken cancellationToken);
}
