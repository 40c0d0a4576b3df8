namespace Holdfast.Database.Sqlite;

/// <summary>The words for a damaged database file.</summary>
internal static class Damage
{
    public static DatabaseCorruptException Of(string path, string what, Exception? inner = null) => new(
        $"The cluster database {path} is damaged: {what}. Nothing of the damaged part was used. Stop holdfastd on "
        + "every "
        + "node of this machine, move the file away together with its -wal, -shm and .bell, and put a good copy in its "
        + "place.",
        inner);
}
