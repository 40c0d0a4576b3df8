using Holdfast.Lab.Clusters;
using Holdfast.Lab.Faults;
using Holdfast.Lab.Machines;

namespace Holdfast.Lab.Chaos;

/// <summary>Faults of what processes run on: links, disks, clocks and the database; and upkeep.</summary>
public static class SurroundingsChaos
{
    private static readonly TimeSpan Off = TimeSpan.FromDays(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static IReadOnlyList<ChaosFault> Create() =>
    [
        new("machine isolated", 3, IsolatedAsync),
        new("link flaps", 2, FlapsAsync),
        new("sent is lost", 2, (scene, machine, _) => OneWayAsync(scene, [machine], Others(scene, machine))),
        new("received is lost", 2, (scene, machine, _) => OneWayAsync(scene, Others(scene, machine), [machine])),
        new("cut from etcd", 2, (scene, machine, _) => LinkAsync(
            scene, machine, LinkQuality.Perfect with { Etcd = EtcdFrames.Lost })) { WhyNot = NoLinksAsync },
        new("sent to etcd late", 2, (scene, machine, _) => LinkAsync(
            scene, machine, LinkQuality.Perfect with { Etcd = EtcdFrames.HeldBack })) { WhyNot = NoLinksAsync },
        new("link slow and lossy", 2, (scene, machine, _) => LinkAsync(
            scene, machine, new LinkQuality(0.10, 0.05, 1, TimeSpan.FromMilliseconds(100)))) { WhyNot = NoLinksAsync },
        new("disk full", 1, DiskFullAsync) { WhyNot = LabDisk.WhyNotAsync },
        new("disk frozen", 1, DiskFrozenAsync) { WhyNot = LabDisk.WhyNotAsync },
        new("etcd without space", 1, NoSpaceAsync),
        new("wall clock stepped", 2, ClockSteppedAsync) { WhyNot = LabClock.WhyNotAsync },
        new("rolling upgrade", 1, UpgradedAsync) { Everywhere = true },
    ];

    /// <summary>What they need of the machines, as far as it is to be had here.</summary>
    public static async Task PrepareAsync(FaultScene scene)
    {
        await (await NoLinksAsync() is null ? LinkFaults.PrepareAsync(scene) : Task.CompletedTask);
        await (await LabDisk.WhyNotAsync() is null ? DiskFaults.PrepareAsync(scene) : Task.CompletedTask);
        await (await LabClock.WhyNotAsync() is null ? ClockFaults.PrepareAsync(scene) : Task.CompletedTask);
    }

    private static Task<string?> NoLinksAsync() => Task.FromResult(LossyLink.WhyNot());

    private static LabMachine[] Others(FaultScene scene, LabMachine machine) =>
        [.. scene.Members.Where(each => each != machine)];

    private static async Task<Func<Task>?> OneWayAsync(FaultScene scene, LabMachine[] from, LabMachine[] to)
    {
        await scene.LoseAsync(from, to, lost: true);
        return () => scene.LoseAsync(from, to, lost: false);
    }

    private static Task<Func<Task>?> LinkAsync(FaultScene scene, LabMachine machine, LinkQuality quality)
    {
        scene.Links[machine].Quality = quality;
        return Task.FromResult<Func<Task>?>(() =>
        {
            scene.Links[machine].Quality = LinkQuality.Perfect;
            return Task.CompletedTask;
        });
    }

    private static async Task<Func<Task>?> DiskFullAsync(FaultScene scene, LabMachine machine, ChaosStep step)
    {
        LabDisk disk = scene.Network.DiskOf(machine);
        await disk.FillAsync();
        return () =>
        {
            disk.Empty();
            return ProcessChaos.StartedAsync(machine);
        };
    }

    private static async Task<Func<Task>?> DiskFrozenAsync(FaultScene scene, LabMachine machine, ChaosStep step)
    {
        LabDisk disk = scene.Network.DiskOf(machine);
        await disk.FreezeAsync();
        return async () =>
        {
            await disk.ThawAsync();
            await ProcessChaos.StartedAsync(machine);
        };
    }

    /// <summary>By any member that answers: another fault may be going on.</summary>
    private static async Task<Func<Task>?> NoSpaceAsync(FaultScene scene, LabMachine machine, ChaosStep step)
    {
        await AlarmAsync(scene, raised: true);
        return () => AlarmAsync(scene, raised: false);
    }

    private static Task AlarmAsync(FaultScene scene, bool raised) => Until.TrueAsync(
        $"a member of etcd sets the alarm: {raised}", async () =>
        {
            foreach (LabMachine machine in scene.Members)
            {
                if (await EtcdAlarm.SetAsync(machine, raised))
                {
                    return true;
                }
            }

            return false;
        }, Patience);

    private static async Task<Func<Task>?> ClockSteppedAsync(FaultScene scene, LabMachine machine, ChaosStep step)
    {
        await scene.Clocks[machine].SetAsync(step.Pick % 2 == 0 ? Off : -Off);
        return () => scene.Clocks[machine].SetAsync(TimeSpan.Zero);
    }

    /// <summary>In good order, so only of a cluster that is well.</summary>
    private static async Task<Func<Task>?> UpgradedAsync(FaultScene scene, LabMachine machine, ChaosStep step)
    {
        await scene.HealthyAsync();
        await UpkeepFaults.ReplaceAllAsync(scene, Programs.OtherService ?? Programs.Service);
        return () => UpkeepFaults.ReplaceAllAsync(scene, Programs.Service);
    }

    private static async Task<Func<Task>?> IsolatedAsync(FaultScene scene, LabMachine machine, ChaosStep step)
    {
        await scene.Network.LinkAsync(machine, up: false);
        return () => scene.Network.LinkAsync(machine, up: true);
    }

    private static Task<Func<Task>?> FlapsAsync(FaultScene scene, LabMachine machine, ChaosStep step)
    {
        var end = new CancellationTokenSource();
        Task flapping = Task.Run(async () =>
        {
            for (bool up = false; !end.IsCancellationRequested; up = !up)
            {
                await scene.Network.LinkAsync(machine, up);
                await Task.Delay(200 + (step.Pick % 800), CancellationToken.None);
            }
        });
        return Task.FromResult<Func<Task>?>(async () =>
        {
            await end.CancelAsync();
            await flapping;
            end.Dispose();
            await scene.Network.LinkAsync(machine, up: true);
        });
    }
}
