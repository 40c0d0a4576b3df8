using Holdfast.Lab.Machines;

namespace Holdfast.Lab.Faults;

/// <summary>What happens to disks: they take no write for a while, or are full.</summary>
public static class DiskFaults
{
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Full = TimeSpan.FromSeconds(20);

    public static IReadOnlyList<Fault> Create() =>
    [
        new(57, "disk of the machine of etcd's leader takes no write for 10 s (its file system is frozen)", StallAsync)
        {
            Stays = true, Layouts = Layout.All, Prepare = PrepareAsync, WhyNot = LabDisk.WhyNotAsync,
        },
        new(62, "disk of the owner full for 20 s: its etcd, its logs, what its service keeps", FullAsync)
        {
            Stays = true, Layouts = Layout.All, Prepare = PrepareAsync, WhyNot = LabDisk.WhyNotAsync,
        },
    ];

    /// <summary>The data of each machine is on a disk of its own.</summary>
    internal static async Task PrepareAsync(FaultScene scene)
    {
        foreach (LabMachine machine in scene.Members)
        {
            await scene.Network.AddDiskAsync(machine);
        }
    }

    private static async Task StallAsync(FaultScene scene, int run)
    {
        LabDisk disk = scene.Network.DiskOf(await scene.LeaderAsync());
        await disk.FreezeAsync();
        await Task.Delay(Stall);
        await disk.ThawAsync();
    }

    private static async Task FullAsync(FaultScene scene, int run)
    {
        LabDisk disk = scene.Network.DiskOf(scene.Owner);
        await disk.FillAsync();
        await Task.Delay(Full);
        disk.Empty();
    }
}
