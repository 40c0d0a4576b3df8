using Holdfast.Core.Authority;
using Holdfast.Core.Configuration;
using Holdfast.Core.Membership;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Database.Memory;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Events;
using Holdfast.Service.Fencing;
using Holdfast.Service.Tests.Groups;
using Holdfast.Service.Tests.Packages;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Service.Tests.Fencing;

/// <summary>Power-offs carried out by a coordinator with real agent processes, over a database in memory.</summary>
public sealed class FenceRunTests : IAsyncLifetime
{
    private readonly FakeAgent _agent = new();
    private readonly MemoryDatabase _database = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ClusterView _view;
    private readonly EventLog _events;
    private Task _running = Task.CompletedTask;
    private Task _loop = Task.CompletedTask;

    public FenceRunTests()
    {
        _view = new ClusterView(_database, TimeProvider.System, NullLogger<ClusterView>.Instance);
        _events = new EventLog("n1", _database, TimeProvider.System, NullLogger<EventLog>.Instance);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private FenceState State => _view.Current.Fences["n2"].Value;

    public async ValueTask InitializeAsync()
    {
        _running = _view.RunAsync(_stop.Token);
        await _view.StartAsync(Token);
        await PutAsync(Keys.Coordinator, new CoordinatorState { Term = 1, Holder = "n1", HolderEpoch = 3 });
        await PutAsync(Keys.Member("n2"), Member(alive: false));
        await PutAsync(Keys.Fence("n2"), new FenceState
        {
            Node = "n2", Epoch = 5, Id = "x", Phase = FencePhase.Intended, Reason = "g is blocked there",
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _running;
        _stop.Dispose();
        _agent.Dispose();
    }

    [Fact]
    public async Task PowerOff_IsConfirmed_OnceTheDeviceSaysAfterwardsThatItIsOff()
    {
        await DeviceAsync(_agent.Device());
        Start();
        await UntilAsync(FencePhase.Confirmed);
        Assert.Equal(["off pdu-2 n2 0", "status pdu-2 n2 0"], _agent.Log);
        Assert.Equal(("pdu", 1, "n1"), (State.Devices, State.Attempts, State.Holder));
        Assert.DoesNotContain(State.Notes, note => note.Text.Contains("Geheim1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Agent_RunsOnlyAfterTheIntentAndItsTakingUpWereCommitted()
    {
        await DeviceAsync(_agent.Device(mode: "waits"));
        Start();
        await PackageNodes.UntilAsync(() => _agent.Log.Length == 1, "the agent runs");
        ReadResult stored = await _database.ReadAsync(Keys.Fence("n2"), Token);
        FenceState running = StoredDocuments.Decode<FenceState>(stored.Items[0]);
        Assert.Equal((FencePhase.Running, "n1", 3L), (running.Phase, running.Holder, running.HolderEpoch));

        _agent.Go("off");
        await PackageNodes.UntilAsync(() => _agent.Log.Length == 2, "it is asked for the status");
        Assert.Equal(FencePhase.Running, State.Phase);
        _agent.Go("status");
        await UntilAsync(FencePhase.Confirmed);
    }

    [Theory]
    [InlineData("fail", "login failed with (secret)")]
    [InlineData("lies", "its status is on")]
    [InlineData("unknown", "exit code 1")]
    [InlineData("hang", "what it did is unknown")]
    public async Task WhateverIsNotKnownToBeOff_HasFailed_AndIsTriedLater(string mode, string why)
    {
        await DeviceAsync(_agent.Device(mode: mode) with { Timeout = TimeSpan.FromMilliseconds(700) });
        Start();
        await UntilAsync(FencePhase.Failed);
        Assert.Contains(why, State.Text, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(30), State.NextTryAt - State.ChangedAt);
        Assert.Equal("", State.Devices);
    }

    [Fact]
    public async Task LevelThatFails_GivesWayToTheNext()
    {
        await DeviceAsync(_agent.Device("bmc", "fail"));
        await DeviceAsync(_agent.Device("pdu", level: 2));
        Start();
        await UntilAsync(FencePhase.Confirmed);
        Assert.Equal(("pdu", 2), (State.Devices, State.Level));
        Assert.Equal(["off bmc-2 n2 0", "off pdu-2 n2 0", "status pdu-2 n2 0"], _agent.Log);
    }

    [Fact]
    public async Task DevicesOfALevel_MustAllSucceed_AndAreAskedOnceAllWereSwitched()
    {
        await DeviceAsync(_agent.Device("pdu-a"));
        await DeviceAsync(_agent.Device("pdu-b"));
        Start();
        await UntilAsync(FencePhase.Confirmed);
        Assert.Equal("pdu-a and pdu-b", State.Devices);
        Assert.Equal(
            ["off pdu-a-2 n2 0", "off pdu-b-2 n2 0", "status pdu-a-2 n2 0", "status pdu-b-2 n2 0"], _agent.Log);
    }

    [Fact]
    public async Task OneOfTwoDevicesOfALevel_IsNotEnough()
    {
        await DeviceAsync(_agent.Device("pdu-a"));
        await DeviceAsync(_agent.Device("pdu-b", "lies"));
        Start();
        await UntilAsync(FencePhase.Failed);
    }

    [Fact]
    public async Task Reboot_PowersOnAgain_OnlyOnceItIsConfirmedOff()
    {
        await DeviceAsync(_agent.Device(mode: "waits") with { Action = FenceAction.Reboot });
        _agent.Go("off");
        _agent.Go("status");
        Start();
        await PackageNodes.UntilAsync(() => _agent.Log.Length == 3, "it is powered on");
        Assert.Equal(["off pdu-2 n2 0", "status pdu-2 n2 0", "on pdu-2 n2 0"], _agent.Log);
        Assert.Equal(FencePhase.Confirmed, State.Phase);
        _agent.Go("on");
        await PackageNodes.UntilAsync(
            () => State.Text.Contains("powered n2 on again", StringComparison.Ordinal), "that is noted");
        Assert.Equal(FencePhase.Confirmed, State.Phase);
    }

    [Fact]
    public async Task RebootThatDoesNotComeOnAgain_StaysConfirmed()
    {
        await DeviceAsync(_agent.Device(mode: "noon") with { Action = FenceAction.Reboot });
        Start();
        await PackageNodes.UntilAsync(
            () => State.Text.Contains("did not power n2 on", StringComparison.Ordinal), "that is noted");
        Assert.Equal(FencePhase.Confirmed, State.Phase);
    }

    [Fact]
    public async Task WhoDoesNotCoordinate_SwitchesNothing()
    {
        await PutAsync(Keys.Coordinator, new CoordinatorState { Term = 2, Holder = "n3", HolderEpoch = 1 });
        await DeviceAsync(_agent.Device());
        await Run().RunAsync(Token);
        Assert.Equal(FencePhase.Intended, State.Phase);
        Assert.Empty(_agent.Log);
    }

    [Fact]
    public async Task WhatAnEarlierCoordinatorLeftRunning_IsTakenOver_AndTheOffRepeated()
    {
        await PutAsync(Keys.Fence("n2"), State with { Phase = FencePhase.Running, Holder = "n9", HolderEpoch = 1 });
        await DeviceAsync(_agent.Device());
        Start();
        await UntilAsync(FencePhase.Confirmed);
        Assert.Equal("n1", State.Holder);
        Assert.Equal("off pdu-2 n2 0", _agent.Log[0]);
    }

    [Fact]
    public async Task CoordinatorThatWasReplacedMeanwhile_ConfirmsNothing()
    {
        await DeviceAsync(_agent.Device(mode: "waits"));
        FenceRun run = Run();
        Task done = run.RunAsync(Token);
        await PackageNodes.UntilAsync(() => _agent.Log.Length == 1, "the agent runs");
        await PutAsync(Keys.Coordinator, new CoordinatorState { Term = 2, Holder = "n3", HolderEpoch = 1 });
        _agent.Go("off");
        _agent.Go("status");
        await done;
        Assert.Equal(FencePhase.Running, State.Phase);
    }

    [Fact]
    public async Task NodeThatCameBackMeanwhile_IsConfirmedNothingOf()
    {
        await DeviceAsync(_agent.Device(mode: "waits"));
        Task done = Run().RunAsync(Token);
        await PackageNodes.UntilAsync(() => _agent.Log.Length == 1, "the agent runs");
        await PutAsync(Keys.Member("n2"), Member(alive: true) with { Epoch = 6 });
        _agent.Go("off");
        _agent.Go("status");
        await done;
        Assert.Equal(FencePhase.Withdrawn, State.Phase);
    }

    [Fact]
    public async Task NodeThatGoesOnRenewing_ShowsThatThePlugIsAnothers()
    {
        await PutAsync(Keys.Member("n2"), Member(alive: true));
        await DeviceAsync(_agent.Device());
        await Run(grace: TimeSpan.FromMilliseconds(50)).RunAsync(Token);
        Assert.Equal(FencePhase.Failed, State.Phase);
        Assert.Contains("host map", State.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NodeThatIsPoweredOffWhileItAnswers_IsConfirmedOnceItIsFenced()
    {
        await PutAsync(Keys.Member("n2"), Member(alive: true));
        await DeviceAsync(_agent.Device());
        Start();
        await PackageNodes.UntilAsync(() => _agent.Log.Length == 2, "it is off");
        Assert.Equal(FencePhase.Running, State.Phase);
        await PutAsync(Keys.Member("n2"), Member(alive: false));
        await UntilAsync(FencePhase.Confirmed);
    }

    [Fact]
    public async Task NodeWithoutADevice_IsSaidToHaveNone()
    {
        await Run().RunAsync(Token);
        Assert.Equal(FencePhase.Failed, State.Phase);
        Assert.Contains("no device", State.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delay_IsWaitedBeforeTheOff_ThatOfTheNodeToo()
    {
        var time = new ManualTime();
        FenceDeviceConfig device = _agent.Device() with { Delay = TimeSpan.FromSeconds(10) };
        await DeviceAsync(device with { NodeDelays = device.NodeDelays.Set("n2", TimeSpan.FromSeconds(20)) });
        Task done = Run(time: time).RunAsync(Token);
        await PackageNodes.UntilAsync(
            () => time.Waits.Contains(TimeSpan.FromSeconds(30)),
            "10 s for the device and 20 s for the node are waited");
        Assert.Equal(FencePhase.Running, State.Phase);
        Assert.Empty(_agent.Log);
        time.Advance(TimeSpan.FromSeconds(30));
        await done;
        Assert.Equal(FencePhase.Confirmed, State.Phase);
    }

    private static MemberState Member(bool alive) => new()
    {
        Node = "n2", Epoch = 5, Alive = alive, Sequence = 9, Authority = LeaseProfile.Fast.Authority / 10,
        Kill = LeaseProfile.Fast.Kill / 10, KillTime = LeaseProfile.Fast.KillTime / 10,
    };

    private FenceRun Run(TimeSpan? grace = null, TimeProvider? time = null)
    {
        TimeProvider clock = time ?? TimeProvider.System;
        var record = new FenceRecord(
            _view, _database, _events, clock, new CoordinatorIdentity("n1", 3), _view.Current.Fences["n2"]);
        return new FenceRun(_agent.Devices(clock), _view, record, clock, new Random(1))
        {
            Grace = grace ?? TimeSpan.FromSeconds(30),
        };
    }

    private void Start() => _loop = new FencingLoop(
        _view, _database, _events, new FakeAuthority(_database, 3), _agent.Devices(), TimeProvider.System,
        NullLogger<FencingLoop>.Instance).RunAsync(_stop.Token);

    private Task UntilAsync(FencePhase phase) =>
        PackageNodes.UntilAsync(() => State.Phase == phase, $"the power-off {phase}");

    private Task DeviceAsync(FenceDeviceConfig device) => PutAsync(Keys.FenceDevice(device.Name), device);

    private async Task PutAsync<T>(string key, T record)
        where T : StoredRecord
    {
        CommitResult result = await _database.CommitAsync(
            new Transaction { Puts = [StoredDocuments.Put(key, record)] }, Token);
        await _view.ReachAsync(Assert.IsType<CommitResult.Committed>(result).Revision, Token);
    }
}
