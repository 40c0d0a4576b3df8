using System.Collections.Concurrent;
using Holdfast.Core.Collections;
using Holdfast.Core.State;
using Holdfast.Linux;
using Holdfast.Service.Membership;
using Xunit;

namespace Holdfast.Service.Tests.Membership;

public sealed class DeathWatchTests : IDisposable
{
    private readonly string _alive = Path.Combine(Directory.CreateTempSubdirectory("hf-alive").FullName, "alive");
    private readonly ConcurrentQueue<(string Node, long Epoch)> _proofs = new();
    private readonly DeathWatch _watch;

    public DeathWatchTests() => _watch = new("n1", "boot", (node, epoch) => _proofs.Enqueue((node, epoch)));

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_alive)!, recursive: true);

    [Fact]
    public async Task LockHeld_IsNoProof_LockFree_IsProofOfTheEpochThatWasSeen()
    {
        AliveLock held = AliveLock.Hold(_alive);
        See(epoch: 3);
        See(epoch: 4);
        Assert.Empty(_proofs);
        held.Dispose();
        await MembershipRig.UntilAsync(() => _proofs.Contains(("n2", 4)), "the lock is free");
        await MembershipRig.UntilAsync(() => _proofs.Contains(("n2", 3)), "so is the older epoch");
    }

    [Theory]
    [InlineData("n1", "boot", true)]
    [InlineData("n2", "another boot", true)]
    [InlineData("n2", "boot", false)]
    public async Task OwnRecord_AnotherBoot_OrDeadRecord_IsNotWaitedFor(string node, string boot, bool alive)
    {
        using AliveLock held = AliveLock.Hold(_alive);
        See(epoch: 1, node, boot, alive);
        await AssertNothingElseIsProvenAsync(held);
    }

    [Fact]
    public async Task FileThatIsMissing_IsNoProof_UntilItIsThere()
    {
        See(epoch: 1, file: "");
        Assert.Empty(_proofs);
        AliveLock.Hold(_alive).Dispose();
        See(epoch: 1);
        await MembershipRig.UntilAsync(() => !_proofs.IsEmpty, "it looks again");
    }

    [Fact]
    public async Task AnotherFileUnderTheSamePath_IsNoProof()
    {
        AliveLock.Hold(_alive).Dispose();
        See(epoch: 1, file: "1:2");
        See(epoch: 1, file: "");

        using AliveLock held = AliveLock.Hold(_alive);
        See(epoch: 2);
        AliveLock.Hold(_alive + ".new").Dispose();
        File.Move(_alive + ".new", _alive, overwrite: true);
        await AssertNothingElseIsProvenAsync(held);
    }

    /// <summary>
    /// Proofs come on a thread of their own: only when one that was asked for last has come, the others never will.
    /// </summary>
    private async Task AssertNothingElseIsProvenAsync(AliveLock held)
    {
        See(epoch: 7, node: "n9");
        held.Dispose();
        await MembershipRig.UntilAsync(() => _proofs.Contains(("n9", 7)), "the last is proven");
        await Task.Delay(20, TestContext.Current.CancellationToken);
        Assert.Equal([("n9", 7)], _proofs);
    }

    private void See(long epoch, string node = "n2", string boot = "boot", bool alive = true, string? file = null)
    {
        var member = new MemberState
        {
            Node = node,
            Epoch = epoch,
            Alive = alive,
            Sequence = 1,
            BootId = boot,
            AlivePath = _alive,
            AliveFile = file ?? DeathWatch.FileOf(_alive),
        };
        _watch.See(
            new() { Members = ValueMap<Row<MemberState>>.Empty.Set(node, new(member, 1)) },
            TestContext.Current.CancellationToken);
    }
}
