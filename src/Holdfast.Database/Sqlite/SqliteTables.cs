namespace Holdfast.Database.Sqlite;

/// <summary>
/// Reads and verifies the rows of an open transaction; what fails its checksum is named and never given out.
/// </summary>
internal sealed class SqliteTables(SqliteSession session, string path)
{
    private const char AfterEveryKey = '\x7f';

    public Head ReadHead()
    {
        SqliteStatement rows = session.Prepare("SELECT revision, compacted, folders, digest, checksum FROM head "
            + "WHERE id=1");
        if (!rows.Step())
        {
            rows.Reset();
            throw Damage.Of(path, "its head is missing");
        }

        var head = new Head(rows.Number(0), rows.Number(1), rows.Number(2), rows.Number(3));
        long checksum = rows.Number(4);
        rows.Reset();
        return checksum == head.Checksum ? head : throw Damage.Of(path, "its head fails its checksum");
    }

    public void WriteHead(Head head) =>
        session.Prepare("UPDATE head SET revision=?1, compacted=?2, folders=?3, digest=?4, checksum=?5 WHERE id=1")
            .Bind(1, head.Revision).Bind(2, head.Compacted).Bind(3, head.Folders).Bind(4, head.Digest)
            .Bind(5, head.Checksum).Run();

    /// <summary>All folders, verified also against the head, so that none can be missing.</summary>
    public Dictionary<string, Folder> ReadFolders(Head head)
    {
        SqliteStatement rows = session.Prepare("SELECT folder, keys, digest, checksum FROM folders");
        var folders = new Dictionary<string, Folder>(StringComparer.Ordinal);
        long digest = 0;
        while (rows.Step())
        {
            var folder = new Folder(rows.Text(0), rows.Number(1), rows.Number(2));
            if (rows.Number(3) != folder.Checksum)
            {
                rows.Reset();
                throw Damage.Of(path, $"the sum over \"{folder.Name}\" fails its checksum");
            }

            folders[folder.Name] = folder;
            digest += folder.Checksum;
        }

        rows.Reset();
        return folders.Count == head.Folders && digest == head.Digest
            ? folders
            : throw Damage.Of(path, "the sums over its folders do not fit its head");
    }

    public void WriteFolder(Folder folder) =>
        session.Prepare("INSERT INTO folders VALUES(?1, ?2, ?3, ?4) ON CONFLICT(folder) DO UPDATE "
            + "SET keys=excluded.keys, digest=excluded.digest, checksum=excluded.checksum")
            .Bind(1, folder.Name).Bind(2, folder.Keys).Bind(3, folder.Digest).Bind(4, folder.Checksum).Run();

    public void DeleteFolder(string name) =>
        session.Prepare("DELETE FROM folders WHERE folder=?1").Bind(1, name).Run();

    /// <summary>Revision and checksum of a key's row; revision 0 where it does not exist.</summary>
    public (long Revision, long Checksum) ReadLive(string key)
    {
        SqliteStatement rows = session.Prepare("SELECT revision, value, checksum FROM live WHERE key=?1").Bind(1, key);
        if (!rows.Step())
        {
            rows.Reset();
            return (0, 0);
        }

        long revision = rows.Number(0);
        long checksum = rows.Number(2);
        bool whole = LiveRow.Checksum(key, revision, rows.Bytes(1)) == checksum;
        rows.Reset();
        return whole ? (revision, checksum) : throw Damage.Of(path, $"the value of key \"{key}\" fails its checksum");
    }

    public void WriteLive(string key, long revision, ReadOnlySpan<byte> value, long checksum) =>
        session.Prepare("INSERT INTO live VALUES(?1, ?2, ?3, ?4) ON CONFLICT(key) DO UPDATE "
            + "SET revision=excluded.revision, value=excluded.value, checksum=excluded.checksum")
            .Bind(1, key).Bind(2, revision).Bind(3, value).Bind(4, checksum).Run();

