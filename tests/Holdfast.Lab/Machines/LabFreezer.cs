using System.Globalization;
using Holdfast.Lab.Clusters;

namespace Holdfast.Lab.Machines;

/// <summary>
/// Processes that the kernel's freezer (cgroup v2) has stopped where they stand, as a hypervisor or a container engine
/// does that pauses a machine. No process takes notice of it, and none is left out.
/// </summary>
public sealed class LabFreezer : IAsyncDisposable
{
    private const string Processes = "cgroup.procs";
    private const string State = "cgroup.freeze";
    private static readonly string[] Roots = ["/sys/fs/cgroup/unified", "/sys/fs/cgroup"];
    private readonly string _group;

    private LabFreezer(string group) => _group = group;

    private static string? Root => Roots.FirstOrDefault(root => File.Exists(Path.Combine(root, Processes))
        && File.Exists(Path.Combine(root, "cgroup.controllers")));

    /// <summary>Why nothing can be frozen here; null where it can.</summary>
    public static string? WhyNot() => Root is null ? "the kernel here shows no cgroup v2" : null;

    /// <summary>Freezes everything of a machine; it goes on when the result is disposed.</summary>
    public static async Task<LabFreezer> FreezeAsync(LabMachine machine)
    {
        var freezer = new LabFreezer(
            Directory.CreateDirectory(Path.Combine(Root!, "holdfast-lab-" + Path.GetRandomFileName())).FullName);
        try
        {
            await Until.TrueAsync("all is in the group", async () =>
            {
                int[] outside = [.. (await machine.PidsAsync()).Except(Members(freezer._group))];
                Array.ForEach(outside, pid => Put(pid, freezer._group));
                return outside.Length == 0;
            });
            File.WriteAllText(Path.Combine(freezer._group, State), "1");
            await Until.TrueAsync("all of it is frozen", () =>
                File.ReadAllText(Path.Combine(freezer._group, "cgroup.events"))
                    .Contains("frozen 1", StringComparison.Ordinal));
            return freezer;
        }
        catch
        {
            await freezer.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        File.WriteAllText(Path.Combine(_group, State), "0");
        await Until.TrueAsync($"{_group} is empty", () =>
        {
            foreach (int pid in Members(_group))
            {
                Put(pid, Home());
            }

            return Members(_group).Count == 0;
        });
        await Until.TrueAsync($"{_group} is gone", () => LabMemory.Removed(_group), everyMs: 10);
    }

    /// <summary>The group of this process, whose children they are.</summary>
    private static string Home() => Root + File.ReadAllLines("/proc/self/cgroup")
        .Single(line => line.StartsWith("0::", StringComparison.Ordinal))["0::".Length..];

    private static IReadOnlyList<int> Members(string group) =>
        [.. File.ReadAllLines(Path.Combine(group, Processes)).Select(int.Parse)];

    private static void Put(int pid, string group)
    {
        try
        {
            File.WriteAllText(Path.Combine(group, Processes), pid.ToString(CultureInfo.InvariantCulture));
        }
        catch (IOException) when (!NodeProcesses.Exists(pid))
        {
            // It has ended meanwhile.
        }
    }
}
