using Holdfast.Database;
using Holdfast.Database.Etcd;

namespace Holdfast.Service.Machines.Members;

/// <summary>Takes back the member that was added for a machine which does not come after all.</summary>
/// <remarks>
/// etcd takes one learner at a time: one that never comes would keep every other machine out. So this is done however
/// a setup ends, also when it was told to end; it takes ten seconds at most.
/// </remarks>
internal static class MemberFarewell
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Whether it is certain that the member is gone.</summary>
    public static async Task<bool> TakeBackAsync(EtcdMembership others, string id)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!limit.IsCancellationRequested)
        {
            try
            {
                // Only the majority says so: a list may be one member's, which has not heard of it yet.
                if (await others.RemoveAsync(id, limit.Token).ConfigureAwait(false) is MemberChange.Done
                    or MemberChange.Refused { IsNotThere: true })
                {
                    return true;
                }
            }
            catch (Exception failed) when (failed is DatabaseUnavailableException or OperationCanceledException)
            {
                // The next try may reach somebody; when time is up there is none.
            }

            await Task.Delay(Pause, limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return false;
    }

    /// <summary>The same for one of which it is not known whether it was added, by where it would be reached.</summary>
    public static async Task TakeBackAsync(EtcdMembership others, Uri peerUrl)
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            IReadOnlyList<EtcdPeer> peers = await others.ListAsync(limit.Token).ConfigureAwait(false);
            foreach (EtcdPeer peer in peers.Where(peer => peer is { IsLearner: true, Name.Length: 0 }
                && peer.PeerUrls.Contains(peerUrl)))
            {
                await TakeBackAsync(others, peer.Id).ConfigureAwait(false);
            }
        }
        catch (Exception failed) when (failed is DatabaseUnavailableException or OperationCanceledException)
        {
            // Should it be there, whoever is kept out by it is told how to remove it.
        }
    }
}
