using System.Globalization;

namespace Holdfast.Linux;

/// <summary>What <c>/proc</c> tells of a process, at one moment.</summary>
/// <param name="Age">How long ago it was started.</param>
/// <param name="MemoryBytes">Its resident memory.</param>
public readonly record struct ProcessFacts(TimeSpan Age, long MemoryBytes)
{
    /// <summary>Null where there is no such process.</summary>
    public static ProcessFacts? Of(int pid)
    {
        if (PidFd.StartTime(pid) is not { } started)
        {
            return null;
        }

        try
        {
            string[] pages = File.ReadAllText($"/proc/{pid}/statm").Split(' ');
            double now = double.Parse(
                File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture);
            return new(
                TimeSpan.FromSeconds(Math.Max(0, now - (started / 1e9))),
                long.Parse(pages[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
