using System.Globalization;

namespace Holdfast.Database.Sqlite;

/// <summary>Makes a database file, and tells ours from others' before anything touches it.</summary>
internal static class SqliteFile
{
    /// <summary>"HFDB" in the file's header says that it is a cluster database.</summary>
    public const int ApplicationId = 0x48464442;

    /// <summary>The schema this version reads and writes.</summary>
    public const int SchemaVersion = 1;

    private const string Schema = """
        PRAGMA page_size=4096;
        BEGIN;
        PRAGMA application_id=1212564546;
        PRAGMA user_version=1;
        CREATE TABLE head(
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL, compacted INTEGER NOT NULL,
            folders INTEGER NOT NULL, digest INTEGER NOT NULL, checksum INTEGER NOT NULL);
        CREATE TABLE folders(
            folder TEXT PRIMARY KEY, keys INTEGER NOT NULL, digest INTEGER NOT NULL, checksum INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE live(
            key TEXT PRIMARY KEY, revision INTEGER NOT NULL, value BLOB NOT NULL, checksum INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE history(
            revision INTEGER NOT NULL, position INTEGER NOT NULL, changes INTEGER NOT NULL,
            key TEXT NOT NULL, value BLOB, checksum INTEGER NOT NULL, PRIMARY KEY(revision, position)
        ) WITHOUT ROWID;
        """;

    /// <summary>
    /// Makes sure that a database of ours is at the path, however many processes try at the same time.
    /// </summary>
    /// <exception cref="DatabaseCorruptException">What is there is not ours or newer; it was not touched.</exception>
    public static void Ensure(string path)
    {
        if (!File.Exists(path))
        {
            Create(path);
        }

        Refuse(path);
    }

    /// <summary>
    /// Throws unless the open session sees our identity; called again after opening, for what -wal may hold.
    /// </summary>
    public static void CheckIdentity(SqliteSession session, string path)
    {
        long application = session.Number("PRAGMA application_id");
        if (application != ApplicationId)
        {
            throw new DatabaseCorruptException(string.Create(
                CultureInfo.InvariantCulture,
                $"{path} is an SQLite database of another program (application id 0x{application:x8}, not "
                + $"0x{ApplicationId:x8}). ")
                + "It was not touched. Give --database another path, or move this file away.");
        }

        long version = session.Number("PRAGMA user_version");
        if (version != SchemaVersion)
        {
            throw new DatabaseCorruptException(string.Create(
                CultureInfo.InvariantCulture,
                $"{path} was written by another version of Holdfast (schema {version}; this one knows "
                + $"{SchemaVersion}). ")
                + "It was not touched. Start the version that wrote it, or a newer one.");
        }
    }

    /// <summary>
    /// The file is made whole under another name and then linked into place, so nobody ever sees half of it.
    /// </summary>
    private static void Create(string path)
    {
        string folder = Path.GetDirectoryName(path)!;
        string draft =
            Path.Combine(folder, $".{Path.GetFileName(path)}.{Environment.ProcessId}-{Path.GetRandomFileName()}");
        try
        {
            Directory.CreateDirectory(folder);
            using (SqliteSession session = SqliteSession.Create(draft))
            {
                session.Script(Schema);
                WriteFirstHead(session);
                session.Script("COMMIT");
                session.Text("PRAGMA journal_mode=WAL");
            }

            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was faster; its file is as good.
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DatabaseUnavailableException($"The cluster database {path} cannot be created: {error.Message}",
                error);
        }
        catch (SqliteError error)
        {
            throw error.ToDatabaseException(path);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    private static void WriteFirstHead(SqliteSession session)
    {
        var head = new Head(0, 0, 0, 0);
        session.Prepare("INSERT INTO head VALUES(1, 0, 0, 0, 0, ?1)").Bind(1, head.Checksum).Run();
    }

    private static void Refuse(string path)
    {
        try
        {
            if (new FileInfo(path).Length == 0)
            {
                throw new DatabaseCorruptException(
                    $"{path} is empty and not a cluster database. It was not touched. Delete it to have a new one "
                    + "made there.");
            }

            Identify(path);
        }
        catch (SqliteError error) when (error.IsCorruption)
        {
            throw new DatabaseCorruptException(
                $"{path} is not a cluster database, or its header is damaged (SQLite says \"{error.Message}\"). It "
                + "was not "
                + "touched. Give --database another path, or move this file away and put a good copy in its place.",
                error);
        }
        catch (SqliteError error)
        {
            throw error.ToDatabaseException(path);
        }
    }

    /// <summary>
    /// The file alone is looked at first. In the middle of a checkpoint, also of one that a crash cut short, its header
    /// counts pages that only the -wal has; then both are looked at. The checkpoint may end between the two looks.
    /// </summary>
    private static void Identify(string path)
    {
        const int Looks = 5;
        for (int look = 1; ; look++)
        {
            try
            {
                using SqliteSession alone = SqliteSession.OpenUntouched(path);
                CheckIdentity(alone, path);
                return;
            }
            catch (SqliteError error) when (error.IsCutShort && look < Looks)
            {
                if (HasLog(path) && IsOursWithItsLog(path))
                {
                    return;
                }
            }
        }
    }

    private static bool IsOursWithItsLog(string path)
    {
        try
        {
            using SqliteSession both = SqliteSession.OpenToLook(path);
            CheckIdentity(both, path);
            return true;
        }
        catch (SqliteError) when (!HasLog(path))
        {
            return false; // It was checkpointed and closed meanwhile: the file alone is whole again.
        }
    }

    private static bool HasLog(string path) => new FileInfo(path + "-wal") is { Exists: true, Length: > 0 };
}
