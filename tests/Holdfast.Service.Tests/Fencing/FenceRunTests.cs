using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Service.Fencing;
using Holdfast.Service.Tests.Packages;

namespace Holdfast.Service.Tests.Fencing;

/// <summary>Power-offs carried out by a coordinator with real agent processes, over a database in memory.</summary>
public sealed class FenceRunTests : FencingTests
{
    [Fact]
    public async Task PowerOff_IsConfirmed_OnceTheDeviceSaysAfterwardsThatItIsOff()
    {
        await DeviceAsync(Agent.Device());
        Start();
        await UntilAsync(FencePhase.Confirmed);
        Assert.Equal(["off pdu-2 n2 0", "status pdu-2 n2 0"], Agent.Log);
        Assert.Equal(("pdu", 1, "n1"), (State.Devices, State.Attempts, State.Holder));
        Assert.DoesNotContain(State.Notes, note => note.Text.Contains("Geheim1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Agent_RunsOnlyAfterTheIntentAndItsTakingUpWereCommitted()
    {
        await DeviceAsync(Agent.Device(mode: "waits"));
        Start();
        await PackageNodes.UntilAsync(() => Agent.Log.Length == 1, "the agent runs");
        ReadResult stored = await Database.ReadAsync(Keys.Fence("n2"), Token);
        FenceState running = StoredDocuments.Decode<FenceState>(stored.Items[0]);
        Assert.Equal((FencePhase.Running, "n1", 3L), (running.Phase, running.Holder, running.HolderEpoch));

        Agent.Go("off");
        await PackageNodes.UntilAsync(() => Agent.Log.Length == 2, "it is asked for the status");
        Assert.Equal(FencePhase.Running, State.Phase);
        Agent.Go("status");
        await UntilAsync(FencePhase.Confirmed);
    }

    [Theory]
    [InlineData("fail", "login failed with (secret)")]
    [InlineData("lies", "its status is on")]
    [InlineData("unknown", "exit code 1")]
    [InlineData("hang", "what it did is unknown")]
    public async Task WhateverIsNotKnownToBeOff_HasFailed_AndIsTriedLater(string mode, string why)
    {
        await DeviceAsync(Agent.Device(mode: mode) with { Timeout = TimeSpan.FromMilliseconds(700) });
        Start();
        await UntilAsync(FencePhase.Failed);
        Assert.Contains(why, State.Text, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(30), State.NextTryAt - State.ChangedAt);
        Assert.Equal("", State.Devices);
    }

    /// <summary>A device that does not know a node calls it off, whatever the node does.</summary>
    [Theory]
    [InlineData(5, 0, FencePhase.Confirmed)]
    [InlineData(4, 0, FencePhase.Failed)]
    [InlineData(5, -1, FencePhase.Failed)]
    public async Task DeviceWithWhichNodesRegister_IsAskedOnlyIfTheNodeDid_InThatEpochWithThatDevice(
        long epoch, int device, FencePhase ends)
    {
        await DeviceAsync(Agent.Fabric(by: Unfencing.Node));
        await PutAsync(Keys.Fence("n2"), State with
        {
            Registered =
            [
                new DeviceRegistration
                {
                    Device = "san", Revision = View.Current.FenceDevices["san"].Revision + device, Epoch = epoch,
                },
            ],
        });
        Start();
        await UntilAsync(ends);
        bool asked = ends == FencePhase.Confirmed;
        Assert.Equal(asked, Agent.Log.Length > 0);
        Assert.Equal(!asked, State.Text.Contains("has not registered with it as it is now", StringComparison.Ordinal));
    }

    [Fact]
    public async Task LevelThatFails_GivesWayToTheNext()
    {
        await DeviceAsync(Agent.Device("bmc", "fail"));
        await DeviceAsync(Agent.Device("pdu", level: 2));
        Start();
        await UntilAsync(FencePhase.Confirmed);
        Assert.Equal(("pdu", 2), (State.Devices, State.Level));
        Assert.Equal(["off bmc-2 n2 0", "off pdu-2 n2 0", "status pdu-2 n2 0"], Agent.Log);
    }

    [Fact]
    public async Task DevicesOfALevel_MustAllSucceed_AndAreAskedOnceAllWereSwitched()
    {
        await DeviceAsync(Agent.Device("pdu-a"));
        await DeviceAsync(Agent.Device("pdu-b"));
        Start();
        await UntilAsync(FencePhase.Confirmed);
        Assert.Equal("pdu-a and pdu-b", State.Devices);
        Assert.Equal(
            ["off pdu-a-2 n2 0", "off pdu-b-2 n2 0", "status pdu-a-2 n2 0", "status pdu-b-2 n2 0"], Agent.Log);
    }

    [Fact]
    public async Task OneOfTwoDevicesOfALevel_IsNotEnough()
    {
        await DeviceAsync(Agent.Device("pdu-a"));
        await DeviceAsync(Agent.Device("pdu-b", "lies"));
        Start();
        await UntilAsync(FencePhase.Failed);
    }

    [Fact]
    public async Task Reboot_PowersOnAgain_OnlyOnceItIsConfirmedOff()
    {
        await DeviceAsync(Agent.Device(mode: "waits") with { Action = FenceAction.Reboot });
        Agent.Go("off");
        Agent.Go("status");
        Start();
        await PackageNodes.UntilAsync(() => Agent.Log.Length == 3, "it is powered on");
        Assert.Equal(["off pdu-2 n2 0", "status pdu-2 n2 0", "on pdu-2 n2 0"], Agent.Log);
        Assert.Equal(FencePhase.Confirmed, State.Phase);
        Agent.Go("on");
        await PackageNodes.UntilAsync(
            () => State.Text.Contains("powered n2 on again", StringComparison.Ordinal), "that is noted");
        Assert.Equal(FencePhase.Confirmed, State.Phase);
    }

    [Fact]
    public async Task RebootThatDoesNotComeOnAgain_StaysConfirmed()
    {
        await DeviceAsync(Agent.Device(mode: "noon") with { Action = FenceAction.Reboot });
        Start();
        await PackageNodes.UntilAsync(
            () => State.Text.Contains("did not power n2 on", StringComparison.Ordinal), "that is noted");
        Assert.Equal(FencePhase.Confirmed, State.Phase);
    }

    [Fact]
    public async Task WhoDoesNotCoordinate_SwitchesNothing()
    {
        await PutAsync(Keys.Coordinator, new CoordinatorState { Term = 2, Holder = "n3", HolderEpoch = 1 });
        await DeviceAsync(Agent.Device());
        await Run().RunAsync(Token);
        Assert.Equal(FencePhase.Intended, State.Phase);
        Assert.Empty(Agent.Log);
    }

    [Fact]
    public async Task WhatAnEarlierCoordinatorLeftRunning_IsTakenOver_AndTheOffRepeated()
    {
        await PutAsync(Keys.Fence("n2"), State with { Phase = FencePhase.Running, Holder = "n9", HolderEpoch = 1 });
        await DeviceAsync(Agent.Device());
        Start();
        await UntilAsync(FencePhase.Confirmed);
        Assert.Equal("n1", State.Holder);
        Assert.Equal("off pdu-2 n2 0", Agent.Log[0]);
    }

    [Fact]
    public async Task CoordinatorThatWasReplacedMeanwhile_ConfirmsNothing()
    {
        await DeviceAsync(Agent.Device(mode: "waits"));
        FenceRun run = Run();
        Task done = run.RunAsync(Token);
        await PackageNodes.UntilAsync(() => Agent.Log.Length == 1, "the agent runs");
        await PutAsync(Keys.Coordinator, new CoordinatorState { Term = 2, Holder = "n3", HolderEpoch = 1 });
        Agent.Go("off");
        Agent.Go("status");
        await done;
        Assert.Equal(FencePhase.Running, State.Phase);
    }

    /// <summary>It sees an old cluster, in which the node may have been down; it may have joined since.</summary>
    [Fact]
    public async Task CoordinatorThatIsCutOff_TellsNoFurtherDevice()
    {
        await DeviceAsync(Agent.Device("pdu-a", "waits"));
        await DeviceAsync(Agent.Device("pdu-b"));
        Task done = Run().RunAsync(Token);
        await PackageNodes.UntilAsync(() => Agent.Log.Length == 1, "the first is told");
        Renewed = false;
        Agent.Go("off");
        await done;
        Assert.Equal(["off pdu-a-2 n2 0"], Agent.Log);
        Assert.Equal(FencePhase.Running, State.Phase);
    }

    /// <summary>Who confirmed it died before it was powered on; an off of his may last as long as any agent may.
    /// </summary>
    [Fact]
    public async Task RebootWhoseCoordinatorDied_IsPoweredOnByTheNext_OnceWhatThatOneBeganIsOver()
    {
        var time = new ManualTime();
        await DeviceAsync(Agent.Device() with { Action = FenceAction.Reboot, Timeout = TimeSpan.FromSeconds(20) });
        await PutAsync(Keys.Fence("n2"), State with
        {
            Phase = FencePhase.Confirmed, Holder = "n9", HolderEpoch = 1, Attempts = 1, Devices = "pdu",
            OnOwed = ["pdu"], HeldBefore = true,
        });
        Start(time);
        await PackageNodes.UntilAsync(
            () => time.Waits.Contains(TimeSpan.FromSeconds(25)), "it waits for the agents");
        Assert.Empty(Agent.Log);
        time.Advance(TimeSpan.FromSeconds(25));
        await PackageNodes.UntilAsync(() => State.OnOwed.Count == 0, "it is powered on");
        Assert.Equal(["on pdu-2 n2 0"], Agent.Log);
        Assert.Equal(FencePhase.Confirmed, State.Phase);
    }

    [Fact]
    public async Task NodeThatCameBackMeanwhile_IsConfirmedNothingOf()
    {
        await DeviceAsync(Agent.Device(mode: "waits"));
        Task done = Run().RunAsync(Token);
        await PackageNodes.UntilAsync(() => Agent.Log.Length == 1, "the agent runs");
        await PutAsync(Keys.Member("n2"), Member(alive: true) with { Epoch = 6 });
        Agent.Go("off");
        Agent.Go("status");
        await done;
        Assert.Equal(FencePhase.Withdrawn, State.Phase);
    }

    /// <summary>Somebody found during the delay that the plug is another machine's, or that there is a second power
    /// supply.</summary>
    [Theory]
    [InlineData("removed")]
    [InlineData("replaced")]
    [InlineData("joined by another")]
    public async Task DeviceThatIsChangedBeforeItIsTold_IsNotTold(string how)
    {
        var time = new ManualTime();
        FenceDeviceConfig device = Agent.Device() with { Delay = TimeSpan.FromSeconds(10) };
        await DeviceAsync(device);
        Task done = Run(time: time).RunAsync(Token);
        await PackageNodes.UntilAsync(() => time.Waits.Contains(TimeSpan.FromSeconds(10)), "it waits");
        await (how switch
        {
            "removed" => DeleteAsync(Keys.FenceDevice("pdu")),
            "replaced" => DeviceAsync(device with { Hosts = device.Hosts.Set("n2", "7") }),
            _ => DeviceAsync(Agent.Device("pdu-b")),
        });
        time.Advance(TimeSpan.FromSeconds(10));
        await done;
        Assert.Empty(Agent.Log);
        Assert.Equal(FencePhase.Failed, State.Phase);
        Assert.Contains("its devices were changed meanwhile", State.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DeviceThatIsChangedAfterItWasTold_ConfirmsNothing(bool silent)
    {
        await PutAsync(Keys.Member("n2"), Member(alive: !silent));
        FenceDeviceConfig device = Agent.Device(mode: silent ? "waits" : "ok");
        await DeviceAsync(device);
        Task done = Run().RunAsync(Token);
        await PackageNodes.UntilAsync(() => Agent.Log.Length == (silent ? 1 : 2), "it was told");
        await DeviceAsync(device with { Hosts = device.Hosts.Set("n2", "7") });
        Agent.Go("off");
        Agent.Go("status");
        await PutAsync(Keys.Member("n2"), Member(alive: false));
        await done;
        Assert.NotEqual(FencePhase.Confirmed, State.Phase);
    }

    [Fact]
    public async Task NodeThatGoesOnRenewing_ShowsThatThePlugIsAnothers()
    {
        await PutAsync(Keys.Member("n2"), Member(alive: true));
        await DeviceAsync(Agent.Device());
        await Run(grace: TimeSpan.FromMilliseconds(50)).RunAsync(Token);
        Assert.Equal(FencePhase.Failed, State.Phase);
        Assert.Contains("host map", State.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NodeThatIsPoweredOffWhileItAnswers_IsConfirmedOnceItIsFenced()
    {
        await PutAsync(Keys.Member("n2"), Member(alive: true));
        await DeviceAsync(Agent.Device());
        Start();
        await PackageNodes.UntilAsync(() => Agent.Log.Length == 2, "it is off");
        Assert.Equal(FencePhase.Running, State.Phase);
        await PutAsync(Keys.Member("n2"), Member(alive: false));
        await UntilAsync(FencePhase.Confirmed);
    }

    /// <summary>The agent may be there, or the device be reached, on another node: the term goes there.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AgentThatIsMissingHere_IsTriedElsewhere_IfThereIsSomebody(bool there)
    {
        await PutAsync(Keys.Member("n3"), Member(alive: there) with { Node = "n3" });
        await DeviceAsync(Agent.Device() with { Agent = "fence_missing" });
        await Run().RunAsync(Token);
        Assert.Equal(FencePhase.Failed, State.Phase);
        Assert.Equal(there ? ["n1", "n2"] : [], View.Current.Coordinator!.Value.HandsOver);
        Assert.Equal(there ? ["n1"] : [], State.TriedFrom);
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
        FenceDeviceConfig device = Agent.Device() with { Delay = TimeSpan.FromSeconds(10) };
        await DeviceAsync(device with { NodeDelays = device.NodeDelays.Set("n2", TimeSpan.FromSeconds(20)) });
        Task done = Run(time: time).RunAsync(Token);
        await PackageNodes.UntilAsync(
            () => time.Waits.Contains(TimeSpan.FromSeconds(30)),
            "10 s for the device and 20 s for the node are waited");
        Assert.Equal(FencePhase.Running, State.Phase);
        Assert.Empty(Agent.Log);
        time.Advance(TimeSpan.FromSeconds(30));
        await done;
        Assert.Equal(FencePhase.Confirmed, State.Phase);
    }
}
