namespace Holdfast.Database.Sqlite;

/// <summary>What one commit does to the tables, within a transaction that its caller began and ends.</summary>
internal sealed class SqliteCommit(SqliteTables tables, int historyKept)
{
    /// <summary>History is dropped in strides, so that most commits do not touch the old end of the table.</summary>
    private const int Stride = 64;

    /// <summary>
    /// Checks the guards and writes the changes. Where it answers with a conflict, or nothing changed, nothing was
    /// written.
    /// </summary>
    public (CommitResult Result, bool Wrote) Apply(Transaction transaction)
    {
        foreach (Transaction.Guard guard in transaction.Guards)
        {
            long found = tables.ReadLive(guard.Key).Revision;
            if (found != guard.Revision)
            {
                return (new CommitResult.Conflict(guard.Key, found), false);
            }
        }

        Head head = tables.ReadHead();
        Dictionary<string, Folder> folders = tables.ReadFolders(head);
        var touched = new Dictionary<string, Folder>(StringComparer.Ordinal);
        List<Change> changes = Change(transaction, head.Revision + 1, folders, touched);
        if (changes.Count == 0)
        {
            return (new CommitResult.Committed(head.Revision), false);
        }

        for (int i = 0; i < changes.Count; i++)
        {
            tables.AddHistory(changes[i], i, changes.Count);
        }

        head = WriteFolders(head with { Revision = head.Revision + 1 }, folders, touched);
        head = DropOldHistory(head);
        tables.WriteHead(head);
        return (new CommitResult.Committed(head.Revision), true);
    }

    /// <summary>Drops history up to the revision; what is live stays.</summary>
    public bool Compact(long revision)
    {
        Head head = tables.ReadHead();
        long upTo = Math.Min(revision, head.Revision);
        if (upTo <= head.Compacted)
        {
            return false;
        }

        tables.DeleteHistory(upTo);
        tables.WriteHead(head with { Compacted = upTo });
        return true;
    }

    private List<Change> Change(
        Transaction transaction, long revision, Dictionary<string, Folder> folders, Dictionary<string, Folder> touched)
    {
        var changes = new List<Change>();
        foreach (Transaction.Put put in transaction.Puts)
        {
            (long oldRevision, long oldChecksum) = tables.ReadLive(put.Key);
            long checksum = LiveRow.Checksum(put.Key, revision, put.Value.Span);
            tables.WriteLive(put.Key, revision, put.Value.Span, checksum);
            Count(put.Key, oldRevision == 0 ? 1 : 0, checksum - oldChecksum);
            changes.Add(new Change(put.Key, put.Value, revision));
        }

        foreach (string key in transaction.Deletes)
        {
            (long oldRevision, long oldChecksum) = tables.ReadLive(key);
            if (oldRevision != 0)
            {
                tables.DeleteLive(key);
                Count(key, -1, -oldChecksum);
                changes.Add(new Change(key, null, revision));
            }
        }

        return changes;

        void Count(string key, long keys, long digest)
        {
            string name = Folder.Of(key);
            Folder folder = touched.GetValueOrDefault(name) ?? folders.GetValueOrDefault(name)
                ?? new Folder(name, 0, 0);
            touched[name] = folder with { Keys = folder.Keys + keys, Digest = folder.Digest + digest };
        }
    }

    private Head WriteFolders(Head head, Dictionary<string, Folder> folders, Dictionary<string, Folder> touched)
    {
        foreach (Folder folder in touched.Values)
        {
            if (folders.TryGetValue(folder.Name, out Folder? old))
            {
                head = head with { Folders = head.Folders - 1, Digest = head.Digest - old.Checksum };
            }

            if (folder.Keys == 0)
            {
                tables.DeleteFolder(folder.Name);
                continue;
            }

            tables.WriteFolder(folder);
            head = head with { Folders = head.Folders + 1, Digest = head.Digest + folder.Checksum };
        }

        return head;
    }

    private Head DropOldHistory(Head head)
    {
        long upTo = head.Revision - historyKept;
        if (upTo - head.Compacted < Stride)
        {
            return head;
        }

        tables.DeleteHistory(upTo);
        return head with { Compacted = upTo };
    }
}
