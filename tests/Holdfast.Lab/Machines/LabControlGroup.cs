using Holdfast.Lab.Clusters;

namespace Holdfast.Lab.Machines;

/// <summary>
/// The control group (v2) that all processes of a machine are in from their start: by it the kernel kills them all at
/// once, as a power cut does, or freezes them where they stand, as a hypervisor does that pauses a machine. No process
/// takes notice of that, and none is left out.
/// </summary>
public sealed class LabControlGroup
{
    private static readonly string[] Roots = ["/sys/fs/cgroup/unified", "/sys/fs/cgroup"];
    private readonly string _folder;

    private LabControlGroup(string folder) => _folder = folder;

    /// <summary>What a process writes its id to, to be in it with all that it starts.</summary>
    public string Processes => Path.Combine(_folder, "cgroup.procs");

    private string Killer => Path.Combine(_folder, "cgroup.kill");

    private static string? Root => Roots.FirstOrDefault(root => File.Exists(Path.Combine(root, "cgroup.procs"))
        && File.Exists(Path.Combine(root, "cgroup.controllers")));

    /// <summary>Why there is none here; null where there is.</summary>
    public static string? WhyNot() => Root is null ? "the kernel here shows no cgroup v2" : null;

    /// <summary>Makes one; null where there can be none.</summary>
    public static LabControlGroup? TryMake(string name)
    {
        try
        {
            return Root is { } root
                ? new LabControlGroup(Directory.CreateDirectory(Path.Combine(root, $"holdfast-lab-{name}")).FullName)
                : null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Kills all that is in it; kernels before 5.14 cannot do that at once.</summary>
    public void Kill()
    {
        if (File.Exists(Killer))
        {
            File.WriteAllText(Killer, "1");
        }
    }

    /// <summary>Freezes all that is in it; returns when all stands still.</summary>
    public Task FreezeAsync() => SetAsync(frozen: true);

    /// <summary>Lets it go on; returns when it does.</summary>
    public Task ThawAsync() => SetAsync(frozen: false);

    /// <summary>When nothing is left in it.</summary>
    public Task RemoveAsync() => Until.TrueAsync($"{_folder} is gone", () => LabMemory.Removed(_folder), everyMs: 10);

    private async Task SetAsync(bool frozen)
    {
        string state = frozen ? "1" : "0";
        await File.WriteAllTextAsync(Path.Combine(_folder, "cgroup.freeze"), state);
        await Until.TrueAsync($"{_folder} is frozen: {frozen}", () =>
            File.ReadAllText(Path.Combine(_folder, "cgroup.events"))
                .Contains($"frozen {state}", StringComparison.Ordinal));
    }
}
