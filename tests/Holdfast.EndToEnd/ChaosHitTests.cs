using Holdfast.Lab.Chaos;
using Holdfast.Lab.Clusters;
using Holdfast.Lab.Faults;
using Holdfast.Lab.Machines;
using Holdfast.Lab.Ownership;
using Xunit;

namespace Holdfast.EndToEnd;

/// <summary>A fault of <c>make chaos</c> counts only if it hit something.</summary>
public sealed class ChaosHitTests
{
    private const string Guard = "holdfast-guard";

    [Fact]
    public async Task FaultOfAGuard_HitsTheOwnersWhateverWasDrawn_AndWhereThereIsNone_IsNotCounted()
    {
        string? whyNot = await LabNetwork.WhyNotAsync();
        Assert.SkipWhen(whyNot is not null, whyNot ?? "");
        await using FaultScene scene = await FaultScene.StartAsync("standard", served: false);
        await scene.HealthyAsync();
        LabMachine owner = scene.Owner;
        int others = scene.Machines.ToList().IndexOf(owner) + 1;
        IReadOnlyList<int> guards = await owner.PidsOfAsync(Guard);
        Assert.NotEmpty(guards);
        (int faults, string told) = await PlayAsync(scene, Step("guard killed", others));
        Assert.Equal(1, faults);
        Assert.DoesNotContain("not injected", told, StringComparison.Ordinal);
        await Until.TrueAsync("the guard is gone", () => !guards.All(NodeProcesses.Exists));

        await scene.HealthyAsync();
        await owner.CliAsync("group", "offline", OwnershipProof.Group, "--wait");
        await Until.TrueAsync("no guard is left", async () => (await owner.PidsOfAsync(Guard)).Count == 0);
        (faults, told) = await PlayAsync(
            scene, Step("guard stopped", others), Step("resource killed", others), Step("service killed", others));
        Assert.Equal(1, faults);
        Assert.Contains("not injected: guard stopped", told, StringComparison.Ordinal);
        Assert.Contains("not injected: resource killed", told, StringComparison.Ordinal);
    }

    private static ChaosStep Step(string fault, int pick) =>
        new(TimeSpan.Zero, fault, ChaosTarget.Any, pick, TimeSpan.Zero);

    private static async Task<(int Faults, string Told)> PlayAsync(FaultScene scene, params ChaosStep[] plan)
    {
        var progress = new StringWriter();
        var run = new ChaosRun(scene, plan, progress);
        await run.PlayAsync(TestContext.Current.CancellationToken);
        return (run.Faults, progress.ToString());
    }
}
