using System.Diagnostics;
using Holdfast.Core.Configuration;
using Holdfast.Service.Fencing;
using Xunit;

namespace Holdfast.Service.Tests.Fencing;

/// <summary>Fence agents as the distribution has them, told what Holdfast tells them.</summary>
public sealed class StandardAgentTests : IDisposable
{
    private readonly StandardAgents _agents = new();

    public StandardAgentTests() => Assert.SkipUnless(StandardAgents.WhyNot is null, StandardAgents.WhyNot ?? "");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _agents.Dispose();

    [Theory]
    [InlineData("fence_apc", "port", true, "None")]
    [InlineData("fence_brocade", "port", true, "Coordinator")]
    [InlineData("fence_dummy", "plug", false, "None")]
    [InlineData("fence_ilo5", "port", false, "None")]
    [InlineData("fence_ipmilan", "port", false, "None")]
    [InlineData("fence_mpath", "port", false, "Node")]
    [InlineData("fence_pve", "port", true, "None")]
    [InlineData("fence_redfish", "port", false, "None")]
    [InlineData("fence_scsi", "port", false, "Node")]
    [InlineData("fence_virsh", "port", true, "None")]
    [InlineData("fence_vmware_rest", "port", true, "None")]
    [InlineData("fence_xenapi", "port", true, "None")]
    public async Task Agent_SaysWhatItIs(string agent, string plug, bool lists, string unfencing)
    {
        (AgentMetadata? said, string? whyNot) = await _agents.Devices.MetadataAsync(agent, Token);
        Assert.Null(whyNot);
        Assert.Equal(agent, said!.Name);
        Assert.Contains("off", said.Actions);
        Assert.Contains("status", said.Actions);
        Assert.Equal(
            (plug, lists, unfencing),
            (said.PlugArgument, said.Actions.Contains("list"), said.Unfencing.ToString()));
    }

    [Fact]
    public async Task Dummy_SwitchesOffAndOn_AndItsStatusIsUnderstood()
    {
        string file = Path.Combine(_agents.Folder, "status");
        await File.WriteAllTextAsync(file, "on", Token);
        FenceDeviceConfig device = StandardAgents.Device("fence_dummy", ("status_file", file));
        FenceDevices devices = _agents.Devices;

        Assert.True((await devices.MonitorAsync(device, Token)).IsDone);
        Assert.False((await devices.IsOffAsync(device, "n2", Token)).IsOff);
        Assert.True((await devices.OffAsync(device, "n2", () => true, Token)).IsDone);
        Assert.Equal("off", await File.ReadAllTextAsync(file, Token));
        Assert.True((await devices.IsOffAsync(device, "n2", Token)).IsOff);
        Assert.True((await devices.OnAsync(device, "n2", () => true, Token)).IsDone);
        Assert.Equal("on", await File.ReadAllTextAsync(file, Token));
    }

    [Fact]
    public async Task Redfish_SwitchesAMachineOverHttps()
    {
        await using FakeRedfish controller = await FakeRedfish.StartAsync(Token);
        FenceDeviceConfig device = Bmc(controller);
        FenceDevices devices = _agents.Devices;

        Assert.True((await devices.MonitorAsync(device, Token)).IsDone);
        Assert.False((await devices.IsOffAsync(device, "n2", Token)).IsOff);
        Assert.True((await devices.OffAsync(device, "n2", () => true, Token)).IsDone);
        Assert.Contains("ForceOff", Assert.Single(controller.Asked), StringComparison.Ordinal);
        Assert.Equal("Off", controller.Power);
        Assert.True((await devices.IsOffAsync(device, "n2", Token)).IsOff);
        Assert.True((await devices.OnAsync(device, "n2", () => true, Token)).IsDone);
        Assert.Equal("On", controller.Power);
    }

    [Fact]
    public async Task ControllerThatAcceptsAndDoesNothing_HasNotPoweredOff()
    {
        await using FakeRedfish controller = await FakeRedfish.StartAsync(Token);
        controller.Obeys = false;
        FenceDeviceConfig device = Bmc(controller, ("power_timeout", "1"));

        AgentAnswer off = await _agents.Devices.OffAsync(device, "n2", () => true, Token);

        Assert.NotEmpty(controller.Asked);
        Assert.False(off.IsDone, off.Text);
        Assert.False((await _agents.Devices.IsOffAsync(device, "n2", Token)).IsOff);
    }

