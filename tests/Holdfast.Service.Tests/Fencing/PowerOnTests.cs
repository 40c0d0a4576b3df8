using Holdfast.Core.Configuration;
using Holdfast.Core.Events;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Service.Tests.Packages;

namespace Holdfast.Service.Tests.Fencing;

/// <summary>The on that a reboot owes once the off was confirmed.</summary>
public sealed class PowerOnTests : FencingTests
{
    /// <summary>With the first of two supplies the node may be back before the second is on: both are told.</summary>
    [Fact]
    public async Task BothSupplies_AreTold_ThoughTheNodeIsBackByTheFirst()
    {
        await TwoSuppliesAsync("waitson");
        Task done = Run().RunAsync(Token);
        await PackageNodes.UntilAsync(() => On().Length == 2, "both are told, at the same time");
        await PutAsync(Keys.Member("n2"), Member(alive: true) with { Epoch = 6 });
        Agent.Go("on");
        await done;
        Assert.Empty(State.OnOwed);
        Assert.Equal(FencePhase.Confirmed, State.Phase);
    }

    /// <summary>The coordinator died in between: the next one powers the rest on.</summary>
    [Fact]
    public async Task SupplyThatIsOwedToANodeThatIsBack_IsToldByTheNextCoordinator()
    {
        await TwoSuppliesAsync("ok");
        await PutAsync(Keys.Member("n2"), Member(alive: true) with { Epoch = 6 });
        await PutAsync(Keys.Fence("n2"), Owed("pdu-b"));
        Start();
        await PackageNodes.UntilAsync(() => State.OnOwed.Count == 0, "the second is told");
        Assert.Equal(["on pdu-b-2 n2 0"], Agent.Log);
    }

    /// <summary>Who hears nothing of it finds one supply off when the other fails.</summary>
    [Fact]
    public async Task SupplyThatDoesNotComeOn_IsAnnounced()
    {
        await DeviceAsync(Agent.Device(mode: "noon") with { Action = FenceAction.Reboot });
        await Run().RunAsync(Token);
        Assert.Contains("did not power n2 on again", State.Text, StringComparison.Ordinal);
        ReadResult events = await Database.ReadAsync(Keys.Events, Token);
        Assert.Contains("is not powered on again by pdu", Assert.Single(
            events.Items.Select(item => StoredDocuments.Decode<ClusterEvent>(item)),
            told => told.Kind == EventKinds.FenceOnFailed).Message, StringComparison.Ordinal);
    }

    /// <summary>What is wanted then is that it is off.</summary>
    [Fact]
    public async Task WaitForAnEarlierCoordinatorsAgents_EndsAtOnce_WhereANewPowerOffIsWanted()
    {
        var time = new ManualTime();
        await TwoSuppliesAsync("ok");
        await PutAsync(Keys.Fence("n2"), Owed("pdu-a", "pdu-b") with { HeldBefore = true });
        Task done = Run(time: time).PowerOnAsync(Token);
        await PackageNodes.UntilAsync(() => time.Waits.Count > 0, "it waits for the agents");
        await PutAsync(Keys.Fence("n2"), Owed() with { Id = "y", Phase = FencePhase.Intended });
        await done;
        Assert.Empty(Agent.Log);
    }

    /// <summary>A try that failed is not repeated for one that is to be off again, and nothing is written over that.
    /// </summary>
    [Fact]
    public async Task On_IsNotTriedAgain_OnceANewPowerOffIsWanted()
    {
        await DeviceAsync(Agent.Device(mode: "waitsno") with { Action = FenceAction.Reboot, Retries = 5 });
        Task done = Run().RunAsync(Token);
        await PackageNodes.UntilAsync(() => On().Length == 1, "it is told");
        FenceState anew = Owed() with { Id = "y", Phase = FencePhase.Intended };
        await PutAsync(Keys.Fence("n2"), anew);
        Agent.Go("on");
        await done;
        Assert.Single(On());
        Assert.Equal(anew, State);
    }

    /// <summary>The device may hang for a minute; what is wanted by then is that the node is off.</summary>
    [Fact]
    public async Task OnThatHangs_EndsAtOnce_WhereANewPowerOffIsWanted()
    {
        await TwoSuppliesAsync("waitson");
        Task done = Run().RunAsync(Token);
        await PackageNodes.UntilAsync(() => On().Length == 2, "both are told");
        FenceState anew = Owed() with { Id = "y", Phase = FencePhase.Intended };
        await PutAsync(Keys.Fence("n2"), anew);
        await done;
        Assert.Equal(anew, State);
    }

    private string[] On() => [.. Agent.Log.Where(line => line.StartsWith("on ", StringComparison.Ordinal))];

    private async Task TwoSuppliesAsync(string mode)
    {
        foreach (string name in new[] { "pdu-a", "pdu-b" })
        {
            await DeviceAsync(Agent.Device(name, mode) with { Action = FenceAction.Reboot });
        }
    }

    private FenceState Owed(params string[] devices) => State with
    {
        Phase = FencePhase.Confirmed, Holder = "n1", HolderEpoch = 3, Devices = "pdu-a and pdu-b",
        OnOwed = [.. devices],
    };
}
