using System.Globalization;
using Holdfast.Lab.Clusters;

namespace Holdfast.Lab.Machines;

/// <summary>Next to no memory for one process: the kernel ends it as soon as it asks for more.</summary>
public static class LabMemory
{
    private const string Controller = "/sys/fs/cgroup/memory";
    private const string Whole = "/sys/fs/cgroup";
    private const string Limit = "16384";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>Why no process can be given a limit here; null where one can.</summary>
    public static string? WhyNot()
    {
        string? made = null;
        try
        {
            made = Make();
            return null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return $"the kernel here gives no memory controller to set a limit with: {refused.Message}";
        }
        finally
        {
            if (made is not null)
            {
                Directory.Delete(made);
            }
        }
    }

    /// <summary>Takes the memory of a process away; returns when the kernel has ended it for that.</summary>
    public static async Task ExhaustAsync(int pid)
    {
        string group = Make();
        try
        {
            await File.WriteAllTextAsync(
                Path.Combine(group, "cgroup.procs"), pid.ToString(CultureInfo.InvariantCulture));
            await Until.TrueAsync(
                $"the kernel ended process {pid}", () => !NodeProcesses.Exists(pid), Patience, everyMs: 1);
        }
        finally
        {
            await Until.TrueAsync($"{group} is empty", () => Removed(group), everyMs: 10);
        }
    }

    /// <summary>Its group holds a process for a moment after it has ended.</summary>
    internal static bool Removed(string group)
    {
        try
        {
            Directory.Delete(group);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>A control group with the limit: of the memory controller alone where there is one, else of the one
    /// hierarchy.</summary>
    private static string Make()
    {
        bool alone = Directory.Exists(Controller);
        string group = Path.Combine(alone ? Controller : Whole, "holdfast-lab-" + Path.GetRandomFileName());
        Directory.CreateDirectory(group);
        try
        {
            File.WriteAllText(Path.Combine(group, alone ? "memory.limit_in_bytes" : "memory.max"), Limit);
            return group;
        }
        catch
        {
            Directory.Delete(group);
            throw;
        }
    }
}
