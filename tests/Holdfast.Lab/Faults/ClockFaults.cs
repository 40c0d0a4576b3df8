using Holdfast.Client.Dtos;
using Holdfast.Lab.Machines;

namespace Holdfast.Lab.Faults;

/// <summary>Wall clocks that are wrong. Nothing that keeps a group from running twice goes by them.</summary>
public static class ClockFaults
{
    private static readonly TimeSpan Off = TimeSpan.FromDays(1);
    private static readonly TimeSpan Held = TimeSpan.FromSeconds(10);

    /// <summary>So much may lie between an event and the look at it.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>Events are in the order of their times, so one that is a day early is far from the last.</summary>
    private const int AllEvents = 500;

    public static IReadOnlyList<Fault> Create() =>
    [
        new(64, "wall clock of the owner, the coordinator or another one stepped by a day, on or back by turns; its "
            + "service is started anew meanwhile, then the clock is right again", SteppedAsync)
        {
            Stays = true, Kinds = 6, Prepare = PrepareAsync, WhyNot = LabClock.WhyNotAsync,
        },
    ];

    internal static async Task PrepareAsync(FaultScene scene)
    {
        foreach (LabMachine machine in scene.Machines)
        {
            scene.Clocks[machine] = await LabClock.GiveAsync(
                machine, Path.Combine(scene.Network.Folder, machine.Name + ".clock"));
        }
    }

    private static async Task SteppedAsync(FaultScene scene, int run)
    {
        LabMachine machine = (run % 3) switch
        {
            1 => scene.Owner,
            2 => await scene.CoordinatorAsync(),
            _ => scene.Machines.First(each => each != scene.Owner),
        };
        TimeSpan off = run % 2 == 0 ? -Off : Off;
        await scene.Clocks[machine].SetAsync(off);
        await Task.Delay(2 * LabClock.Kept);

        // Whatever it has open, it opens anew, and everybody checks everybody's certificate.
        await machine.RestartServiceAsync();
        await WrongAsync(scene, machine, off);
        await Task.Delay(Held);
        await scene.Clocks[machine].SetAsync(TimeSpan.Zero);
        await Task.Delay(2 * LabClock.Kept);
    }

    /// <summary>A run in which its clock was right after all would show nothing.</summary>
    private static async Task WrongAsync(FaultScene scene, LabMachine machine, TimeSpan off)
    {
        DateTimeOffset expected = DateTimeOffset.UtcNow + off;
        IReadOnlyList<EventDto> events = await scene.EventsAsync(AllEvents);
        if (!events.Any(told => told.Node == machine.Name && (told.At - expected).Duration() < Tolerance))
        {
            throw new IOException($"no event of {machine.Name} bears the time of its stepped clock, {expected:O}");
        }
    }
}
