using System.Diagnostics;
using Holdfast.Client.Dtos;
using Holdfast.Lab.Cases;
using Holdfast.Lab.Clusters;
using Holdfast.Lab.Observation;
using Xunit;

namespace Holdfast.EndToEnd;

/// <summary>What happens to a node when its service stops, dies for good, or is started wrongly.</summary>
public sealed class NodeLifeTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task Service_KilledForGood_NothingIsLeftAfterTheDeadline()
    {
        await using CaseScene scene = await SceneAsync(1);
        LabNode node = scene.Cluster.Nodes[0];
        Assert.True(NodeProcesses.Holding(node.AlivePath).Count > 3);
        node.KillService();
        await node.ServiceEndedAsync();
        await Until.TrueAsync(
            "monitors, guards and what they ran are gone", () =>
                NodeProcesses.Holding(node.AlivePath).Count == 0, Soon);
    }

    [Fact]
    public async Task Service_Terminated_DetachesAndTheNextStartAdopts()
    {
        await using CaseScene scene = await SceneAsync(2);
        LabNode node = await scene.Cluster.OwnerAsync(CaseScene.Neighbour);
        SameProcess same = await SameProcess.OfAsync(scene, CaseScene.Neighbour);
        CounterClient client = scene.Client!;
        long failures = client.Failures;
        node.Signal(NodeProcesses.SigTerm);
        await node.ServiceEndedAsync();
        Assert.Equal(0, node.ExitCode);

        // Longer than the lease of the fast profile: without the hold everything would have been stopped by now.
        var clock = Stopwatch.StartNew();
        await Until.TrueAsync("well past the lease", () => clock.Elapsed > TimeSpan.FromSeconds(4));
        Assert.Equal(failures, client.Failures);
        node.Start();
        await node.ReadyAsync();
        await scene.Cluster.SupervisedAsync(CaseScene.Neighbour);
        await same.StillAsync();
        Assert.Equal(failures, client.Failures);
        Assert.Equal(node.Name, (await scene.Cluster.GroupAsync(CaseScene.Neighbour)).Owner);

        // The hold is taken back: the short lease counts again.
        await Until.TrueAsync("up, no longer detached", async () =>
            (await scene.Api.Nodes.ShowAsync(node.Name, CancellationToken.None)).State == "Up");
    }

    [Fact]
    public async Task Service_StartedTwice_TheSecondRefusesAndNamesTheFolder()
    {
        await using CaseScene scene = await SceneAsync(1);
        LabNode node = scene.Cluster.Nodes[0];
        (int code, string error) = await RunServiceAsync(
            "--node", "n1", "--database", scene.Cluster.DatabasePath, "--data", node.DataFolder, "--run",
                node.RunFolder);
        Assert.Equal(1, code);
        Assert.Contains(node.DataFolder, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Service_ForeignDatabase_RefusesNamesItAndLeavesItAlone()
    {
        string folder = Directory.CreateTempSubdirectory("holdfast-foreign-").FullName;
        string file = Path.Combine(folder, "notes.txt");
        await File.WriteAllTextAsync(file, "these are my notes\n", TestContext.Current.CancellationToken);
        (int code, string error) = await RunServiceAsync(
            "--node", "n1", "--database", file, "--data", Path.Combine(folder, "n1"), "--run",
                Path.Combine(folder, "run"));
        Assert.Equal(1, code);
        Assert.Contains(file, error, StringComparison.Ordinal);
        Assert.Equal("these are my notes\n", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Service_WrongArguments_NamesEachAndWhatToDo()
    {
        (int code, string error) =
            await RunServiceAsync("--node", "no spaces", "--port", "70000", "--spares", "99", "--hold", "soon");
        Assert.Equal(2, code);
        foreach (string option in new[] { "--node", "--port", "--spares", "--hold" })
        {
            Assert.Contains(option, error, StringComparison.Ordinal);
        }
    }

    private static async Task<CaseScene> SceneAsync(int nodes)
    {
        CaseScene scene = await CaseScene.StartAsync(nodes);
        await scene.RegisterAsync(Programs.CounterPackage);
        await scene.NeighbourAsync();
        return scene;
    }

    private static async Task<(int Code, string Error)> RunServiceAsync(params string[] arguments)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using Process service = Process.Start(new ProcessStartInfo(Programs.Service, arguments)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        Task<string> output = service.StandardOutput.ReadToEndAsync(limit.Token);
        string error = await service.StandardError.ReadToEndAsync(limit.Token);
        await output;
        await service.WaitForExitAsync(limit.Token);
        return (service.ExitCode, error);
    }
}
