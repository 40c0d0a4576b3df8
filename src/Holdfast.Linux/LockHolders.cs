using System.Globalization;

namespace Holdfast.Linux;

/// <summary>
/// Finds the processes that hold a lock (flock) on a file: on a node's alive file everything that the node ever started
/// and that still lives, on a group's lock what a guard of it started, on that of a member of the database its etcd.
/// Who waits for a lock has the file open too, and does not hold it.
/// </summary>
public static class LockHolders
{
    /// <summary>Ids of the processes with the shared lock, as far as this user may look.</summary>
    public static IReadOnlyList<int> OfShared(string path) => Of(path, "READ");

    /// <summary>Ids of the processes with the exclusive lock, as far as this user may look.</summary>
    public static IReadOnlyList<int> OfExclusive(string path) => Of(path, "WRITE");

    private static List<int> Of(string path, string kind)
    {
        var holders = new List<int>();
        if (FileStatus.Behind(path) is not { } file)
        {
            return holders;
        }

        string name = Path.GetFileName(path);
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
                && Holds(folder, name, file, kind))
            {
                holders.Add(pid);
            }
        }

        return holders;
    }

    private static bool Holds(string folder, string name, FileStatus file, string kind)
    {
        try
        {
            return Directory.EnumerateFiles(Path.Combine(folder, "fd"))
                .Any(fd => IsOf(fd, name, file) && Locks(Path.Combine(folder, "fdinfo", Path.GetFileName(fd)), kind));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It has ended, or is another user's.
            return false;
        }
    }

    /// <summary>
    /// By device and inode: the path that the kernel shows need not be the one that the file was opened by. Its name is
    /// only compared because that is cheap.
    /// </summary>
    private static bool IsOf(string fd, string name, FileStatus file) =>
        string.Equals(Path.GetFileName(new FileInfo(fd).LinkTarget), name, StringComparison.Ordinal)
        && FileStatus.Behind(fd) is { } open && open.Inode == file.Inode && open.Device == file.Device;

    /// <summary>
    /// The kernel lists under a descriptor the locks that its open file holds, inherited ones too, but no waiters.
    /// </summary>
    private static bool Locks(string fdInfo, string kind)
    {
        try
        {
            return File.ReadLines(fdInfo).Any(line => line.StartsWith("lock:", StringComparison.Ordinal)
                && line.Contains("FLOCK", StringComparison.Ordinal) && line.Contains(kind, StringComparison.Ordinal));
        }
        catch (IOException)
        {
            // It was closed just now, and says nothing of the process's others.
            return false;
        }
    }
}
