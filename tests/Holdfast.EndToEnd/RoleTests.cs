using System.Text.Json;
using Holdfast.Client.Dtos;
using Holdfast.Client.Requests;
using Holdfast.Lab.Cases;
using Holdfast.Lab.Clusters;
using Xunit;

namespace Holdfast.EndToEnd;

/// <summary>
/// Parallel groups with roles, on real processes. The promoted instance holds a lock on a file that all nodes share and
/// writes down that it does, so two at a time would be seen, however short.
/// </summary>
public sealed class RoleTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task NodeOfThePromotedOne_Killed_AnotherIsPromotedAndNeverTwo()
    {
        await using CaseScene scene = await StartAsync(instances: 3, promoted: 1);
        Promotion first = await PromotedAsync(scene, after: 0);
        await scene.Cluster[first.Node].KillAsync();
        Promotion second = await PromotedAsync(scene, after: 1);
        Assert.NotEqual(first.Node, second.Node);
        Assert.NotEqual(first.Instance, second.Instance);
        NeverTwo(scene);
    }

    [Fact]
    public async Task ScoreOfThePromotedOne_Dropped_TheRoleMovesAndTheResourceStaysOnline()
    {
        await using CaseScene scene = await StartAsync(instances: 3, promoted: 1);
        Promotion first = await PromotedAsync(scene, after: 0);
        await scene.Events.MarkAsync();
        await ScoreAsync(scene, first.Instance, null);
        Promotion second = await PromotedAsync(scene, after: 1);
        Assert.NotEqual(first.Instance, second.Instance);
        IReadOnlyList<EventDto> since = await scene.Events.SinceAsync();
        Assert.Single(since, told => told.Kind == "ResourceDemoted" && told.Resource == $"db:{first.Instance}");
        Assert.DoesNotContain(since, told => told.Kind is "ResourceOffline" or "ResourceFailed");
        NeverTwo(scene);
    }

    [Fact]
    public async Task ServiceRestartedAndMonitorKilled_OfThePromotedOne_ItStaysPromotedAndRunsOn()
    {
        await using CaseScene scene = await StartAsync(instances: 3, promoted: 1);
        Promotion first = await PromotedAsync(scene, after: 0);
        LabNode node = scene.Cluster[first.Node];
        await scene.Events.MarkAsync();
        node.Signal(NodeProcesses.SigTerm);
        await node.ServiceEndedAsync();
        node.Start();
        await node.ReadyAsync();
        await PromotedAgainAsync(1);

        NodeProcesses.Signal(await MonitorAsync(scene, node), NodeProcesses.SigKill);
        await PromotedAgainAsync(2);
        Assert.DoesNotContain(
            await scene.Events.SinceAsync(), told => told.Kind is "ResourceOffline" or "ResourceFailed");
        NeverTwo(scene);

        async Task PromotedAgainAsync(int times)
        {
            await Until.TrueAsync($"told its role again ({times})", async () =>
                (await scene.Events.SinceAsync("ResourcePromoted")).Count == times, Patience, everyMs: 20);
            Assert.Single(Promotions(scene));
        }
    }

    [Fact]
    public async Task InstanceOnEveryNode_RunsOnEachAndOneIsPromoted()
    {
        await using CaseScene scene = await StartAsync(instances: 0, promoted: 1);
        IReadOnlyList<EventDto> online = await scene.Events.SinceAsync("ResourceOnline");
        Assert.Equal(
            ["db:n1 on n1", "db:n2 on n2", "db:n3 on n3"],
            online.Select(told => $"{told.Resource} on {told.Node}").Distinct().Order(StringComparer.Ordinal));
        Promotion first = await PromotedAsync(scene, after: 0);
        Assert.Equal(first.Node, first.Instance);
        NeverTwo(scene);
    }

    private static async Task<CaseScene> StartAsync(int instances, int promoted)
    {
        CaseScene scene = await CaseScene.StartAsync(3);
        try
        {
            await scene.RegisterAsync(Programs.FaultPackage);
            await scene.Events.MarkAsync();
            await scene.Api.Groups.CreateAsync(
                new CreateGroupRequest { Name = "data", Instances = instances, Promoted = promoted }, Cancelled);
            await scene.ResourceAsync("db", "data", "Primary", new { Folder = FolderOf(scene) });
            await scene.Api.Groups.OnlineAsync("data", Cancelled);
            await Until.TrueAsync("three instances are online", async () =>
                (await scene.Events.SinceAsync("ResourceOnline")).Select(told => told.Resource).Distinct().Count() == 3,
                Patience, everyMs: 50);
            return scene;
        }
        catch
        {
            await scene.DisposeAsync();
            throw;
        }
    }

    private static string FolderOf(CaseScene scene) => Path.Combine(scene.Cluster.Folder, "shared");

    private static List<Promotion> Promotions(CaseScene scene)
    {
        string path = Path.Combine(FolderOf(scene), "promotions");
        return !File.Exists(path) ? [] : [.. File.ReadAllLines(path)
            .Select(line => line.Split(' ')).Select(parts => new Promotion(parts[0], parts[1]))];
    }

    /// <summary>Waits for the promotion after so many others; there must not be more.</summary>
    private static async Task<Promotion> PromotedAsync(CaseScene scene, int after)
    {
        await Until.TrueAsync(
            $"{after + 1} promotion(s)", () => Promotions(scene).Count > after, Patience, everyMs: 20);
        Promotion one = Promotions(scene)[^1];
        await Until.TrueAsync("its owner says so", async () => (await scene.Events.SinceAsync("ResourcePromoted"))
            .Any(told => told.Resource == $"db:{one.Instance}"), Patience, everyMs: 20);
        Assert.Equal(after + 1, Promotions(scene).Count);
        return one;
    }

    private static Task ScoreAsync(CaseScene scene, string instance, int? score) => scene.Api.Resources.ControlAsync(
        $"db:{instance}", "Score", JsonSerializer.SerializeToElement(score), Cancelled);

    private static async Task<int> MonitorAsync(CaseScene scene, LabNode node)
    {
        NodeDto shown = await scene.Api.Nodes.ShowAsync(node.Name, Cancelled);
        return shown.Processes.Single(one => one.Role == "monitor"
            && one.Hosts.Any(host => host.StartsWith("db:", StringComparison.Ordinal))).Pid;
    }

    private static void NeverTwo(CaseScene scene)
    {
        string overlaps = Path.Combine(FolderOf(scene), "overlaps");
        Assert.False(File.Exists(overlaps), File.Exists(overlaps) ? File.ReadAllText(overlaps) : "");
    }

    /// <summary>Who was promoted where.</summary>
    private sealed record Promotion(string Instance, string Node);
}
