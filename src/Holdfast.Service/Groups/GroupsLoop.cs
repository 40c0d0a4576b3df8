using Holdfast.Core.State;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Groups.Hosts;
using Holdfast.Service.Membership;

namespace Holdfast.Service.Groups;

/// <summary>Runs the groups that this node owns, epoch after epoch.</summary>
/// <remarks>
/// When the service is stopped it lets go of everything: guards, monitors and resources go on. When the epoch ends,
/// nothing of it starts
/// any more, and everything of it is stopped at once.
/// </remarks>
internal sealed class GroupsLoop(
    IAuthority authority, IClusterView view, GroupHosts hosts, Adopting adopting, LocalResources local)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await authority.JoinedAsync(cancellationToken).ConfigureAwait(false);
            CancellationToken ended = authority.EpochEnded;
            long epoch = authority.Epoch;
            if (epoch == 0 || authority.EpochEnded != ended)
            {
                // The epoch changed between the two: its end must not be taken for the end of the next.
                continue;
            }

            using var running = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, ended);
            try
            {
                await RunEpochAsync(epoch, running.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (ended.IsCancellationRequested
                && !cancellationToken.IsCancellationRequested)
            {
                await hosts.EndAsync().ConfigureAwait(false);
                await local.StopAllAsync(epoch, $"epoch {epoch} has ended", cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                await running.CancelAsync().ConfigureAwait(false);
                await hosts.EndAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task RunEpochAsync(long epoch, CancellationToken cancellationToken)
    {
        ClusterSnapshot snapshot = view.Current;
        while (!(snapshot.Members.TryGetValue(authority.Node, out Row<MemberState>? member)
            && member.Value.Epoch >= epoch))
        {
            snapshot = await view.NextAsync(snapshot.Revision, cancellationToken).ConfigureAwait(false);
        }

        IReadOnlyDictionary<string, Adoption> adoptions = await adopting
            .AdoptAsync(authority.Node, epoch, snapshot, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            hosts.Follow(snapshot, epoch, adoptions, cancellationToken);
            snapshot = await view.NewsAsync(snapshot.Revision, cancellationToken).ConfigureAwait(false);
        }
    }
}