    public void DeleteLive(string key) => session.Prepare("DELETE FROM live WHERE key=?1").Bind(1, key).Run();

    /// <summary>
    /// Every key under the prefix, verified one by one and by the sums over the folders that lie wholly under it.
    /// </summary>
    public List<KeyValue> ReadLive(Head head, string prefix)
    {
        SqliteStatement rows = session
            .Prepare("SELECT key, revision, value, checksum FROM live WHERE key >= ?1 AND key < ?2 ORDER BY key")
            .Bind(1, prefix).Bind(2, prefix + AfterEveryKey);
        var items = new List<KeyValue>();
        var sums = new Dictionary<string, (long Keys, long Digest)>(StringComparer.Ordinal);
        while (rows.Step())
        {
            var item = new KeyValue(rows.Text(0), rows.Bytes(2).ToArray(), rows.Number(1));
            long checksum = rows.Number(3);
            if (LiveRow.Checksum(item.Key, item.Revision, item.Value.Span) != checksum)
            {
                rows.Reset();
                throw Damage.Of(path, $"the value of key \"{item.Key}\" fails its checksum");
            }

            string folder = Folder.Of(item.Key);
            (long keys, long digest) = sums.GetValueOrDefault(folder);
            sums[folder] = (keys + 1, digest + checksum);
            items.Add(item);
        }

        rows.Reset();
        foreach (Folder folder in ReadFolders(head).Values)
        {
            if (folder.Name.StartsWith(prefix, StringComparison.Ordinal)
                && sums.GetValueOrDefault(folder.Name) != (folder.Keys, folder.Digest))
            {
                throw Damage.Of(path, $"keys under \"{folder.Name}\" are missing or doubled");
            }
        }

        return items;
    }

    public void AddHistory(Change change, long position, long changes)
    {
        SqliteStatement insert = session.Prepare("INSERT INTO history VALUES(?1, ?2, ?3, ?4, ?5, ?6)")
            .Bind(1, change.Revision).Bind(2, position).Bind(3, changes).Bind(4, change.Key)
            .Bind(6, HistoryRow.Checksum(change, position, changes));
        (change.Value is { } value ? insert.Bind(5, value.Span) : insert.BindNull(5)).Run();
    }

    public void DeleteHistory(long upTo) =>
        session.Prepare("DELETE FROM history WHERE revision <= ?1").Bind(1, upTo).Run();

    /// <summary>
    /// The changes of the revisions after <paramref name="after"/> up to <paramref name="upTo"/>, proved to be without
    /// gaps.
    /// </summary>
    public List<Change> ReadHistory(long after, long upTo)
    {
        SqliteStatement rows = session.Prepare(
            "SELECT revision, position, changes, key, value, checksum FROM history "
            + "WHERE revision > ?1 AND revision <= ?2 ORDER BY revision, position").Bind(1, after).Bind(2, upTo);
        var found = new List<Change>();
        (long revision, long position) expected = (after + 1, 0);
        while (rows.Step())
        {
            byte[]? value = rows.IsNull(4) ? null : rows.Bytes(4).ToArray();
            var change = new Change(
                rows.Text(3), value is null ? default(ReadOnlyMemory<byte>?) : value, rows.Number(0));
            (long position, long changes) = (rows.Number(1), rows.Number(2));
            if (rows.Number(5) != HistoryRow.Checksum(change, position, changes)
                || (change.Revision, position) != expected)
            {
                rows.Reset();
                throw Damage.Of(path, $"the history of revision {expected.revision} fails its checksum or has a gap");
            }

            expected = position + 1 == changes ? (change.Revision + 1, 0) : (change.Revision, position + 1);
            found.Add(change);
        }

        rows.Reset();
        return expected == (upTo + 1, 0)
            ? found
            : throw Damage.Of(path, $"the history of revision {expected.revision} is missing");
    }
}
