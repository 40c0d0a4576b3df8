using System.Text.Json;
using Holdfast.Client;
using Holdfast.Client.Dtos;

namespace Holdfast.Cli.Tests;

/// <summary>What <c>holdfast fence</c> sends and prints.</summary>
public sealed class FenceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hf-fence-cli-").FullName;

    private static FenceDeviceDto Device { get; } = new()
    {
        Name = "bmc", Agent = "fence_ipmilan", PlugArgument = "plug", Level = 2, Action = "Reboot", Timeout = "1min",
        Parameters = new Dictionary<string, string> { ["ip"] = "10.0.0.9", ["passwd"] = "(secret)" },
        Hosts = new Dictionary<string, string> { ["n1"] = "1" }, Retries = 1, Delay = "0s", DelayRandomMax = "0s",
        PriorityDelay = "15s",
        NodeDelays = new Dictionary<string, string> { ["n1"] = "10s" }, AddedBy = "root", Revision = 3,
        HostCheck = "Static", ListedAt = null, AskedBy = "", Trouble = "", Unfencing = "None",
    };

    private static FenceDto Fence { get; } = new()
    {
        Node = "n1", Epoch = 5, Id = "x", Phase = "Confirmed", By = "n2", Reason = "group g is blocked there",
        Holder = "n2", Level = 1, Attempts = 1, Devices = "bmc", Text = "n1 is off, as bmc confirmed",
        AskedAt = DateTimeOffset.UnixEpoch, ChangedAt = DateTimeOffset.UnixEpoch, NextTryAt = null,
        CutBy = [], LetInTrouble = "", LetInNextTryAt = null,
        Notes =
        [
            new()
            {
                At = DateTimeOffset.UnixEpoch, Who = "n2", Text = "n1 is to be powered off: group g is blocked there",
            },
        ],
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task DeviceAdd_SendsWhatWasGiven_AndReadsAPasswordFromItsFile()
    {
        string file = Path.Combine(_folder, "pw");
        await File.WriteAllTextAsync(file, "Geheim1\n", TestContext.Current.CancellationToken);
        await using FakeNode node = await FakeNode.StartAsync();
        node.On("POST /api/v1/fence/devices", Device, ClientJson.Default.FenceDeviceDto);

        CommandLine.Result result = await CommandLine.RunAsync(
            node, "fence", "device", "add", "bmc", "--agent", "fence_ipmilan", "--set", "ip=10.0.0.9", "--set-from",
            $"passwd={file}", "--host", "n1=1", "--level", "2", "--action", "reboot", "--timeout", "30s",
            "--node-delay", "n1=10s", "--priority-delay", "15s");

        Assert.Equal((0, ""), (result.Exit, result.Error));
        JsonElement sent = JsonElement.Parse(Assert.Single(node.Requests).Split(' ', 3)[2]);
        Assert.Equal("Geheim1", sent.GetProperty("parameters").GetProperty("passwd").GetString());
        Assert.Equal("1", sent.GetProperty("hosts").GetProperty("n1").GetString());
        Assert.Equal((2, "Reboot", "30s"), (sent.GetProperty("level").GetInt32(),
            sent.GetProperty("action").GetString(), sent.GetProperty("timeout").GetString()));
        Assert.Equal("10s", sent.GetProperty("nodeDelays").GetProperty("n1").GetString());
        Assert.Equal("15s", sent.GetProperty("priorityDelay").GetString());
        Assert.Contains("more for n1=10s; 15s more for the node that owns the most", result.Out,
            StringComparison.Ordinal);
        Assert.False(sent.TryGetProperty("retries", out _));
        Assert.Contains("ip=10.0.0.9, passwd=(secret)", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeviceShow_SaysWhichNodesItListed_WhenAndWhatIsWrong()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.On("GET /api/v1/fence/devices/bmc", Device with
        {
            HostCheck = "List", AskedBy = "n2", Trouble = "it did not list its plugs: exit code 1",
            ListedAt = DateTimeOffset.UnixEpoch,
        }, ClientJson.Default.FenceDeviceDto);
        CommandLine.Result result = await CommandLine.RunAsync(node, "fence", "device", "show", "bmc");
        Assert.Contains("hosts       n1=1, given as plug=", result.Out, StringComparison.Ordinal);
        Assert.Contains("listed by   the device itself at 1970-", result.Out, StringComparison.Ordinal);
        Assert.Contains("asked by n2", result.Out, StringComparison.Ordinal);
        Assert.Contains("trouble     it did not list its plugs: exit code 1", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeviceTest_ThatFindsTrouble_ExitsWithOne()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.On("POST /api/v1/fence/devices/bmc/test", new FenceTestDto
        {
            Device = "bmc", AskedBy = "n2", Works = false, Trouble = "",
            Hosts = [new() { Node = "n1", Plug = "1", Power = "Unknown", Trouble = "exit code 3: login failed" }],
        }, ClientJson.Default.FenceTestDto);
        CommandLine.Result result = await CommandLine.RunAsync(node, "fence", "device", "test", "bmc");
        Assert.Equal(1, result.Exit);
        Assert.Contains("login failed", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Node_IsForcedOnlyWithYes()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.On("POST /api/v1/fence/nodes/n1", Fence with { Phase = "Intended" }, ClientJson.Default.FenceDto);
        Assert.Equal(0, (await CommandLine.RunAsync(node, "fence", "node", "n1")).Exit);
        Assert.Equal(0, (await CommandLine.RunAsync(node, "fence", "node", "n1", "--yes")).Exit);
        Assert.Equal(
            ["{\"force\":false}", "{\"force\":true}"], node.Requests.Select(request => request.Split(' ', 3)[2]));
    }

    [Fact]
    public async Task History_ShowsHowEachStands_AndWhatHappened()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.On("GET /api/v1/fence/history", [Fence], ClientJson.Default.IReadOnlyListFenceDto);
        CommandLine.Result result = await CommandLine.RunAsync(node, "fence", "history");
        Assert.Contains("Confirmed", result.Out, StringComparison.Ordinal);
        Assert.Contains("n1 is to be powered off: group g is blocked there", result.Out, StringComparison.Ordinal);

        node.On("GET /api/v1/fence/history", [Fence with { CutBy = ["san"], LetInTrouble = "no route" }],
            ClientJson.Default.IReadOnlyListFenceDto);
        result = await CommandLine.RunAsync(node, "fence", "history");
        Assert.Contains("san TROUBLE: no route", result.Out, StringComparison.Ordinal);

        node.On("GET /api/v1/fence/history", [], ClientJson.Default.IReadOnlyListFenceDto);
        Assert.Equal(
            "no node was to be powered off yet\n", (await CommandLine.RunAsync(node, "fence", "history")).Out);
    }
}
