using System.Globalization;
using Holdfast.Linux.Native;

namespace Holdfast.Linux;

/// <summary>
/// How the kernel shares the processors out between this process and others: niceness, -20 (first) to 19 (last). A
/// cluster service that waits behind what it supervises loses its lease, and with it everything that runs.
/// </summary>
public static class Priority
{
    /// <summary>What ordinary programs have.</summary>
    public const int Ordinary = 0;

    private const int OneThread = 0;

    /// <summary>What this thread has, and hands down to what it starts.</summary>
    internal static int OfThisThread => Control.GetPriority(OneThread, 0);

    /// <summary>
    /// Gives this niceness to every thread of this process, and so to all that they start, unless the process was
    /// given another than <see cref="Ordinary"/> already (by its systemd unit, say).
    /// </summary>
    /// <returns>False where this user may not (CAP_SYS_NICE); everything works then, but waits its turn.</returns>
    public static bool TryRaise(int nice)
    {
        if (OfThisThread != Ordinary)
        {
            return true;
        }

        bool all = true;
        foreach (string thread in Directory.GetDirectories("/proc/self/task"))
        {
            int id = int.Parse(Path.GetFileName(thread), CultureInfo.InvariantCulture);
            all &= Control.SetPriority(OneThread, id, nice) == 0;
        }

        if (Control.GetSession(0) == Environment.ProcessId)
        {
            all &= TryRaiseSession(Environment.ProcessId, nice);
        }

        return all;
    }

    /// <summary>
    /// Gives this niceness to the session of a process as a whole. Where the kernel shares the processors out between
    /// sessions first (autogroup; sched(7)), the niceness of a process only counts among those of its own session.
    /// </summary>
    /// <returns>
    /// False where this user may not; true also where the kernel has no such groups, or no such process.
    /// </returns>
    internal static bool TryRaiseSession(int pid, int nice)
    {
        try
        {
            File.WriteAllText($"/proc/{pid}/autogroup", nice.ToString(CultureInfo.InvariantCulture));
            return true;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The niceness of a process's first thread; null if there is no such process.</summary>
    public static int? Of(int pid)
    {
        try
        {
            // The field after the name, which ends with the last parenthesis: state is the first, niceness the 17th.
            string stat = File.ReadAllText($"/proc/{pid}/stat");
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return int.Parse(fields[16], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>
    /// Runs something on this thread with another niceness: what it starts inherits that. Where the old one cannot be
    /// had back the thread stays as it is then.
    /// </summary>
    internal static T With<T>(int nice, Func<T> action)
    {
        int before = OfThisThread;
        if (before == nice)
        {
            return action();
        }

        _ = Control.SetPriority(OneThread, 0, nice);
        try
        {
            return action();
        }
        finally
        {
            _ = Control.SetPriority(OneThread, 0, before);
        }
    }
}
