using System.Globalization;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Service.Fencing;
using Holdfast.Service.Tests.Packages;

namespace Holdfast.Service.Tests.Fencing;

/// <summary>Fence agents as processes: what they are told, what their answers mean, and which are run at all.</summary>
public sealed class FenceAgentTests : IDisposable
{
    private readonly FakeAgent _agent = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _agent.Dispose();

    [Fact]
    public async Task Agent_IsToldOnStandardInput_WithoutArguments()
    {
        AgentAnswer answer = await _agent.Devices().OffAsync(_agent.Device(), "n2", () => true, Token);

        Assert.True(answer.IsDone);
        Assert.Equal(["off pdu-2 n2 0"], _agent.Log);
        Assert.Equal(
            "a=1\npasswd=x\naction=off\nnodename=n2\nplug=7\n",
            FenceDevices.Input(
                new FenceDeviceConfig
                {
                    Name = "d", Agent = "fence_fake", Hosts = ValueMap<string>.Empty.Set("n2", "7"),
                    Parameters = ValueMap<string>.Empty.Set("a", "1").Set("passwd", "x"),
                }, "n2", "off"));
    }

    [Fact]
    public void Words_AreTheLastThatSaySomething_WithoutTheirTime_AndOfLongOnesBothEnds()
    {
        Assert.Equal(
            "Failed: no; and why",
            AgentWords.Last("much\n2026-11-28 04:13:26,660 ERROR: Failed: no\n\nand why\n"
                + "2026-11-28 04:13:26,660 ERROR: Please use '-h' for usage\n"));
        string cut = AgentWords.Shorten("first " + new string('x', 500) + " the cause");
        Assert.Equal(400, cut.Length);
        Assert.StartsWith("first x", cut, StringComparison.Ordinal);
        Assert.EndsWith("x the cause", cut, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SecretThatAnAgentRepeats_IsHiddenBeforeItsWordsAreShortened()
    {
        FenceDeviceConfig device = _agent.Device(mode: "fail");
        device = device with { Parameters = device.Parameters.Set("passwd", new string('s', 600)) };
        AgentAnswer answer = await _agent.Devices().OffAsync(device, "n2", () => true, Token);
        Assert.EndsWith("login failed with (secret)", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_SaysOff_OnlyAfterAnOff()
    {
        FenceDevices devices = _agent.Devices();
        Assert.False((await devices.IsOffAsync(_agent.Device(), "n2", Token)).IsOff);
        Assert.True((await devices.OffAsync(_agent.Device(), "n2", () => true, Token)).IsDone);
        Assert.True((await devices.IsOffAsync(_agent.Device(), "n2", Token)).IsOff);
        Assert.True((await devices.OnAsync(_agent.Device(), "n2", () => true, Token)).IsDone);
        Assert.True((await devices.StatusAsync(_agent.Device(), "n2", Token)).IsDone);
    }

    [Fact]
    public async Task AgentThatHangs_IsKilledWithItsChildren_AndHasNotSucceeded()
    {
        FenceDeviceConfig device = _agent.Device(mode: "hang") with { Timeout = TimeSpan.FromMilliseconds(500) };

        AgentAnswer answer = await _agent.Devices().OffAsync(device, "n2", () => true, Token);

        Assert.IsType<AgentAnswer.TimedOut>(answer);
        Assert.False(answer.IsDone || answer.IsOff);
        int child = int.Parse(
            await File.ReadAllTextAsync(Path.Combine(_agent.Folder, "child"), Token), CultureInfo.InvariantCulture);
        await PackageNodes.UntilAsync(() => !IsRunning(child), "its child killed");
    }

    [Fact]
    public async Task AgentOfAServiceWhoseTimersDoNotRun_EndsAllTheSame_AndHasNotSucceeded()
    {
        FenceDeviceConfig device = _agent.Device(mode: "hang") with { Timeout = TimeSpan.FromSeconds(1) };

        AgentAnswer answer = await _agent.Devices(new ManualTime()).OffAsync(device, "n2", () => true, Token);

        Assert.IsType<AgentAnswer.TimedOut>(answer);
        Assert.False(answer.IsDone || answer.IsOff);
        int child = int.Parse(
            await File.ReadAllTextAsync(Path.Combine(_agent.Folder, "child"), Token), CultureInfo.InvariantCulture);
        await PackageNodes.UntilAsync(() => !IsRunning(child), "its child killed");
    }

    [Fact]
    public async Task TriesOfAnAction_ShareItsTime()
    {
        FenceDeviceConfig device = _agent.Device(mode: "fail") with { Retries = 3 };
        Assert.False((await _agent.Devices().OffAsync(device, "n2", () => true, Token)).IsDone);
        Assert.Equal(4, _agent.Log.Length);

        FenceDeviceConfig hanging = _agent.Device(mode: "hang") with
        {
            Retries = 3, Timeout = TimeSpan.FromMilliseconds(300),
        };
        Assert.IsType<AgentAnswer.TimedOut>(await _agent.Devices().OffAsync(hanging, "n2", () => true, Token));
        Assert.Equal(5, _agent.Log.Length);
    }

    [Fact]
    public async Task AgentThatFailsAtFirst_SucceedsWhenTriedAgain()
    {
        AgentAnswer answer = await _agent.Devices().OffAsync(
            _agent.Device(mode: "flapping") with { Retries = 1 }, "n2", () => true, Token);
        Assert.True(answer.IsDone);
        Assert.Equal(2, _agent.Log.Length);
    }

    [Fact]
    public async Task PasswordThatAnAgentRepeats_IsNotShown()
    {
        AgentAnswer answer = await _agent.Devices().OffAsync(_agent.Device(mode: "fail"), "n2", () => true, Token);
        Assert.Equal("exit code 3: login failed with (secret)", answer.Text);
    }

    [Fact]
    public async Task Device_DoesOneThingAtATime()
    {
        FenceDevices devices = _agent.Devices();
        Task<AgentAnswer> first = devices.OffAsync(_agent.Device(mode: "waits"), "n2", () => true, Token);
        await PackageNodes.UntilAsync(() => _agent.Log.Length == 1, "the first begun");
        Task<AgentAnswer> second = devices.StatusAsync(_agent.Device(), "n2", Token);
        Task<AgentAnswer> other = devices.StatusAsync(_agent.Device("other"), "n2", Token);
        await other;
        Assert.False(second.IsCompleted);
        Assert.Equal(["off pdu-2 n2 0", "status other-2 n2 0"], _agent.Log);

        _agent.Go("off");
        Assert.True((await first).IsDone);
        Assert.True((await second).IsOff);
    }

    /// <summary>It may be minutes until others are done with the device: the node may be back by then.</summary>
    [Fact]
    public async Task OffThatIsWantedNoMore_WhenItsTurnComes_IsNotDone()
    {
        FenceDevices devices = _agent.Devices();
        bool wanted = true;
        Task<AgentAnswer> first = devices.OffAsync(_agent.Device(mode: "waits"), "n2", () => true, Token);
        await PackageNodes.UntilAsync(() => _agent.Log.Length == 1, "the first begun");
        Task<AgentAnswer> second = devices.OffAsync(_agent.Device(), "n2", () => wanted, Token);
        wanted = false;
        _agent.Go("off");
        Assert.True((await first).IsDone);
        Assert.IsType<AgentAnswer.NotRun>(await second);
        Assert.Equal(["off pdu-2 n2 0"], _agent.Log);
    }

    [Fact]
    public async Task OffThatIsWantedNoMore_IsNotTriedAgain()
    {
        int asked = 0;
        AgentAnswer answer = await _agent.Devices().OffAsync(
            _agent.Device(mode: "flapping") with { Retries = 5 }, "n2", () => asked++ == 0, Token);
        Assert.IsType<AgentAnswer.NotRun>(answer);
        Assert.Equal(["off pdu-2 n2 0"], _agent.Log);
    }

    [Fact]
    public async Task Metadata_IsRead_WithWordsBeforeIt()
    {
        (AgentMetadata? metadata, _) = await _agent.Devices().MetadataAsync("fence_fake", Token);
        Assert.Equal(("fence_fake", "Fence agent for tests", "port"),
            (metadata!.Name, metadata.Summary, metadata.PlugArgument));
        Assert.Contains("passwd", metadata.Parameters);
        Assert.Contains("off", metadata.Actions);
        Assert.Null(AgentMetadata.Parse("nothing of the kind"));
        Assert.Null(AgentMetadata.Parse("<resource-agent name=\"x\"><broken></resource-agent>"));
        Assert.Equal("plug", AgentMetadata.Parse("<resource-agent name=\"x\"></resource-agent>")!.PlugArgument);
    }

    [Fact]
    public void AgentThatOthersMayChange_IsNotRun()
    {
        Assert.Equal(_agent.Program, _agent.Agents.Find("fence_fake").Path);
        Assert.Equal(_agent.Program, _agent.Agents.Find(_agent.Program).Path);
        Assert.Equal(["fence_fake"], _agent.Agents.Installed());

        File.SetUnixFileMode(_agent.Program, File.GetUnixFileMode(_agent.Program) | UnixFileMode.OtherWrite);
        (string? path, string? whyNot) = _agent.Agents.Find("fence_fake");
        Assert.Null(path);
        Assert.Contains("chmod go-w", whyNot, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fence_none", "not installed")]
    [InlineData("rm", "no fence agent")]
    [InlineData("fence_x; rm", "no fence agent")]
    [InlineData("../fence_fake", "no fence agent")]
    [InlineData("/usr/sbin/../fence_fake", "without")]
    public void NameThatIsNoneOrNotThere_IsRefused(string name, string why)
    {
        (string? path, string? whyNot) = _agent.Agents.Find(name);
        Assert.Null(path);
        Assert.Contains(why, whyNot, StringComparison.Ordinal);
    }

    /// <summary>Killed ones that nobody reaps are not running.</summary>
    private static bool IsRunning(int pid)
    {
        try
        {
            string text = File.ReadAllText($"/proc/{pid}/stat");
            return text.AsSpan(text.LastIndexOf(')') + 1).TrimStart() is not ['Z', ..];
        }
        catch (IOException)
        {
            return false;
        }
    }
}
