using FsCheck;
using FsCheck.Fluent;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Failover;
using Holdfast.Core.Membership;
using Holdfast.Core.State;
using Holdfast.Core.Tests.Membership;
using Holdfast.Core.Time;
using Xunit;

namespace Holdfast.Core.Tests.Failover;

/// <summary>How many power-offs are begun in a while, whatever the wall clock says and whoever coordinates.</summary>
public sealed class StonithCapTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    public void FourthWithinTenMinutes_IsHeld_SaidOnce_AndBegunWhenThereIsRoom_WhateverTheWallClockSays(int days)
    {
        ClusterRig rig = Dead();
        Begun(rig, "n3");
        Begun(rig, "n3");
        Begun(rig, "n3");
        rig.WallClock += Day * days;

        StonithWish held = Assert.Single(Decide(rig).Wishes);
        Assert.Equal(FencePhase.Held, held.Next.Phase);
        Assert.Contains("most", held.Next.Text, StringComparison.Ordinal);
        Assert.Contains(rig.Look("n1").Plan!.Announcements, told => told.Kind == "FenceHeld");

        Put(rig, held.Next);
        Assert.Empty(Decide(rig).Wishes);
        BootTime room = Decide(rig).WakeAt!.Value;
        Assert.Equal(StonithCap.Window, room - rig.Clock);
        Later(rig, StonithCap.Window - Moment);
        Assert.Empty(Decide(rig).Wishes);
        Later(rig, Moment);
        Assert.Contains(
            Decide(rig).Wishes, wish => wish.Node == "n2" && wish.Next.Phase == FencePhase.Intended);
    }

    /// <summary>Else it would count anew for each coordinator that starts.</summary>
    [Fact]
    public void WhatCountsNoMore_IsStruckOut_WithoutAWord_AndNotFromARecordInSomebodysHands()
    {
        ClusterRig rig = Begun(new ClusterRig(), "n3");
        FenceState before = rig.Snapshot.Fences["n3"].Value;
        Later(rig, StonithCap.Window);
        StonithWish struck = Assert.Single(Decide(rig).Wishes);
        Assert.Equal(before with { Begun = [] }, struck.Next);
        var draft = new PlanDraft();
        new StonithDecision([struck], [], null).AddTo(draft);
        CommitPlan plan = draft.Build();
        Assert.Equal("state/fences/n3", Assert.Single(plan.Puts).Key);
        Assert.Equal("state/fences/n3", Assert.Single(plan.Guards).Key);
        Assert.Empty(plan.Announcements);

        foreach (FenceState held in new[]
            {
                before with { Phase = FencePhase.Running }, before with { Phase = FencePhase.Intended },
                before with { LettingIn = new() },
            })
        {
            Put(rig, held);
            Assert.Empty(Decide(rig).Wishes);
        }
    }

    [Fact]
    public void Coordinator_ThatHasWatched_CountsAsTheOneBefore_AndOneThatHasJustStartedFromThenOn()
    {
        ClusterRig rig = Dead();
        for (int i = 0; i < StonithCap.Most; i++)
        {
            Begun(rig, "n3");
        }

        Later(rig, TimeSpan.FromMinutes(4));
        Assert.Equal(TimeSpan.FromMinutes(6), StonithCap.HeldUntil(rig.Snapshot, rig.Observer, rig.Clock) - rig.Clock);
        var fresh = new Observer { StartedAt = rig.Clock };
        Assert.Equal(StonithCap.Window, StonithCap.HeldUntil(rig.Snapshot, fresh, rig.Clock) - rig.Clock);
    }

    /// <summary>Two that are begun at once, by a person on another node too, must not both find room.</summary>
    [Fact]
    public void OneThatIsBegun_ComparesTheRecordsOfAllNodes()
    {
        ClusterRig rig = Begun(Dead(), "n3");
        CommitPlan plan = rig.Look("n1").Plan!;
        Assert.Contains(plan.Puts, put => put.Value is FenceState { Node: "n2", Phase: FencePhase.Intended });
        Assert.Contains(new RowGuard("state/fences/n1", 0), plan.Guards);
        Assert.Contains(new RowGuard("state/fences/n2", 0), plan.Guards);
        Assert.Contains(new RowGuard("state/fences/n3", rig.Snapshot.Fences["n3"].Revision), plan.Guards);
    }

    [Fact]
    public void TimesThatTheClockGivesTwice_AreTwo()
    {
        ClusterRig rig = Begun(Begun(new ClusterRig(), "n3"), "n3");
        Assert.Equal(2, rig.Snapshot.Fences["n3"].Value.Begun.Distinct().Count());
        Assert.Equal(2, rig.Observer.PowerOffs.Count);
    }

    /// <summary>
    /// Coordinators that take turns, start anew and have wall clocks that are set by days want one power-off after the
    /// other. No more than the most are begun in any time of the window's length; and whoever has coordinated alone for
    /// that long may begin one.
    /// </summary>
    [Fact]
    public void WhoeverCoordinates_AndHoweverClocksAreSet_NoMoreThanTheMostAreBegun_AndNeverNoneForLong() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var play = new Play(new Random(seed));
            for (int i = 0; i < 150; i++)
            {
                play.Step();
            }

            return play.MostInAWindow <= StonithCap.Most && play.MostInAWindow > 0 && play.LongestHeld
                <= StonithCap.Window;
        }).QuickCheckThrowOnFailure();

    /// <summary>n2 is dead, and what it owns is blocked.</summary>
    private static ClusterRig Dead()
    {
        ClusterRig rig = new ClusterRig().Owned("g", "n2");
        var type = new ResourceTypeConfig
        {
            Name = "T", DisplayName = "T", DllName = "T.dll", PackageHash = "00", EntryType = "T", Version = "1",
            PropertySchema = "{}", FenceScope = FenceScope.Node,
        };
        var device = new FenceDeviceConfig
        {
            Name = "pdu", Agent = "fence_test", Hosts = ValueMap<string>.Empty.Set("n2", "2"),
        };
        rig.Snapshot = rig.Snapshot with
        {
            Types = rig.Snapshot.Types.Set("T", new(type, 1)),
            Resources = rig.Snapshot.Resources.Set(
                "r", new(new ResourceConfig { Name = "r", Group = "g", Type = "T" }, 1)),
            FenceDevices = rig.Snapshot.FenceDevices.Set("pdu", new(device, 1)),
        };
        rig.Seconds += 100;
        return rig.Member("n2", member => member with { Alive = false }).RenewAllBut("n2");
    }

    /// <summary>One more power-off of a node, done and seen.</summary>
    private static ClusterRig Begun(ClusterRig rig, string node)
    {
        FenceState? before = rig.Snapshot.Fences.TryGetValue(node, out Row<FenceState>? row) ? row.Value : null;
        FenceState asked = StonithSteps.Ask(before, rig.Snapshot.Members[node].Value, "n1", "r", rig.WallClock);
        return Put(rig, asked with { Phase = FencePhase.Confirmed });
    }

    private static ClusterRig Put(ClusterRig rig, FenceState state)
    {
        rig.Snapshot = rig.Snapshot with { Fences = rig.Snapshot.Fences.Set(state.Node, new(state, rig.Revision)) };
        return rig.See();
    }

    private static void Later(ClusterRig rig, TimeSpan time)
    {
        rig.Seconds += time.TotalSeconds;
        rig.RenewAllBut("n2");
    }

    private static StonithDecision Decide(ClusterRig rig) =>
        StonithPass.Decide(rig.Snapshot, rig.Observer, "n1", rig.WallClock, rig.Clock);

    /// <summary>Records of power-offs and services that see them, each on its own machine's clock.</summary>
    private sealed class Play(Random random)
    {
        private readonly ClusterRig _rig = new();
        private readonly BootTime[] _started = [new(5_000), new(7_000_000_000_000), new(90_000_000_000)];
        private readonly Observer?[] _observers = new Observer?[3];
        private readonly List<TimeSpan> _begun = [];
        private TimeSpan _now;
        private TimeSpan? _heldSince;
        private int _coordinator;
        private DateTimeOffset _wallClock = ClusterRig.Midnight;

        /// <summary>The most that were begun in any time of the window's length, by a clock that nobody has.</summary>
        public int MostInAWindow => _begun.Select(
            first => _begun.Count(at => at >= first && at < first + StonithCap.Window)).DefaultIfEmpty(0).Max();

        /// <summary>The longest that one who went on coordinating had to wait.</summary>
        public TimeSpan LongestHeld { get; private set; }

        private BootTime Clock => _started[_coordinator] + _now;

        public void Step()
        {
            TimeSpan passed = TimeSpan.FromSeconds(random.Next(0, 120));
            _now += passed;
            _wallClock += passed + Day * (random.Next(10) == 0 ? random.Next(-1, 2) : 0);
            int change = random.Next(40);
            if (change < 3)
            {
                _coordinator = change;
                _observers[change] = random.Next(2) == 0 ? null : _observers[change];
                _heldSince = null;
            }

            See();
            Strike();
            Begin();
            See();
        }

        private void See()
        {
            for (int i = 0; i < _observers.Length; i++)
            {
                BootTime clock = _started[i] + _now;
                _observers[i] = (_observers[i] ?? new Observer { StartedAt = clock }).See(_rig.Snapshot, clock);
            }
        }

        private void Strike()
        {
            foreach (StonithWish wish in StonithPass.Decide(
                _rig.Snapshot, _observers[_coordinator]!, "n1", _wallClock, Clock).Wishes)
            {
                Put(_rig, wish.Next);
            }
        }

        private void Begin()
        {
            if (StonithCap.HeldUntil(_rig.Snapshot, _observers[_coordinator]!, Clock) is not null)
            {
                _heldSince ??= _now;
                LongestHeld = LongestHeld > _now - _heldSince.Value ? LongestHeld : _now - _heldSince.Value;
                return;
            }

            _heldSince = null;
            _rig.WallClock = _wallClock;
            Begun(_rig, $"n{random.Next(1, 4)}");
            _begun.Add(_now);
        }
    }
}
