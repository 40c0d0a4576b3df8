using Holdfast.Client.Errors;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Database.Etcd;
using Holdfast.Service.Machines.Setup;

namespace Holdfast.Service.Tests.Machines;

/// <summary>A machine joins a cluster that runs members of its own; where it is interrupted
/// or never comes, the next one is not kept out.</summary>
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
