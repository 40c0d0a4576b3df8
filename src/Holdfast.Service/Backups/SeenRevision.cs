using System.Globalization;
using System.Text;
using Holdfast.Core.State;
using Holdfast.Linux;

namespace Holdfast.Service.Backups;

/// <summary>
/// The newest revision of the cluster database that this node knows, kept in its own folder: by it a node notices that
/// somebody put an older copy of the database in the place of the one it knew.
/// </summary>
/// <remarks>
/// An older copy has lower epochs and generations, so a fencing token could come twice. It is written now and then, so
/// that a copy which is only a little older is not noticed; a lost write of this file does no harm. Only what is
/// committed to the disk counts: a file database may lose the last renewals in a power cut, and is no older for that.
/// </remarks>
internal sealed class SeenRevision(string dataFolder)
{
    private readonly string _path = Path.Combine(dataFolder, "seen");
    private long _written;

    /// <exception cref="InvalidOperationException">The database is older than what was seen of the cluster.
    /// </exception>
    public void Check(string clusterId, long revision, string database)
    {
        string[] seen = File.Exists(_path) ? File.ReadAllText(_path).Trim().Split(' ') : [];
        if (seen.Length == 2 && seen[0] == clusterId
            && long.TryParse(seen[1], NumberStyles.None, CultureInfo.InvariantCulture, out long known)
            && revision < known)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                $"{database} is at revision {revision}, but this node has seen {known}: an older copy of the cluster ")
                + "database was put in its place, and what changed since is lost. Stop what runs on all nodes, and "
                + $"then accept it on each: holdfast cluster accept-older --data {dataFolder}");
        }
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

        string text = string.Create(CultureInfo.InvariantCulture, $"{clusterId} {revision}\n");
        WholeFile.Write(_path, Encoding.UTF8.GetBytes(text), outlastsPowerCut: false);
        _written = revision;
    }

    /// <summary>Forgets it: what is there next is taken as it is. False where nothing was known.</summary>
    public bool Forget()
    {
        bool known = File.Exists(_path);
        File.Delete(_path);
        return known;
    }
}
