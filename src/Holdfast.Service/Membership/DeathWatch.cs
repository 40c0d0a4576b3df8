using System.Collections.Concurrent;
using System.Globalization;
using Holdfast.Core.State;
using Holdfast.Linux;

namespace Holdfast.Service.Membership;

/// <summary>
/// Waits, for each other member on this machine and boot, for the lock on its <c>alive</c> file: who gets it has the
/// kernel's word that nothing of that node's epoch runs.
/// </summary>
/// <remarks>
/// An epoch's processes hold the lock from before the epoch was published, so a proof begun after seeing the record is
/// of it, and of no later one. The file must be the very one that the member published, by device and inode.
/// </remarks>
public sealed class DeathWatch(string node, string bootId, Action<string, long> proven)
{
    private readonly ConcurrentDictionary<string, long> _watched = new(StringComparer.Ordinal);

    /// <summary>Device and inode of a file, as members publish them; empty if it is not there.</summary>
    public static string FileOf(string path) => path.Length > 0 && FileStatus.Of(path) is { } status
        ? string.Create(CultureInfo.InvariantCulture, $"{status.Device}:{status.Inode}")
        : "";

    /// <summary>Begins to wait for every living member of this boot that is not waited for yet.</summary>
    public void See(ClusterSnapshot snapshot, CancellationToken cancellationToken)
    {
        foreach ((string name, Row<MemberState> row) in snapshot.Members)
        {
            MemberState member = row.Value;
            if (name == node || !member.Alive || member.AlivePath.Length == 0 || member.BootId != bootId
                || (_watched.TryGetValue(name, out long epoch) && epoch >= member.Epoch)
                || !IsItsFile(member))
            {
                continue;
            }

            _watched[name] = member.Epoch;
            _ = WaitAsync(member, cancellationToken);
        }
    }

    private static bool IsItsFile(MemberState member) =>
        member.AliveFile.Length > 0 && FileOf(member.AlivePath) == member.AliveFile;

    private async Task WaitAsync(MemberState member, CancellationToken cancellationToken)
    {
        try
        {
            await AliveLock.ProveDead(member.AlivePath, cancellationToken).ConfigureAwait(false);
            if (IsItsFile(member))
            {
                proven(member.Node, member.Epoch);
            }
        }
        catch (LinuxException)
        {
            // Not a proof: the member's silence decides, as it does between machines. Tried again at the next snapshot.
            _watched.TryRemove(member.Node, out _);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The service ends.
        }
    }
}