    [Fact]
    public async Task WrongPassword_AndNobodyThere_AreFailures_AndWhatTheAgentSaysIsTold()
    {
        string port;
        await using (FakeRedfish controller = await FakeRedfish.StartAsync(Token))
        {
            port = controller.Port;
            AgentAnswer refused = await _agents.Devices.OffAsync(
                Bmc(controller, ("password", "wrong")), "n2", () => true, Token);
            Assert.False(refused.IsDone || refused.IsOff, refused.Text);
            Assert.Empty(controller.Asked);
        }

        AgentAnswer gone = await _agents.Devices.IsOffAsync(Bmc(port), "n2", Token);
        Assert.False(gone.IsDone || gone.IsOff, gone.Text);
        Assert.StartsWith("exit code 1: Failed: ", gone.Text, StringComparison.Ordinal);
        Assert.Contains("Connection refused", gone.Text, StringComparison.Ordinal);
    }

    /// <summary>Disks that take writes only of those whose key they have (SCSI-3 persistent reservations).</summary>
    [Fact]
    public async Task Scsi_EachNodeRegisters_OneTakesTheKeyOfAnother_WhichRegistersAgain()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "a /run of its own and a block device take root");
        using var first = new StandardAgents(ownRun: true);
        using var second = new StandardAgents(ownRun: true);
        string keys = Path.Combine(_agents.Folder, "keys");
        FenceDeviceConfig own = await DiskAsync("1");
        FenceDeviceConfig other = await DiskAsync("2");
        FenceDevices devices = first.Devices;
        await LetInAsync(second.Devices, other);
        AgentAnswer early = await devices.OffAsync(other, "n2", () => true, Token);
        Assert.False(early.IsDone, early.Text);

        await LetInAsync(devices, own);
        Assert.Equal(["2", "1"], await File.ReadAllLinesAsync(keys, Token));
        Assert.False((await devices.IsOffAsync(other, "n2", Token)).IsOff);

        AgentAnswer off = await devices.OffAsync(other, "n2", () => true, Token);
        Assert.True(off.IsDone, off.Text);
        Assert.True((await devices.IsOffAsync(other, "n2", Token)).IsOff);
        Assert.Equal(["1"], await File.ReadAllLinesAsync(keys, Token));
        await LetInAsync(second.Devices, other);
        Assert.Equal(["1", "2"], await File.ReadAllLinesAsync(keys, Token));
    }

    private static async Task LetInAsync(FenceDevices devices, FenceDeviceConfig device)
    {
        AgentAnswer on = await devices.LetInAsync(device, "n2", TimeSpan.FromSeconds(30), Token);
        Assert.True(on.IsDone, on.Text);
        Assert.True((await devices.StatusAsync(device, "n2", Token)).IsDone);
    }

    /// <summary>A disk, and the programs that would talk to one.</summary>
    private async Task<FenceDeviceConfig> DiskAsync(string key)
    {
        string disk = Path.Combine(_agents.Folder, "disk");
        if (!File.Exists(disk))
        {
            using Process made = Process.Start("mknod", [disk, "b", "7", "250"]);
            await made.WaitForExitAsync(Token);
        }

        return StandardAgents.Device(
            "fence_scsi", ("devices", disk), ("key", key),
            ("sg_turs_path", _agents.Install("sg_turs", "#!/bin/sh\n")),
            ("sg_persist_path", _agents.Install("sg_persist", Reservations)));
    }

    /// <summary>As much of sg_persist as the agent uses; keys and the reservation are in files beside it.</summary>
    private const string Reservations =
        """
        #!/bin/sh
        cd "$(dirname "$0")" && touch keys reservation
        while [ $# -gt 0 ]; do
            case $1 in
                -k | -r | -I | -R | -A) action=$1 ;;
                -K) own=$2; shift ;;
                -S) key=$2; shift ;;
                -T | -d) shift ;;
            esac
            shift
        done
        registered() { grep -qx "$1" keys || exit 24; }
        case $action in
            -k) sed 's/^/    0x/' keys ;;
            -r) [ -s reservation ] && printf '    Key=0x%s\n    scope: LU_SCOPE\n' "$(cat reservation)" ;;
            -I) grep -qx "$key" keys || echo "$key" >> keys ;;
            -R) registered "$own"; [ -s reservation ] || echo "$own" > reservation ;;
            -A) registered "$own"; grep -vx "$key" keys > left; mv left keys
                [ "$(cat reservation)" != "$key" ] || echo "$own" > reservation ;;
        esac
        exit 0

        """;

    private static FenceDeviceConfig Bmc(FakeRedfish controller, params (string Name, string Value)[] more) =>
        Bmc(controller.Port, more);

    private static FenceDeviceConfig Bmc(string port, params (string Name, string Value)[] more) =>
        StandardAgents.Device(
            "fence_redfish",
            [
                ("ip", "127.0.0.1"), ("ipport", port), ("username", "admin"), ("password", "Geheim1"),
                ("ssl_insecure", "1"), ("systems_uri", FakeRedfish.System), .. more,
            ]);
}
