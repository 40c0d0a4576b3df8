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
                await others.RemoveAsync(id, limit.Token).ConfigureAwait(false);
                IReadOnlyList<EtcdPeer> peers = await others.ListAsync(limit.Token).ConfigureAwait(false);
                if (peers.All(peer => peer.Id != id))
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
}
