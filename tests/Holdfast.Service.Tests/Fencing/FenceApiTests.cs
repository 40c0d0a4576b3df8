using System.Net;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Client.Requests;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Service.Api.Endpoints;
using Holdfast.Service.Tests.Api;

namespace Holdfast.Service.Tests.Fencing;

/// <summary>Fence devices and power-offs over the API.</summary>
public sealed class FenceApiTests : FenceNodeTests
{
    [Fact]
    public async Task Device_Added_IsStoredWhole_AndShownWithoutItsPassword()
    {
        FenceDeviceDto added = await Node.Client.Fence.AddAsync(Request(), Token);

        Assert.Equal(("pdu", "(secret)", "port", "Off", "1min"),
            (added.Name, added.Parameters["passwd"], added.PlugArgument, added.Action, added.Timeout));
        FenceDeviceConfig stored = Node.View.Current.FenceDevices["pdu"].Value;
        Assert.Equal(("Geheim1", TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15)),
            (stored.Parameters["passwd"], stored.NodeDelays["n2"], stored.PriorityDelay));
        using HttpClient http = Node.Unix();
        foreach (string path in new[] { "fence/devices", "fence/devices/pdu", "state", "events" })
        {
            string answer = await http.GetStringAsync(new Uri("/api/v1/" + path, UriKind.Relative), Token);
            Assert.DoesNotContain("Geheim1", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Device_Removed_IsGone()
    {
        await Node.Client.Fence.AddAsync(Request(), Token);
        Assert.Equal(ErrorCodes.FenceDeviceExists, await RefusalAsync(Node.Client.Fence.AddAsync(Request(), Token)));
        await Node.Client.Fence.RemoveAsync("pdu", Token);
        Assert.Equal(ErrorCodes.NoFenceDevice, await RefusalAsync(Node.Client.Fence.ShowAsync("pdu", Token)));
        Assert.Equal(ErrorCodes.NoFenceDevice, await RefusalAsync(Node.Client.Fence.RemoveAsync("pdu", Token)));
    }

    [Theory]
    [InlineData("""{"name":"d","agent":"rm","hosts":{"n2":"1"}}""", "agent", "no fence agent")]
    [InlineData("""{"name":"d","agent":"fence_fake"}""", "hosts", "names no node")]
    [InlineData("""{"name":"d","agent":"fence_fake","hosts":{"n9":"1"}}""", "hosts.n9", "no node")]
    [InlineData("""{"name":"d","agent":"fence_fake","hosts":{"n2":""}}""", "hosts.n2", "is empty")]
    [InlineData("""{"name":"d","agent":"fence_fake","hosts":{"n1":"1","n2":"1"}}""", "hosts.n2", "is n1's as well")]
    [InlineData("""{"name":"d","agent":"fence_fake","hosts":{"n2":"1"},"parameters":{"missing_as_off":"1"}}""",
        "parameters.missing_as_off", "leave --host out")]
    [InlineData("""{"name":"d","agent":"fence_fake","hosts":{"n2":"1"},"level":10}""", "level", "from 1 to 9")]
    [InlineData("""{"name":"d","agent":"fence_fake","hosts":{"n2":"1"},"timeout":"9h"}""", "timeout", "at most 10min")]
    [InlineData("""{"name":"d","agent":"fence_fake","hosts":{"n2":"1"},"nodeDelays":{"n2":"x"}}""",
        "nodeDelays.n2", "write 10s")]
    [InlineData("""{"name":"d","agent":"fence_fake","hosts":{"n2":"1"},"priorityDelay":"6min"}""",
        "priorityDelay", "at most 5min")]
    [InlineData("""{"name":"d","agent":"fence_fake","hosts":{"n2":"1"},"parameters":{"action":"off"}}""",
        "parameters.action", "Holdfast says that")]
    [InlineData("""{"name":"d","agent":"fence_fake","hosts":{"n2":"1"},"parameters":{"passwd":"a\nb=c"}}""",
        "parameters.passwd", "control character")]
    [InlineData("""{"name":"d","agent":"fence_fake","hosts":{"n2":"1"},"parameters":{"password":"x"}}""",
        "parameters.password", "did you mean \"passwd\"")]
    public async Task DeviceThatCannotWork_IsRefused_WithFieldValueAndRemedy(string body, string field, string words)
    {
        using HttpClient http = Node.Unix();
        ProblemDto problem = await Http.RefusedAsync(
            HttpStatusCode.BadRequest, ErrorCodes.Invalid,
            http.PostAsync(new Uri("/api/v1/fence/devices", UriKind.Relative), Http.Json(body), Token));
        ErrorDto error = Assert.Single(problem.Errors!);
        Assert.Equal(field, error.Path);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Empty(Node.View.Current.FenceDevices);
    }

    [Fact]
    public async Task AddAndRemove_Imagined_SayWhatWouldComeOfIt_AndStoreNothing()
    {
        using HttpClient http = Node.Unix();
        using HttpResponseMessage added = await http.PostAsync(
            new Uri("/api/v1/fence/devices?whatIf=true", UriKind.Relative),
            Http.Json("""{"name":"d","agent":"fence_fake","hosts":{"n2":"1"}}"""), Token);
        Assert.Contains("can power off n2", await added.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Empty(Node.View.Current.FenceDevices);

        await Node.Client.Fence.AddAsync(Request(), Token);
        using HttpResponseMessage removed = await http.DeleteAsync(
            new Uri("/api/v1/fence/devices/pdu?whatIf=true", UriKind.Relative), Token);
        Assert.Contains("pdu powers no node off", await removed.Content.ReadAsStringAsync(Token),
            StringComparison.Ordinal);
        Assert.Single(Node.View.Current.FenceDevices);
    }

    [Fact]
    public async Task AgentThatIsNotInstalled_IsRefused() => Assert.Equal(
        ErrorCodes.AgentRefused,
        await RefusalAsync(Node.Client.Fence.AddAsync(Request() with { Agent = "fence_none" }, Token)));

    [Fact]
    public async Task Test_AsksForTheStatusOfEachNode_AndSwitchesNothing()
    {
        await Node.Client.Fence.AddAsync(Request(), Token);
        FenceTestDto test = await Node.Client.Fence.TestAsync("pdu", Token);
        FenceTestHostDto host = Assert.Single(test.Hosts);
        Assert.Equal((true, "n2", "2", "On"), (test.Works, host.Node, host.Plug, host.Power));
        Assert.Equal(["monitor", "status"], Agent.Log.Select(line => line.Split(' ')[0]));

        await Node.Client.Fence.AddAsync(Request("broken", "fail"), Token);
        test = await Node.Client.Fence.TestAsync("broken", Token);
        Assert.Equal((false, "Unknown"), (test.Works, Assert.Single(test.Hosts).Power));
    }

    [Fact]
    public async Task Agents_AreListedInTheirOwnWords()
    {
        FenceAgentDto agent = Assert.Single(await Node.Client.Fence.AgentsAsync(Token));
        Assert.Equal(("fence_fake", "Fence agent for tests", ""), (agent.Name, agent.Summary, agent.Trouble));
    }

    [Fact]
    public async Task FenceNode_CommitsTheIntent_Once_AndRunsNothingItself()
    {
        Assert.Equal(
            ErrorCodes.NodeWithoutDevice, await RefusalAsync(Node.Client.Fence.FenceAsync("n2", false, Token)));
        await Node.Client.Fence.AddAsync(Request(), Token);
        FenceDto asked = await Node.Client.Fence.FenceAsync("n2", false, Token);
        Assert.Equal(("Intended", 1L), (asked.Phase, asked.Epoch));
        FenceDto again = await Node.Client.Fence.FenceAsync("n2", false, Token);
        await Node.PutAsync(Keys.Fence("n2"), new FenceState
        {
            Node = "n2", Epoch = 1, Id = "x", Phase = FencePhase.Intended, Automatic = true,
        });
        await Node.Client.Fence.FenceAsync("n2", false, Token);
        Assert.False(
            Node.View.Current.Fences["n2"].Value.Automatic, "what a person wants as well is not withdrawn");
        Assert.Equal(asked.Id, again.Id);
        Assert.Empty(Agent.Log);
        Assert.Equal("n2", Assert.Single(await Node.Client.Fence.HistoryAsync(Token)).Node);
        Assert.Equal(ErrorCodes.NoNode, await RefusalAsync(Node.Client.Fence.FenceAsync("n9", false, Token)));
    }

    [Fact]
    public async Task FourthWithinTenMinutes_IsRefused()
    {
        await Node.Client.Fence.AddAsync(Request(), Token);
        await Node.PutAsync(Keys.Fence("n1"), new FenceState
        {
            Node = "n1", Epoch = 1, Id = "x", Phase = FencePhase.Confirmed,
            Begun = [DateTimeOffset.UtcNow, DateTimeOffset.UtcNow, DateTimeOffset.UtcNow],
        });
        Assert.Equal(ErrorCodes.FencesHeld, await RefusalAsync(Node.Client.Fence.FenceAsync("n2", false, Token)));
    }

    [Fact]
    public async Task EvictedNode_IsNoHostOfADeviceAnyMore_SoThatAnotherOfItsNameIsNotPoweredOffByIt()
    {
        await Node.Client.Fence.AddAsync(
            Request() with { Hosts = new Dictionary<string, string?> { ["n1"] = "1", ["n2"] = "2" } }, Token);
        await Node.PutAsync(
            Keys.Member("n2"), new MemberState { Node = "n2", Epoch = 1, Alive = false, Sequence = 1 });
        await Node.PutAsync(
            Keys.Fence("n2"), new FenceState { Node = "n2", Epoch = 1, Id = "x", Phase = FencePhase.Confirmed });

        await Node.Client.Nodes.EvictAsync("n2", null, Token);

        FenceDeviceDto left = await Node.Client.Fence.ShowAsync("pdu", Token);
        Assert.Equal(["n1"], left.Hosts.Keys);
        Assert.Empty(left.NodeDelays);
        Assert.Empty(await Node.Client.Fence.HistoryAsync(Token));
    }

    /// <summary>A fabric does not know what the cluster does: who comes under that name is cut off too.</summary>
    [Fact]
    public async Task EvictedNodeThatADeviceCutsOff_IsNotForgotten()
    {
        await Node.PutAsync(
            Keys.Member("n2"), new MemberState { Node = "n2", Epoch = 1, Alive = false, Sequence = 1 });
        var fence = new FenceState
        {
            Node = "n2", Epoch = 1, Id = "x", Phase = FencePhase.Confirmed, CutBy = ["san"],
        };
        await Node.PutAsync(Keys.Fence("n2"), fence);

        await Node.Client.Nodes.EvictAsync("n2", null, Token);

        Assert.Equal(["n1"], (await Node.Client.Nodes.ListAsync(Token)).Select(node => node.Name));
        Assert.Equal(fence, Node.View.Current.Fences["n2"].Value);
    }

    [Fact]
    public async Task WhatIf_OfANodesPowerOff_StoresNothing()
    {
        await Node.Client.Fence.AddAsync(Request(), Token);
        PlanDto plan = (await Assert.ThrowsAsync<Client.PlanAnswer>(
            () => Node.Client.Imagining().Fence.FenceAsync("n2", false, Token))).Plan;
        Assert.Contains(plan.Steps, step => step.Message == "Node n2 is powered off.");
        Assert.Empty(Node.View.Current.Fences);
    }

    [Fact]
    public void NodeWithoutWhoseVoteThereIsNoMajority_IsRefused()
    {
        Assert.Null(FenceEndpoints.WhyNotWithout(Quorum(answering: 3), "n2"));
        Assert.Equal(ErrorCodes.LastOfQuorum, FenceEndpoints.WhyNotWithout(Quorum(answering: 2), "n2")!.Code);
        Assert.Null(FenceEndpoints.WhyNotWithout(Quorum(answering: 2), "n3"));
    }

    private static QuorumDto Quorum(int answering) => new()
    {
        Cluster = "c", Engine = "Etcd", Votes = 3, VotesAnswering = answering, VotesNeeded = 2, HasQuorum = true,
        Words = "words", Alarms = [], Warnings = [],
        Members =
        [
            .. new[] { "n1", "n2", "n3" }.Select((name, index) => new QuorumMemberDto
            {
                Name = name, Role = "node", Address = "", Vote = "Votes", Leader = false, Answers = index < answering,
                Trouble = "", Version = "", Bytes = 0,
            }),
        ],
    };

    private FenceDeviceRequest Request(string name = "pdu", string mode = "ok") => new()
    {
        Name = name, Agent = "fence_fake", Hosts = new Dictionary<string, string?> { ["n2"] = "2" }, Retries = 0,
        Parameters = new Dictionary<string, string?>
        {
            ["folder"] = Agent.Folder, ["mode"] = mode, ["passwd"] = "Geheim1",
        },
        NodeDelays = new Dictionary<string, string?> { ["n2"] = "5s" }, PriorityDelay = "15s",
    };

    private static async Task<string> RefusalAsync(Task call) =>
        (await Assert.ThrowsAsync<HoldfastException>(() => call)).Code;
}
