using Holdfast.Client;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Cli.Tests;

/// <summary>What people see of machines, votes, tokens and backups.</summary>
public sealed class MachineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hf-machine-").FullName;

    private static QuorumDto Quorum { get; } = new()
    {
        Cluster = "prod", Engine = "Etcd", Votes = 3, VotesAnswering = 2, VotesNeeded = 2, HasQuorum = true,
        Words = "2 of 3 votes answer, 2 are needed; w1 does not answer.", Alarms = ["NOSPACE"],
        Warnings = ["make room"],
        Members =
        [
            new QuorumMemberDto
            {
                Name = "n1", Role = "node", Address = "10.0.0.1", Vote = "Votes", Leader = true, Answers = true,
                Trouble = "", Version = "3.5.33", Bytes = 3 << 20,
            },
            new QuorumMemberDto
            {
                Name = "w1", Role = "witness", Address = "10.0.0.3", Vote = "Votes", Leader = false, Answers = false,
                Trouble = "Connection refused", Version = "", Bytes = 0,
            },
        ],
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Status_ShowsVotesLeaderWordsAlarms()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.On("GET /api/v1/cluster/quorum", Quorum, ClientJson.Default.QuorumDto);
        CommandLine.Result result = await CommandLine.RunAsync(node, "cluster", "status");
        Assert.Equal((0, ""), (result.Exit, result.Error));
        foreach (string said in new[]
            { "has quorum", "Leads", "3 MiB", "Silent", "Connection refused", Quorum.Words, "alarm: NOSPACE",
                "warning: make room" })
        {
            Assert.Contains(said, result.Out, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Token_IsPrintedWithTheCommandForTheOtherMachine()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.On("POST /api/v1/cluster/tokens", new JoinTokenDto
        {
            Token = "HFJ1-a-b-c", Role = "witness", Node = "w1", ExpiresAt = DateTimeOffset.UnixEpoch,
            Command = "holdfast cluster witness --token HFJ1-a-b-c 10.0.0.1",
        }, ClientJson.Default.JoinTokenDto);
        CommandLine.Result result = await CommandLine.RunAsync(
            node, "cluster", "token", "--witness", "--for", "w1", "--lifetime", "5min");
        Assert.Contains("holdfast cluster witness --token HFJ1-a-b-c 10.0.0.1", result.Out, StringComparison.Ordinal);
        Assert.Contains("POST /api/v1/cluster/tokens {\"role\":\"witness\",\"node\":\"w1\",\"lifetime\":\"5min\"}",
            node.Requests);
    }

    /// <summary>There is no set-up program here: whatever were run would fail.</summary>
    [Theory]
    [InlineData("a member of the cluster database and the settings of a node are made", "cluster", "create")]
    [InlineData("uses the etcd at https://a:2379", "cluster", "create", "--etcd", "https://a:2379")]
    [InlineData("10.0.0.1 is asked, with the token, to let this machine in as a node", "cluster", "join", "10.0.0.1")]
    [InlineData("let this machine in as a witness", "cluster", "witness", "10.0.0.1")]
    [InlineData("becomes the only one and decides alone", "cluster", "force-quorum")]
    [InlineData("starts once with a database older", "cluster", "accept-older", "--data", "/var/lib/holdfast/n1")]
    public async Task WhatIf_OfWhatChangesThisMachine_IsToldAndNotDone(string said, params string[] command)
    {
        CommandLine.Result result = await CommandLine.RunAsync(null, [.. command, "--what-if"]);
        Assert.Equal((0, ""), (result.Exit, result.Error));
        Assert.Contains(said, result.Out, StringComparison.Ordinal);
        CommandLine.Result json = await CommandLine.RunAsync(null, [.. command, "--what-if", "-o", "json"]);
        Assert.Contains(said, json.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backup_IsWrittenForItsOwnerOnly_AndRestoredAsItIs()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.On("GET /api/v1/cluster/backup", context => context.Response.WriteAsync("the backup\n"));
        node.On("POST /api/v1/cluster/restore", new RestoreDto
        {
            Revision = 7, TakenAt = DateTimeOffset.UnixEpoch, Groups = ["web"], Resources = 2, Types = ["T"],
            TypesWithoutPackage = ["T"], NodesPassedOver = ["n9"], FenceDevicesPassedOver = ["bmc"],
        }, ClientJson.Default.RestoreDto);
        string file = Path.Combine(_folder, "backup");
        CommandLine.Result taken = await CommandLine.RunAsync(node, "cluster", "backup", file);
        Assert.Equal(0, taken.Exit);
        Assert.Contains("holds secrets", taken.Out, StringComparison.Ordinal);
        Assert.Equal("the backup\n", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));

        CommandLine.Result result = await CommandLine.RunAsync(node, "cluster", "restore", file, "--accept-older");
        Assert.Contains("POST /api/v1/cluster/restore?acceptOlder=true the backup", node.Requests);
        Assert.Contains("type upgrade", result.Out, StringComparison.Ordinal);
        Assert.Contains("n9", result.Out, StringComparison.Ordinal);
        Assert.Contains("fence devices left as they are: bmc", result.Out, StringComparison.Ordinal);

        await CommandLine.RunAsync(node, "cluster", "restore", file, "--same-machines");
        Assert.Contains("POST /api/v1/cluster/restore?sameMachines=true the backup", node.Requests);
    }

    [Fact]
    public async Task ForceQuorum_WithoutYes_WarnsAndDoesNothing()
    {
        CommandLine.Result result = await CommandLine.RunAsync(
            null, "cluster", "force-quorum", "--config", Path.Combine(_folder, "none.json"));
        Assert.NotEqual(0, result.Exit);
        Assert.Contains("two clusters that run everything twice", result.Error, StringComparison.Ordinal);
        Assert.Contains("--yes", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NodeOnAnotherMachine_Named_IsNotMistakenForOneHere()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.On("GET /api/v1/nodes/n2", Sample.Node with
        {
            Name = "n2", PeerUrl = "https://10.0.0.2:7401", ApiSocket = node.Socket,
        }, ClientJson.Default.NodeDto);
        CommandLine.Result result = await CommandLine.RunAsync(node, "status", "--node", "n2");
        Assert.Equal(3, result.Exit);
        Assert.Contains(ErrorCodes.NotReachable, result.Error, StringComparison.Ordinal);
        Assert.Contains("on another machine (10.0.0.2)", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DatabaseOnEtcd_IsShownInStatus()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.On("GET /api/v1/cluster/status", Sample.Status with
        {
            Database = new DatabaseDto
            {
                Engine = "Etcd", Members = 3, Answering = 2, Leader = "n1", Bytes = 5 << 20, Version = "3.5.33",
                Alarms = ["NOSPACE"], Warnings = [],
            },
        }, ClientJson.Default.ClusterStatusDto);
        CommandLine.Result result = await CommandLine.RunAsync(node, "status");
        Assert.Contains("database Etcd 3.5.33, 2 of 3 members answer, n1 leads, 5 MiB", result.Out,
            StringComparison.Ordinal);
        Assert.Contains("alarm: NOSPACE", result.Out, StringComparison.Ordinal);
    }
}
