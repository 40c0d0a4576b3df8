using System.Collections.Concurrent;
using Holdfast.Core.State;
using Holdfast.Linux;

namespace Holdfast.Service.Membership;

/// <summary>
/// Waits, for each other member on this machine and boot, for the lock on its <c>alive</c> file: who gets it has
/// the kernel's
/// word that nothing of that node's epoch runs.
/// </summary>
/// <remarks>An epoch's processes hold the lock from before the epoch was published, so a proof begun after seeing
/// the record is of it.</remarks>
public sealed class DeathWatch(string node, string bootId, Action<string, long> proven)
{
    private readonly ConcurrentDictionary<string, long> _watched = new(StringComparer.Ordinal);

    /// <summary>Begins to wait for every living member of this boot that is not waited for yet.</summary>
    public void See(ClusterSnapshot snapshot, CancellationToken cancellationToken)
    {
        foreach ((string name, Row<MemberState> row) in snapshot.Members)
        {
            MemberState member = row.Value;
            if (name == node || !member.Alive || member.AlivePath.Length == 0 || member.BootId != bootId)
            {
                continue;
            }

            if (_watched.TryGetValue(name, out long epoch) && epoch >= member.Epoch)
            {
                continue;
            }

            _watched[name] = member.Epoch;
            _ = WaitAsync(name, member.Epoch, member.AlivePath, cancellationToken);
        }
    }

    private async Task WaitAsync(string name, long epoch, string alivePath, CancellationToken cancellationToken)
    {
        try
        {
            await AliveLock.ProveDead(alivePath, cancellationToken).ConfigureAwait(false);
            proven(name, epoch);
        }
        catch (LinuxException)
        {
            // Not a proof: the member's silence decides, as it does between machines. Tried again at the next snapshot.
            _watched.TryRemove(name, out _);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The service ends.
        }
    }
}
