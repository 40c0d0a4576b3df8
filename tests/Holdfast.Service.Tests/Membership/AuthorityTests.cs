using Holdfast.Core.Authority;
using Holdfast.Core.Events;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Core.Time;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Database.Memory;
using Holdfast.Service.Membership;
using Xunit;
using Fate = Holdfast.Service.Tests.Membership.FailingDatabase.Fate;

namespace Holdfast.Service.Tests.Membership;

public sealed class AuthorityTests : IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);
    private readonly MembershipRig _rig = new("n1", new MemoryDatabase());

    private BootTime Now => _rig.Clock.Now;

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task FirstStart_ProvesThatNothingRuns_ThenJoins()
    {
        _rig.Resources.Stop = new();
        await _rig.Authority.StartAsync(TestContext.Current.CancellationToken);
        await MembershipRig.UntilAsync(() => _rig.Resources.Stops.Count == 1, "it asks for the proof");
        Assert.Null(await _rig.RowAsync());
        Assert.False(_rig.Authority.Lasts(TimeSpan.Zero));

        _rig.Resources.Stop.SetResult();
        await _rig.Authority.JoinedAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, _rig.Authority.Epoch);
        Assert.True(_rig.Authority.Lasts(LeaseProfile.Fast.Authority - Moment));
        Assert.False(_rig.Authority.Lasts(LeaseProfile.Fast.Authority));
        Assert.Equal(
            (1, (Now + LeaseProfile.Fast.Kill).Nanoseconds), (_rig.Page.Read().Epoch, _rig.Page.Read().KillAt));
        Assert.Equal([EventKinds.NodeUp], _rig.Events.All.Select(draft => draft.Kind));
    }

    [Fact]
    public async Task Renewal_MovesThePage()
    {
        await _rig.JoinAsync();
        BootTime joined = Now;
        _rig.Wake();
        await MembershipRig.UntilAsync(() => _rig.Page.Read().AuthorityUntil > UntilOf(joined), "it renews");
        Assert.Equal(UntilOf(joined + LeaseProfile.Fast.Heartbeat), _rig.Page.Read().AuthorityUntil);
        Assert.Equal(2, (await _rig.RowAsync())!.Sequence);
    }

    [Fact]
    public async Task NoRenewal_StopsEverythingAtTheDeadline_AndJoinsAgainAfterTheProof()
    {
        await _rig.JoinAsync();
        CancellationToken epoch = _rig.Authority.EpochEnded;
        _rig.Database.Next = Fate.Refused;
        _rig.Resources.Stop = new();
        _rig.Clock.Advance(LeaseProfile.Fast.Authority);
        Assert.False(_rig.Authority.Lasts(TimeSpan.Zero));
        _rig.Authority.Tick();
        await MembershipRig.UntilAsync(
            () => _rig.Resources.Stops.Count == 2 && epoch.IsCancellationRequested, "it stops");
        Assert.Equal(1, _rig.Resources.Stops[1].Epoch);
        Assert.Equal(0, _rig.Authority.Epoch);
        Assert.False(_rig.Authority.EpochEnded.IsCancellationRequested);

        _rig.Database.Next = Fate.Commits;
        _rig.Resources.Stop.SetResult();
        await _rig.Authority.JoinedAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, _rig.Authority.Epoch);
        Assert.Equal(
            [EventKinds.NodeUp, EventKinds.AuthorityLost, EventKinds.NodeUp], _rig.Events.All.Select(
                draft => draft.Kind));
    }

    [Fact]
    public async Task RenewalAnsweredAfterTheDeadline_RevivesNothing()
    {
        await _rig.JoinAsync();
        long until = _rig.Page.Read().AuthorityUntil;
        _rig.Database.Next = Fate.Hangs;
        _rig.Wake();
        _rig.Clock.Advance(LeaseProfile.Fast.Authority);
        await MembershipRig.UntilAsync(() => _rig.Resources.Stops.Count == 2, "it stops everything");
        Assert.True(_rig.Page.Read().AuthorityUntil <= until);
    }

    [Fact]
    public async Task CommitAsMember_ComparesTheOwnRecord()
    {
        await _rig.JoinAsync();
        await CommittedAsync(_rig.Authority.CommitAsMemberAsync(Status(1), TestContext.Current.CancellationToken));

        // Fenced behind its back: nothing of this epoch commits any more, and the node notices at once.
        await _rig.PutAsync(Keys.Member("n1"), (await _rig.RowAsync())! with { Alive = false });
        CommitResult result = await _rig.Authority.CommitAsMemberAsync(
            Status(2), TestContext.Current.CancellationToken);
        Assert.False(Assert.IsType<CommitResult.Unavailable>(result).OutcomeUnknown);
        await MembershipRig.UntilAsync(() => _rig.Resources.Stops.Count == 2, "it stops everything");
        Assert.Contains("fenced", _rig.Resources.Stops[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CommitAsMember_AfterARenewalWithUnknownOutcome_FindsTheNewRevision()
    {
        await _rig.JoinAsync();
        _rig.Database.Next = Fate.AnswerLost;
        int before = _rig.Database.Commits;
        _rig.Wake();
        await MembershipRig.UntilAsync(() => _rig.Database.Commits == before + 1, "the renewal is sent");
        _rig.Database.Next = Fate.Commits;
        await CommittedAsync(_rig.Authority.CommitAsMemberAsync(Status(1), TestContext.Current.CancellationToken));
        Assert.Equal(1, _rig.Authority.Epoch);
    }

    [Fact]
    public async Task RenewalThatTakesEffectLate_ChangesNothingAfterAFence()
    {
        await _rig.JoinAsync();
        _rig.Database.Next = Fate.Held;
        int before = _rig.Database.Commits;
        _rig.Wake();
        await MembershipRig.UntilAsync(() => _rig.Database.Commits == before + 1, "the renewal is sent");
        await _rig.PutAsync(Keys.Member("n1"), (await _rig.RowAsync())! with { Alive = false });
        Assert.Equal(0, await _rig.Database.ReleaseAsync());
        Assert.False((await _rig.RowAsync())!.Alive);
    }

    [Fact]
    public async Task Detach_PublishesTheHold_ThenHandsItToTheGuards_AndStopsNothing()
    {
        await _rig.JoinAsync();
        CancellationToken epoch = _rig.Authority.EpochEnded;
        _rig.Authority.Detach(TimeSpan.FromSeconds(60));
        Assert.True(
            await _rig.Authority.Ended.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
        MemberState row = (await _rig.RowAsync())!;
        Assert.Equal(
            (true, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60.15)), (row.Detached, row.Authority, row.Kill));
        Assert.Equal((Now + TimeSpan.FromSeconds(60.15)).Nanoseconds, _rig.Page.Read().KillAt);
        Assert.Single(_rig.Resources.Stops);
        Assert.False(epoch.IsCancellationRequested);
        CommitResult late = await _rig.Authority.CommitAsMemberAsync(Status(1), TestContext.Current.CancellationToken);
        Assert.IsType<CommitResult.Unavailable>(late);
    }

    [Fact]
    public async Task Return_GoesOnWithTheEpoch_AndPublishesTheShortLeaseOnlyWhenGuardsHaveIt()
    {
        await _rig.JoinAsync();
        _rig.Authority.Detach(TimeSpan.FromSeconds(60));
        await _rig.Authority.Ended.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        _rig.Clock.Advance(TimeSpan.FromSeconds(20));
        _rig.Resources.Survivors = new(1, 1, 0);
        _rig.Resources.Confirm = new();
        _rig.NewAuthority();
        await _rig.JoinAsync();
        Assert.Equal(1, _rig.Authority.Epoch);
        await MembershipRig.UntilAsync(() => _rig.Resources.Confirmed.Count == 1, "it asks the guards");
        Assert.Equal((Now + LeaseProfile.Fast.Kill).Nanoseconds, _rig.Page.Read().KillAt);
        Assert.True((await _rig.RowAsync())!.Detached);

        _rig.Resources.Confirm.SetResult();
        await MembershipRig.UntilAsync(() => !_rig.RowAsync().GetAwaiter().GetResult()!.Detached, "it publishes");
        Assert.Equal(LeaseProfile.Fast.Kill, (await _rig.RowAsync())!.Kill);
        Assert.Contains(_rig.Events.All, draft => draft.Kind == EventKinds.ServiceAdopted);
        Assert.Single(_rig.Resources.Stops);
    }

    [Fact]
    public async Task ReturnAfterTheHold_StopsEverythingAndJoinsAnew()
    {
        await _rig.JoinAsync();
        _rig.Authority.Detach(TimeSpan.FromSeconds(60));
        await _rig.Authority.Ended.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        _rig.Clock.Advance(TimeSpan.FromSeconds(60));
        _rig.Resources.Survivors = new(1, 1, 0);
        _rig.NewAuthority();
        await _rig.JoinAsync();
        Assert.Equal(2, _rig.Authority.Epoch);
        Assert.Equal(1, _rig.Resources.Stops[1].Epoch);
    }

    [Fact]
    public async Task Leave_StopsAndSaysSo()
    {
        await _rig.JoinAsync();
        _rig.Authority.Leave();
        Assert.False(
            await _rig.Authority.Ended.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
        MemberState row = (await _rig.RowAsync())!;
        Assert.Equal((2, false), (row.Epoch, row.Alive));
        Assert.Equal((0, 0, 0), (_rig.Page.Read().Epoch, _rig.Page.Read().AuthorityUntil, _rig.Page.Read().KillAt));
    }

    [Fact]
    public async Task ProfileThatViolatesTheInequality_IsRefused()
    {
        await _rig.JoinAsync();
        _rig.Authority.ChangeProfile(LeaseProfile.Fast with { Name = "bad", Kill = TimeSpan.FromSeconds(5) });
        int before = _rig.Database.Commits;
        _rig.Wake();
        await MembershipRig.UntilAsync(() => _rig.Database.Commits == before + 1, "it renews");
        Assert.Equal(LeaseProfile.Fast.Kill, (await _rig.RowAsync())!.Kill);
    }

    [Fact]
    public async Task DatabaseThatCannotBeRead_IsTriedAgainUntilItCan()
    {
        _rig.Database.ReadsFail = true;
        await _rig.Authority.StartAsync(TestContext.Current.CancellationToken);
        await MembershipRig.UntilAsync(() => _rig.Authority.WakeAt is not null, "it waits to try again");
        _rig.Database.ReadsFail = false;
        _rig.Wake();
        await _rig.Authority.JoinedAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, _rig.Authority.Epoch);
    }

    private static long UntilOf(BootTime sent) => (sent + LeaseProfile.Fast.Authority).Nanoseconds;

    private static async Task CommittedAsync(ValueTask<CommitResult> commit) =>
        Assert.IsType<CommitResult.Committed>(await commit);

    private static Transaction Status(long generation) => new()
    {
        Puts =
        [
            StoredDocuments.PutRecord(Keys.GroupStatus("g"), new GroupStatus
            {
                Group = "g",
                Node = "n1",
                Epoch = 1,
                Generation = generation,
                Phase = GroupPhase.Active,
            }),
        ],
    };
}
