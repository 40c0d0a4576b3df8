using System.Net;
using System.Net.Sockets;
using Holdfast.Client.Errors;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Etcd;
using Holdfast.Linux;
using Holdfast.Service.Machines.Members;
using Holdfast.Service.Machines.Setup;
using Holdfast.Service.Tests.Packages;

namespace Holdfast.Service.Tests.Machines;

/// <summary>A machine joins a cluster that runs members of its own; also where something is missing on it, and where
/// it is interrupted: neither costs a token, nor keeps the next machine out.</summary>
public sealed class ClusterJoinTests : IAsyncLifetime
{
    private FirstMachine _first = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _first = await FirstMachine.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_first is not null)
        {
            await _first.DisposeAsync();
        }
    }

    [Fact]
    public async Task MachineWithoutEtcd_IsToldBeforeItShowsTheToken_WhichLetsItInOnceEtcdIsThere()
    {
        string token = await _first.TokenAsync();
        SetupSettings given = _first.Given("n2");
        HoldfastException refused = await RefusedAsync(given with { EtcdBinary = "/nowhere/etcd" }, token);
        Assert.Equal(ErrorCodes.NoMemberProgram, refused.Code);
        Assert.Contains("--etcd-binary /nowhere/etcd", refused.Detail, StringComparison.Ordinal);
        Assert.Equal(["n1"], await _first.MembersAsync());
        Assert.DoesNotContain("n2", _first.Node.View.Current.Machines.Keys);

        Assert.Equal("n2", (await _first.JoinAsync(given, token, cancellationToken: Cancel)).Node);
        Assert.True(File.Exists(given.Config));
        Assert.Contains("n2", _first.Node.View.Current.Machines.Keys);
    }

    [Fact]
    public async Task WhatIsWrongOnTheMachine_IsSaidAllAtOnce_BeforeTheTokenIsShown()
    {
        string token = await _first.TokenAsync();
        SetupSettings given = _first.Given("n2");
        using var taken = new TcpListener(IPAddress.Loopback, given.PeerPort);
        taken.Start();
        string file = Path.Combine(Path.GetDirectoryName(given.Data)!, "file");
        await File.WriteAllTextAsync(file, "", Cancel);

        HoldfastException refused = await RefusedAsync(
            given with { Config = Path.Combine(file, "holdfastd.json") }, token);
        Assert.Contains($"--etcd-peer-port {given.PeerPort} at 127.0.0.1", refused.Detail, StringComparison.Ordinal);
        Assert.Contains("another place with --config", refused.Detail, StringComparison.Ordinal);
        refused = await RefusedAsync(given with { Address = "192.0.2.1" }, token);
        Assert.Contains("an address that this machine has", refused.Detail, StringComparison.Ordinal);
        refused = await RefusedAsync(given with { ClientPort = 70_000, ApiPort = 70_001 }, token);
        Assert.Contains("--etcd-client-port 70000", refused.Detail, StringComparison.Ordinal);
        Assert.Contains("--port 70001", refused.Detail, StringComparison.Ordinal);

        taken.Stop();
        Assert.Equal("n2", (await _first.JoinAsync(given, token, cancellationToken: Cancel)).Node);
    }

    /// <summary>The learner that was left made every other machine wait for one that did not come.</summary>
    [Theory]
    [InlineData("has let this machine in")]
    [InlineData("starting this machine's member")]
    public async Task Interrupted_ItsMemberIsTakenBack_AndTheNextMachineJoins(string when)
    {
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        void Told(string line)
        {
            if (line.Contains(when, StringComparison.Ordinal))
            {
                interrupt.Cancel();
            }
        }

        SetupSettings given = _first.Given("n2");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await _first.JoinAsync(given, await _first.TokenAsync(), Told, interrupt.Token));
        Assert.True(interrupt.IsCancellationRequested);
        Assert.Equal(["n1"], await _first.MembersAsync());
        Assert.False(Directory.Exists(Path.Combine(given.Data!, "etcd")));

        string token = await _first.TokenAsync();
        Assert.Equal("n3", (await _first.JoinAsync(_first.Given("n3"), token, cancellationToken: Cancel)).Node);
    }

    /// <summary>It may vote by then: with it gone for good, those that were there before would have no majority. That
    /// it be taken back may have reached them all the same: then they have one without it.</summary>
    [Fact]
    public async Task Interrupted_WhileNobodyAnswers_ItsMemberGoesOn_AndTheOthersHaveTheirMajorityWithIt()
    {
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        SetupSettings given = _first.Given("n2");
        string told = "";
        void Told(string line)
        {
            told += line + "\n";
            if (line.Contains("starting this machine's member", StringComparison.Ordinal))
            {
                _first.SignalEtcd(Signals.Stop);
                interrupt.Cancel();
            }
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await _first.JoinAsync(given, await _first.TokenAsync(), Told, interrupt.Token));
        using EtcdProcess left = _first.EtcdOf(given)!;
        try
        {
            Assert.False(left.Ended.IsCompleted);
            Assert.Contains("its etcd goes on here", told, StringComparison.Ordinal);
            Assert.Contains("holdfast cluster remove n2", told, StringComparison.Ordinal);
            _first.SignalEtcd(Signals.Continue);
            string[] members = await _first.MembersAsync();
            Assert.True(members is [_] || (members.Length == 2 && !left.Ended.IsCompleted), string.Join(' ', members));
            await PackageNodes.UntilAsync(
                async () => await _first.Database.CommitAsync(
                    new() { Puts = [new("status/test", "x"u8.ToArray())] }, Cancel) is CommitResult.Committed,
                "they have their majority");

            // The same machine is told what to do, and nothing of it is thrown away by asking.
            HoldfastException again = await RefusedAsync(given, "HFJ1-a-b-c");
            Assert.True(Directory.Exists(Path.Combine(given.Data!, "etcd")), again.Detail);
        }
        finally
        {
            await left.StopAsync(TimeSpan.FromSeconds(20));
        }
    }

    [Theory]
    [InlineData("n9", true)]
    [InlineData("127.0.0.2", false)]
    public async Task MachineThatNeverCame_IsNamedToWhoIsKeptOut_AndRemovedByThatName(string name, bool recorded)
    {
        var url = new Uri("https://127.0.0.2:2380");
        Assert.IsType<MemberChange.Done>(await _first.Database.Membership.AddLearnerAsync(url, Cancel));
        if (recorded)
        {
            await _first.Node.PutAsync(Keys.Machine(name), new MachineConfig
            {
                Name = name, Role = MachineConfig.NodeRole, Address = "127.0.0.2",
                DatabaseUrl = "https://127.0.0.2:2379",
            });
            Assert.Contains((await _first.Node.Client.Machines.QuorumAsync(Cancel)).Members,
                member => member.Name == name && member.Vote == "Learner");
        }

        string token = await _first.TokenAsync();
        HoldfastException refused = await RefusedAsync(_first.Given("n2"), token);
        Assert.Equal(ErrorCodes.MembersRefused, refused.Code);
        Assert.Contains($"holdfast cluster remove {name},", refused.Detail, StringComparison.Ordinal);

        await _first.Node.Client.Machines.RemoveAsync(name, Cancel);
        Assert.Equal(["n1"], await _first.MembersAsync());
        Assert.Equal("n2", (await _first.JoinAsync(_first.Given("n2"), token, cancellationToken: Cancel)).Node);
    }

    private Task<HoldfastException> RefusedAsync(SetupSettings given, string token) =>
        Assert.ThrowsAsync<HoldfastException>(() => _first.JoinAsync(given, token, cancellationToken: Cancel));
}
