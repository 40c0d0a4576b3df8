using System.Runtime.InteropServices;

namespace Holdfast.Lab.Clusters;

/// <summary>
/// The processes of a node, found from outside and without asking it: those that have its <c>alive</c> file open, which
/// everything of a node inherits, and what they started.
/// </summary>
public static partial class NodeProcesses
{
    public const int SigKill = 9;
    public const int SigTerm = 15;
    public const int SigStop = 19;
    public const int SigCont = 18;

    /// <summary>Ids of all processes that hold the shared lock on <paramref name="alivePath"/>.</summary>
    public static IReadOnlyList<int> Holding(string alivePath)
    {
        string real = Path.GetFullPath(alivePath);
        var found = new List<int>();
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out int pid) && pid != Environment.ProcessId
                && HasOpen(folder, real))
            {
                found.Add(pid);
            }
        }

        return found;
    }

    /// <summary>Kills everything of a node, as a power cut would: all at once, again until nothing is left.</summary>
    public static async Task KillAllAsync(string alivePath)
    {
        await Until.TrueAsync($"every process of {alivePath} gone", () =>
        {
            IReadOnlyList<int> left = Holding(alivePath);
            foreach (int pid in left)
            {
                Signal(pid, SigKill);
            }

            return left.Count == 0;
        }, everyMs: 1);
    }

    /// <summary>Sends a signal to one process by its id; false if there is none.</summary>
    public static bool Signal(int pid, int signal) => pid > 1 && Kill(pid, signal) == 0;

    /// <summary>Kills one process; returns when it is gone.</summary>
    public static async Task KillAsync(int pid)
    {
        Signal(pid, SigKill);
        await Until.TrueAsync($"process {pid} is gone", () => !Exists(pid), everyMs: 1);
    }

    public static bool Exists(int pid) =>
        File.Exists($"/proc/{pid}/stat")
            && !File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);

    /// <summary>The file name of the program that a process runs; empty if there is no such process.</summary>
    public static string ProgramOf(int pid)
    {
        try
        {
            return Path.GetFileName(new FileInfo($"/proc/{pid}/exe").LinkTarget ?? "");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>Resident memory in MiB.</summary>
    public static double ResidentMiB(int pid)
    {
        foreach (string line in File.ReadLines($"/proc/{pid}/status"))
        {
            if (line.StartsWith("VmRSS:", StringComparison.Ordinal))
            {
                return long.Parse(line[6..].Replace("kB", "", StringComparison.Ordinal).Trim()) / 1024.0;
            }
        }

        return 0;
    }

    /// <summary>CPU time used so far by a process and the children it has waited for, in seconds; 0 of one that has
    /// ended meanwhile.</summary>
    public static double CpuSeconds(int pid)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{pid}/stat");
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (long.Parse(fields[11]) + long.Parse(fields[12])) / 100.0;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    public static int OpenFiles(int pid) => Directory.GetFileSystemEntries($"/proc/{pid}/fd").Length;

    private static bool HasOpen(string folder, string real)
    {
        try
        {
            foreach (string fd in Directory.EnumerateFileSystemEntries(folder + "/fd"))
            {
                if (new FileInfo(fd).LinkTarget == real && HoldsLock($"{folder}/fdinfo/{Path.GetFileName(fd)}"))
                {
                    return true;
                }
            }
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // The process ended while it was looked at, or is another user's.
            return false;
        }

        return false;
    }

    /// <summary>
    /// Observers of other nodes have the file open too, waiting for its lock; they are not of the node.
    /// </summary>
    private static bool HoldsLock(string fdInfo) => File.ReadLines(fdInfo).Any(line =>
        line.StartsWith("lock:", StringComparison.Ordinal) && line.Contains("READ", StringComparison.Ordinal));

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}
