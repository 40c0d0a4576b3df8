using System.Globalization;

namespace Holdfast.Service.Groups;

/// <summary>
/// Finds the processes that hold the shared lock on a node's alive file: everything that the node ever started and that
/// still lives. Observers of other nodes have the file open too, waiting for the lock; they do not hold it.
/// </summary>
internal static class AliveHolders
{
    /// <summary>Their process ids, as far as this user may look.</summary>
    public static IReadOnlyList<int> Of(string alivePath)
    {
        string path = Path.GetFullPath(alivePath);
        var holders = new List<int>();
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
                && Holds(folder, path))
            {
                holders.Add(pid);
            }
        }

        return holders;
    }

    private static bool Holds(string folder, string path)
    {
        try
        {
            return Directory.EnumerateFiles(Path.Combine(folder, "fd"))
                .Any(fd => string.Equals(new FileInfo(fd).LinkTarget, path, StringComparison.Ordinal)
                    && HoldsSharedLock(Path.Combine(folder, "fdinfo", Path.GetFileName(fd))));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It has ended, or is another user's.
            return false;
        }
    }

    /// <summary>
    /// The kernel lists under a descriptor the locks that its open file holds, inherited ones too, but no waiters.
    /// </summary>
    private static bool HoldsSharedLock(string fdInfo) => File.ReadLines(fdInfo).Any(line =>
        line.StartsWith("lock:", StringComparison.Ordinal)
        && line.Contains("FLOCK", StringComparison.Ordinal) && line.Contains("READ", StringComparison.Ordinal));
}
