using Holdfast.Client.Dtos;
using Holdfast.Lab.Clusters;

namespace Holdfast.Lab.Cases;

/// <summary>
/// A DLL misbehaves once, in one way, in its IsAlive: it harms only itself. The healthy neighbour is served all
/// along, the
/// registration stays whole, and the culprit is Online and supervised again.
/// </summary>
public sealed class MisbehaviourCase(string how) : ClusterCase(100, $"a DLL does {how} in IsAlive")
{
    /// <summary>Every way to misbehave that the test DLL knows.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "Throw", "Exit", "UnhandledException", "StackOverflow", "OutOfMemory", "NativeCrash", "Hang", "LeakThreads",
            "Flood",
        "Unhealthy",
    ];

    protected override int Nodes => 1;

    protected override async Task PrepareAsync(CaseScene scene)
    {
        await scene.RegisterAsync(Programs.CounterPackage);
        await scene.RegisterAsync(Programs.FaultPackage);
        await scene.NeighbourAsync();
    }

    protected override async Task PlayAsync(CaseScene scene, int round)
    {
        string name = $"culprit-{round}";
        string trigger = Path.Combine(scene.Cluster.Folder, name + ".trigger");
        await scene.GroupAsync(name, "n1");
        await scene
            .ResourceAsync(name, name, "Fault", new { Process = true, When = "IsAlive", How = how, Trigger = trigger });
        await scene.Api.Groups.OnlineAsync(name, CancellationToken.None);
        await scene.Cluster.SupervisedAsync(name);
        await scene.Watch.ExpectAsync();
        await File.WriteAllTextAsync(trigger, "");
        scene.CountFault();
        await Until.TrueAsync("it misbehaves", () => !File.Exists(trigger));
        await scene.HealthyAsync(name, CaseScene.Neighbour);
        scene.NotInterrupted();
        IReadOnlyList<TypeDto> types = await scene.Api.Types.ListAsync(CancellationToken.None);
        CaseScene.Expect(types.All(type => type is { Name.Length: > 0, Dll.Length: > 0 }), "a type is not whole");
    }
}
