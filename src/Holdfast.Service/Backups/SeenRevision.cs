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

    private string Remedy => "Put the right one back; or stop what runs on all nodes, and then accept what is there "
        + $"on each: holdfast cluster accept-older --data {dataFolder}";

    /// <summary>Refuses an older copy of the cluster database, another cluster's, and one that holds none.</summary>
    /// <param name="clusterId">The cluster that it holds; empty for none.</param>
    /// <param name="revision">Its revision.</param>
    /// <param name="database">What it is called.</param>
    /// <returns>The revision up to which the cluster was known, where a person accepted an older copy since; else 0.
    /// Generations may have been given up to it, and beyond, that the copy knows nothing of.</returns>
    /// <exception cref="InvalidOperationException">It is not the one that this node knew.</exception>
    public long Check(string clusterId, long revision, string database)
    {
        if (Read() is not var (cluster, known))
        {
            return 0;
        }

        if (cluster == Accepted)
        {
            return known;
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
    public void Note(string clusterId, long revision)
    {
        if (clusterId.Length == 0 || revision <= _written)
        {
            return;
        }

        Write(clusterId, revision, outlastsPowerCut: false);
        _written = revision;
    }

    /// <summary>What is there next is taken as it is. False where nothing was known.</summary>
    public bool Accept()
    {
        if (Read() is not var (_, known))
        {
            return false;
        }

        Write(Accepted, known, outlastsPowerCut: true);
        return true;
    }

    private (string Cluster, long Known)? Read()
    {
        string[] seen = File.Exists(_path) ? File.ReadAllText(_path).Trim().Split(' ') : [];
        return seen.Length == 2
            && long.TryParse(seen[1], NumberStyles.None, CultureInfo.InvariantCulture, out long known)
            ? (seen[0], known)
            : null;
    }

    private void Write(string cluster, long revision, bool outlastsPowerCut) => WholeFile.Write(
        _path, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{cluster} {revision}\n")),
        outlastsPowerCut: outlastsPowerCut);
}
