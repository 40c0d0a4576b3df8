using System.Globalization;
using System.Text;
using Holdfast.Core.State;
using Holdfast.Linux;

namespace Holdfast.Service.Backups;

/// <summary>
/// The newest revision of the cluster database that this node knows, kept in its own folder: by it a node notices that
/// somebody put an older copy of the database in the place of the one it knew, or another one, or an empty one.
/// </summary>
/// <remarks>
/// An older copy has lower epochs and generations, so a fencing token could come twice. It is written now and then, so
/// that a copy which is only a little older is not noticed; a lost write of this file does no harm. Only what is
/// committed to the disk counts: a file database may lose the last renewals in a power cut, and is no older for that.
/// </remarks>
internal sealed class SeenRevision(string dataFolder)
{
    /// <summary>In the place of the cluster: whatever is there next is taken, and may be older than this.</summary>
    private const string Accepted = "accepted";

    private readonly string _path = Path.Combine(dataFolder, "seen");
    private long _written;
    private long _highest;

    private string Remedy => "Put the right one back; or stop what runs on all nodes, and then accept what is there "
        + $"on each: holdfast cluster accept-older --data {dataFolder}";

    /// <summary>Refuses an older copy of the cluster database, another cluster's, and one that holds none.</summary>
    /// <param name="clusterId">The cluster that it holds; empty for none.</param>
    /// <param name="revision">Its revision.</param>
    /// <param name="database">What it is called.</param>
    /// <param name="sure">Whether this node is known to be of that cluster: what was seen of another one, before it
    /// joined this, says nothing then.</param>
    /// <returns>The highest generation that may have been given as far as the cluster was known, where a person
    /// accepted an older copy since; else 0. There may be higher ones that the copy knows nothing of.</returns>
    /// <exception cref="InvalidOperationException">It is not the one that this node knew.</exception>
    public long Check(string clusterId, long revision, string database, bool sure = false)
    {
        if (Read() is not var (cluster, known, highest))
        {
            return 0;
        }

        if (cluster == Accepted)
        {
            return highest;
        }

        if (sure && cluster != clusterId)
        {
            return 0;
        }

        if (cluster != clusterId)
        {
            throw new InvalidOperationException(
                $"{database} holds {(clusterId.Length == 0 ? "no cluster" : $"the cluster {clusterId}")}, but this "
                + $"node is of the cluster {cluster}: its database was lost, or is somewhere else. {Remedy}");
        }

        return revision >= known
            ? 0
            : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                $"{database} is at revision {revision}, but this node has seen {known}: an older copy of the cluster ")
                + $"database was put in its place, and what changed since is lost. {Remedy}");
    }

    /// <summary>The newest revision that a power cut cannot take back: of what is wanted, and of who owns what.
    /// </summary>
    public static long Lasting(ClusterSnapshot snapshot) => snapshot.Rows()
        .Where(row => row.Key.StartsWith("config/", StringComparison.Ordinal)
            || row.Key.StartsWith(Keys.GroupStates, StringComparison.Ordinal))
        .Select(row => row.Revision).DefaultIfEmpty(0).Max();

    /// <summary>Writes the revision where it is newer than what was written.</summary>
    /// <param name="clusterId">The cluster; empty where it is not known.</param>
    /// <param name="revision">The revision.</param>
    /// <param name="highest">The highest generation as far as is known at it; it is never written lower.</param>
    public void Note(string clusterId, long revision, long highest)
    {
        if (clusterId.Length == 0 || revision <= _written)
        {
            return;
        }

        if (_written == 0 && Read() is { } seen && seen.Cluster == clusterId)
        {
            _highest = seen.Highest;
        }

        _highest = Math.Max(_highest, highest);
        Write(clusterId, revision, _highest, outlastsPowerCut: false);
        _written = revision;
    }

    /// <summary>What is there next is taken as it is. False where nothing was known.</summary>
    public bool Accept()
    {
        if (Read() is not var (_, known, highest))
        {
            return false;
        }

        Write(Accepted, known, highest, outlastsPowerCut: true);
        return true;
    }

    /// <summary>Earlier versions wrote no generation: then none exceeds the revision.</summary>
    private (string Cluster, long Known, long Highest)? Read()
    {
        string[] seen = File.Exists(_path) ? File.ReadAllText(_path).Trim().Split(' ') : [];
        return seen.Length is 2 or 3 && TryNumber(seen[1], out long known) && TryNumber(seen[^1], out long highest)
            ? (seen[0], known, highest)
            : null;
    }

    private static bool TryNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private void Write(string cluster, long revision, long highest, bool outlastsPowerCut) => WholeFile.Write(
        _path,
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{cluster} {revision} {highest}\n")),
        outlastsPowerCut: outlastsPowerCut);
}
