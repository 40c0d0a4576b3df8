using System.Globalization;

namespace Holdfast.Database.Sqlite;

/// <summary>Names the process that holds the write lock of a database, from /proc/locks.</summary>
/// <remarks>The -shm file is only asked for its inode and never opened: closing it here would drop this process's own
/// locks on it.</remarks>
internal static class LockHolder
{
    private const string WriteLockByte = "120";

    /// <summary>Its id; null where nobody holds it, or it cannot be told.</summary>
    public static int? Find(string path)
    {
        if (Posix.Identify(path + "-shm") is not { } shm)
        {
            return null;
        }

        string file = string.Create(
            CultureInfo.InvariantCulture, $"{shm.Major:x2}:{shm.Minor:x2}:{shm.Inode}");
        try
        {
            // 1: POSIX  ADVISORY  WRITE 4211 00:2f:1234 120 120
            foreach (string line in File.ReadLines("/proc/locks"))
            {
                string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (words is [_, "POSIX", _, "WRITE", var pid, var where, WriteLockByte, ..] && where == file)
                {
                    return int.TryParse(pid, CultureInfo.InvariantCulture, out int holder) ? holder : null;
                }
            }
        }
        catch (IOException)
        {
            return null;
        }

        return null;
    }
}
