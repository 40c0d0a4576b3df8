using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Service.Tests.Packages;

namespace Holdfast.Service.Tests.Fencing;

/// <summary>Nodes that a device cut off and that are let in again, with real agent processes.</summary>
public sealed class LetInTests : FencingTests
{
    private static readonly string[] CutOff = ["off san-2 n2 0", "status san-2 n2 0"];
    private static readonly string[] LetIn = ["on san-2 n2 0", "status san-2 n2 0"];

    [Fact]
    public async Task Device_CutsOffOnlyAfterThatWasCommitted()
    {
        await DeviceAsync(Agent.Fabric(mode: "waits"));
        Start();
        await PackageNodes.UntilAsync(() => Agent.Log.Length == 1, "the agent runs");
        Assert.Equal(["san"], State.CutBy);
        Agent.Go("off");
        Agent.Go("status");
        await UntilAsync(FencePhase.Confirmed);
        Assert.Equal(["san"], State.CutBy);
    }

    [Fact]
    public async Task Node_IsLetInOnceItHasJoinedAnew_AndNotBefore()
    {
        await DeviceAsync(Agent.Fabric());
        Start();
        await UntilAsync(FencePhase.Confirmed);
        await PutAsync(Keys.Member("n2"), Member(alive: true));
        await PutAsync(Keys.Member("n2"), Member(alive: false) with { Epoch = 6 });
        Assert.Equal(CutOff, Agent.Log);

        await PutAsync(Keys.Member("n2"), Member(alive: true) with { Epoch = 7 });
        await PackageNodes.UntilAsync(() => State.CutBy.Count == 0, "it is let in");
        Assert.Equal([.. CutOff, .. LetIn], Agent.Log);
        Assert.Null(State.LettingIn);
        Assert.Contains("san let n2 in again", State.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Node_IsLetInByItself_WhereTheAgentMustRunThere()
    {
        await DeviceAsync(Agent.Fabric(by: Unfencing.Node));
        await CutAsync();
        Start(self: "n2", epoch: 6);
        await PackageNodes.UntilAsync(() => State.CutBy.Count == 0, "it is let in");
        Assert.Equal(LetIn, Agent.Log);
    }

    [Fact]
    public async Task NodeThatHasToRegister_DoesSoWhenItJoins_ThoughItWasNeverCutOff()
    {
        await DeviceAsync(Agent.Fabric(by: Unfencing.Node));
        await DeleteAsync(Keys.Fence("n2"));
        await PutAsync(Keys.Member("n2"), Member(alive: true) with { Epoch = 6 });
        Start(self: "n2", epoch: 6);
        await PackageNodes.UntilAsync(
            () => View.Current.Fences.ContainsKey("n2") && State.Registered.Count == 1, "it has registered");
        DeviceRegistration registered = Assert.Single(State.Registered);
        Assert.Equal(
            ("san", View.Current.FenceDevices["san"].Revision, 6L),
            (registered.Device, registered.Revision, registered.Epoch));
        Assert.Equal((FencePhase.None, null), (State.Phase, State.LettingIn));
        Assert.Equal(LetIn, Agent.Log);
    }

    [Fact]
    public async Task WhoIsNotToLetItIn_DoesNot()
    {
        var time = new ManualTime();
        await DeviceAsync(Agent.Fabric(by: Unfencing.Node));
        await CutAsync();
        Start(time);
        await PackageNodes.UntilAsync(() => time.Waits.Contains(TimeSpan.FromSeconds(5)), "the loop has looked");
        Assert.Equal((["san"], null), (State.CutBy, State.LettingIn));
        Assert.Empty(Agent.Log);
    }

    [Theory]
    [InlineData("noon", "san did not let it in: exit code 1")]
    [InlineData("liesin", "not that it is in now: its status is off")]
    public async Task NodeThatIsNotLetIn_IsTriedAgainLater_AndSaysWhy(string mode, string why)
    {
        await DeviceAsync(Agent.Fabric());
        Start();
        await UntilAsync(FencePhase.Confirmed);
        await DeviceAsync(Agent.Fabric(mode: mode));
        await PutAsync(Keys.Member("n2"), Member(alive: true) with { Epoch = 6 });
        await PackageNodes.UntilAsync(() => State.LetInFailures == 1, "it failed");
        Assert.Contains(why, State.LetInTrouble, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(30), State.LetInNextTryAt - State.ChangedAt);
        Assert.Equal((["san"], FencePhase.Confirmed, null), (State.CutBy, State.Phase, State.LettingIn));
    }

    [Fact]
    public async Task DeviceThatHasTheNodeNoMore_IsTrouble()
    {
        FenceDeviceConfig device = Agent.Fabric();
        await DeviceAsync(device with { Hosts = device.Hosts.Remove("n2") });
        await CutAsync();
        Start();
        await PackageNodes.UntilAsync(() => State.LetInFailures == 1, "it failed");
        Assert.Equal("san has n2 not among its hosts any more", State.LetInTrouble);
    }

    [Fact]
    public async Task PowerOffThatIsWantedMeanwhile_WaitsForTheAgentThatLetsIn()
    {
        await DeviceAsync(Agent.Fabric(mode: "waitson"));
        await CutAsync();
        Start();
        await PackageNodes.UntilAsync(() => Agent.Log.Length == 1, "the agent runs");
        Assert.Equal(("san", "n1", 3L), (State.LettingIn!.Device, State.LettingIn.By, State.LettingIn.ByEpoch));

        await WantedAgainAsync();
        Agent.Go("on");
        await UntilAsync(FencePhase.Confirmed);
        Assert.Equal([.. LetIn, .. CutOff], Agent.Log);
        Assert.Equal(["san"], State.CutBy);
    }

    [Fact]
    public async Task PowerOff_WaitsForTheLimitOfAnAgentOfSomebodyWhoDied()
    {
        var time = new ManualTime();
        await DeviceAsync(Agent.Fabric());
        await CutAsync();
        await PutAsync(Keys.Fence("n2"), State with
        {
            LettingIn = new LettingIn { Device = "san", By = "n9", ByEpoch = 1, Limit = TimeSpan.FromSeconds(65) },
        });
        await WantedAgainAsync();
        Task done = Run(time: time).RunAsync(Token);
        await PackageNodes.UntilAsync(() => time.Waits.Contains(TimeSpan.FromSeconds(70)), "it waits");
        Assert.Equal(FencePhase.Intended, State.Phase);
        Assert.Empty(Agent.Log);
        time.Advance(TimeSpan.FromSeconds(70));
        await done;
        Assert.Equal((FencePhase.Confirmed, null), (State.Phase, State.LettingIn));
        Assert.Equal(CutOff, Agent.Log);
    }

    [Fact]
    public async Task AgentThatHangs_HasEndedWithinTheLimitThatWasCommitted()
    {
        await DeviceAsync(Agent.Fabric(mode: "hang") with { Timeout = TimeSpan.FromSeconds(2) });
        await CutAsync();
        Start();

        // Seen once, it may be over the next time that it is looked at.
        LettingIn? begun = null;
        await PackageNodes.UntilAsync(() => (begun = State.LettingIn) is not null, "it is begun");
        Assert.Equal(TimeSpan.FromSeconds(7), begun!.Limit);
        await PackageNodes.UntilAsync(() => State.LetInFailures == 1, "it failed");
        Assert.Contains("what it did is unknown", State.LetInTrouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PowerOffOfALifeThatIsOver_ThatNobodyCarriesOutAnyMore_IsWithdrawn()
    {
        await PutAsync(Keys.Fence("n2"), State with { Phase = FencePhase.Running, Holder = "n9", CutBy = ["san"] });
        await DeviceAsync(Agent.Fabric());
        await PutAsync(Keys.Member("n2"), Member(alive: true) with { Epoch = 6 });
        Start();
        await PackageNodes.UntilAsync(() => State.CutBy.Count == 0, "it is let in");
        Assert.Equal(FencePhase.Withdrawn, State.Phase);
        Assert.Equal(LetIn, Agent.Log);
    }

    /// <summary>It was cut off in epoch 5, and has joined anew.</summary>
    private async Task CutAsync()
    {
        await PutAsync(Keys.Fence("n2"), State with { Phase = FencePhase.Confirmed, Devices = "san", CutBy = ["san"] });
        await PutAsync(Keys.Member("n2"), Member(alive: true) with { Epoch = 6 });
    }

    /// <summary>It has gone silent again, and is to be powered off in that epoch.</summary>
    private async Task WantedAgainAsync()
    {
        await PutAsync(Keys.Member("n2"), Member(alive: false) with { Epoch = 6 });
        await PutAsync(Keys.Fence("n2"), State with { Phase = FencePhase.Intended, Epoch = 6 });
    }
}
