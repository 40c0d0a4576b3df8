using System.Text.Json;
using Holdfast.Client.Dtos;
using Holdfast.Lab.Benches;
using Holdfast.Lab.Clusters;
using Xunit;

namespace Holdfast.EndToEnd;

/// <summary>
/// Why, what if and what was: asked of a live cluster, and held against what it then does.
/// </summary>
public sealed class DecisionTests
{
    private const string Configuration =
        """
        groups:
          front:
            preferredOwners: [n1, n2]
            antiAffinity: [apart]
            online: true
            resources: {front-app: {type: GenericApplication, properties: {CommandLine: sleep 100000}}}
          back:
            preferredOwners: [n2, n1]
            antiAffinity: [apart]
            online: true
            resources: {back-app: {type: GenericApplication, properties: {CommandLine: sleep 100000}}}
          tail:
            dependsOn: [{group: front, scope: Local}]
            online: true
            resources: {tail-app: {type: GenericApplication, properties: {CommandLine: sleep 100000}}}
        """;

    private static readonly string[] Groups = ["back", "front", "tail"];

    [Fact]
    public async Task Plan_OfANodesDeath_IsWhatHappensWhenItDies_AndEveryDecisionReplays()
    {
        await using BenchScene scene = await BenchScene.StartAsync(3);
        LabNode n1 = scene.Cluster.Nodes[0];
        LabNode n3 = scene.Cluster.Nodes[2];
        string file = Path.Combine(scene.Cluster.Folder, "cluster.yaml");
        await File.WriteAllTextAsync(file, Configuration, TestContext.Current.CancellationToken);
        await Cli.OkAsync(n1, "apply", "-f", file, "--yes");
        await AllOnlineAsync(scene);
        Assert.Equal("no difference\n", await Cli.OkAsync(n1, "diff", "-f", file, "--prune"));
        Assert.Equal(["n2", "n1", "n1"], await OwnersAsync(scene));

        JsonElement why = JsonElement.Parse(await Cli.OkAsync(n3, "group", "explain", "front", "-o", "json"));
        Assert.Equal("n1", why.GetProperty("instances")[0].GetProperty("owner").GetString());
        Assert.Contains("n1", await Cli.OkAsync(n3, "node", "explain", "n1"), StringComparison.Ordinal);
        Assert.Contains("front-app", await Cli.OkAsync(n3, "resource", "explain", "front-app"),
            StringComparison.Ordinal);

        string moved = await Cli.OkAsync(n3, "group", "move", "back", "--to", "n3", "--what-if", "-o", "json");
        Assert.Equal("n3", After(moved)["back"]);
        Assert.Equal(["n2", "n1", "n1"], await OwnersAsync(scene));

        Dictionary<string, string?> plan = After(await Cli.OkAsync(n3, "simulate", "--node-down", "n1", "-o", "json"));
        await n1.KillAsync();
        await Until.TrueAsync("nothing is left on n1", async () => (await GroupsAsync(scene))
            .All(group => group is { State: "Online", Owner: not "n1" }));
        Assert.Equal(Groups.Select(group => plan[group]), await OwnersAsync(scene));

        await ReplayAsync(scene, n3);
    }

    private static async Task ReplayAsync(BenchScene scene, LabNode node)
    {
        string saved = Path.Combine(scene.Cluster.Folder, "saved.json");

        // The rows of the last decision are added after it took effect.
        await Until.TrueAsync("every decision can be made again", async () =>
        {
            await Cli.OkAsync(node, "state", "save", saved);
            return (await OutcomesAsync(node, saved)).All(outcome => outcome != "NotKept");
        });
        string?[] outcomes = await OutcomesAsync(node, saved);
        Assert.True(outcomes.Length >= 2, $"{outcomes.Length} decisions are kept");
        Assert.All(outcomes, outcome => Assert.Equal("Same", outcome));
        string offline = await Cli.OkAsync(node, "simulate", "--state", saved, "--node-down", "n2", "-o", "json");
        Assert.All(Groups, group => Assert.Equal("n3", After(offline)[group]));
    }

    private static async Task<string?[]> OutcomesAsync(LabNode node, string saved) =>
        [.. JsonElement.Parse(await Cli.OkAsync(node, "replay", saved, "-o", "json"))
            .GetProperty("decisions")
            .EnumerateArray()
            .Select(decision => decision.GetProperty("outcome").GetString())];

    private static Dictionary<string, string?> After(string plan) => JsonElement.Parse(plan).GetProperty("groups")
        .EnumerateArray().ToDictionary(
            group => group.GetProperty("group").GetString()!, group => group.GetProperty("after").GetString());

    /// <summary>The node that is asked may not have seen yet what another one applied.</summary>
    private static Task AllOnlineAsync(BenchScene scene) => Until.TrueAsync("every group is online", async () =>
        await GroupsAsync(scene) is { Count: 3 } groups && groups.All(group => group.State == "Online"));

    private static async Task<IEnumerable<string?>> OwnersAsync(BenchScene scene) =>
        (await GroupsAsync(scene)).Select(group => group.Owner);

    private static async Task<IReadOnlyList<GroupDto>> GroupsAsync(BenchScene scene) =>
        [.. (await scene.Cluster.Nodes[2].Api.StatusAsync(TestContext.Current.CancellationToken)).Groups
            .OrderBy(group => group.Name, StringComparer.Ordinal)];
}
