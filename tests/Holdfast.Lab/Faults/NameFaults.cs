using Holdfast.Lab.Clusters;
using Holdfast.Lab.Machines;

namespace Holdfast.Lab.Faults;

/// <summary>Machines that know each other by name, and names that nobody resolves, or somebody wrongly.</summary>
public static class NameFaults
{
    private static readonly TimeSpan Lost = TimeSpan.FromSeconds(15);

    public static IReadOnlyList<Fault> Create() =>
    [
        new(51, "machines known by name: for 15 s no name is resolved, in every second run to an address that nobody "
            + "has, and all connections of the owner's service to etcd and other nodes are broken meanwhile", LostAsync)
        {
            Stays = true, Layouts = Layout.All, Prepare = GiveNamesAsync,
        },
    ];

    private static Task GiveNamesAsync(FaultScene scene)
    {
        scene.Names = LabNames.Give(scene.Members);
        return Task.CompletedTask;
    }

    private static async Task LostAsync(FaultScene scene, int run)
    {
        string nobody = scene.Owner.Address[..scene.Owner.Address.LastIndexOf('.')] + ".99";
        scene.Names!.Resolve(_ => run % 2 == 0 ? nobody : null);
        await BreakAsync(scene.Owner);
        await Task.Delay(Lost);
        scene.Names.Resolve(machine => machine.Address);
    }

    /// <summary>Every connection that its programs have opened or taken ends at once.</summary>
    private static async Task BreakAsync(LabMachine machine)
    {
        string broken = await Tool.RunAsync("ip", "netns", "exec", machine.Namespace, "ss", "--kill", "--no-header",
            "--tcp", "state", "established");
        if (broken.Length == 0)
        {
            throw new IOException($"{machine.Name} had no connection, or this kernel breaks none");
        }
    }
}
