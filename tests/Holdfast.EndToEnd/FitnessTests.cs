using System.Text.Json;
using Holdfast.Lab.Cases;
using Holdfast.Lab.Clusters;
using Xunit;

namespace Holdfast.EndToEnd;

/// <summary>A resource that says that its node is not fit.</summary>
public sealed class FitnessTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task NodeReportedUnfit_OtherGroupsLeaveIt_AndMayComeBackWhenItIsFit()
    {
        await using CaseScene scene = await CaseScene.StartAsync(2);
        await scene.RegisterAsync(Programs.FaultPackage);
        await scene.GroupAsync("watch", "n1");
        await scene.ResourceAsync("watch", "watch", "Primary", new { scene.Cluster.Folder });
        await scene.GroupAsync("work", "n1");
        await scene.ResourceAsync("work", "work", "Fault", new { Process = true });
        await scene.Api.Groups.OnlineAsync("watch", Cancelled);
        await scene.Api.Groups.OnlineAsync("work", Cancelled);
        await scene.Cluster.OwnedByAsync("watch", "n1");
        await scene.Cluster.OwnedByAsync("work", "n1");

        await scene.Events.MarkAsync();
        await SayAsync(scene, "its disk is failing");
        await scene.Cluster.OwnedByAsync("work", "n2");
        Assert.Contains(await scene.Events.SinceAsync(), told =>
            told.Group == "work" && told.Message.Contains("its disk is failing", StringComparison.Ordinal));
        Assert.Equal("n1", (await scene.Cluster.GroupAsync("watch")).Owner);

        await SayAsync(scene, "");
        await Until.TrueAsync("n1 takes it again", async () =>
        {
            // The coordinator refuses until it has heard that n1 is fit, so it is asked again.
            bool there = (await scene.Cluster.GroupAsync("work")) is { Owner: "n1", State: "Online" };
            _ = there ? null : await scene.Api.Groups.MoveAsync("work", "n1", Cancelled);
            return there;
        }, everyMs: 500);
    }

    private static Task SayAsync(CaseScene scene, string unfit) => scene.Api.Resources.ControlAsync(
        "watch", "Unfit", JsonSerializer.SerializeToElement(unfit), Cancelled);
}
