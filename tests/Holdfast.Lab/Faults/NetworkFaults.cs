using Holdfast.Lab.Machines;

namespace Holdfast.Lab.Faults;

/// <summary>Faults of the network in one direction, between two machines, and between two parts of five.</summary>
public static class NetworkFaults
{
    private static readonly TimeSpan Cut = TimeSpan.FromSeconds(15);

    public static IReadOnlyList<Fault> Create() =>
    [
        new(43, "what the others send to the owner is lost; what it sends arrives", DeafAsync) { Layouts = Layout.All },
        new(44, "what the owner sends is lost; it hears the others", MuteAsync) { Layouts = Layout.All },
        new(45, "owner and another machine cut from each other for 15 s; both reach the third", TwoCutAsync)
        {
            Stays = true, Layouts = Layout.All,
        },
        new(47, "two of five machines, the owner among them, cut from the other three", MinorityAsync)
        {
            Layouts = [Layout.Five],
        },
    ];

    private static Task DeafAsync(FaultScene scene, int run) => LostAsync(scene, Others(scene, 1), [scene.Owner]);

    private static Task MuteAsync(FaultScene scene, int run) => LostAsync(scene, [scene.Owner], Others(scene, 1));

    private static async Task TwoCutAsync(FaultScene scene, int run)
    {
        LabMachine owner = scene.Owner;
        LabMachine other = Others(scene, 1)[run % 2];
        await scene.CutAsync([owner], [other], cut: true);
        await Task.Delay(Cut);
        await scene.CutAsync([owner], [other], cut: false);
    }

    private static async Task MinorityAsync(FaultScene scene, int run)
    {
        long generation = scene.Generation;
        LabMachine[] majority = Others(scene, 2);
        LabMachine[] minority = [.. scene.Machines.Except(majority)];
        await scene.CutAsync(minority, majority, cut: true);
        await scene.MovedAsync(generation);
        await scene.CutAsync(minority, majority, cut: false);
    }

    /// <summary>All machines but the owner, less as many others as it takes to make <paramref name="with"/>.</summary>
    private static LabMachine[] Others(FaultScene scene, int with)
    {
        LabMachine owner = scene.Owner;
        return [.. scene.Members.Where(machine => machine != owner).Skip(with - 1)];
    }

    /// <summary>Until another generation writes.</summary>
    private static async Task LostAsync(FaultScene scene, LabMachine[] from, LabMachine[] to)
    {
        long generation = scene.Generation;
        await scene.LoseAsync(from, to, lost: true);
        await scene.MovedAsync(generation);
        await scene.LoseAsync(from, to, lost: false);
    }
}
