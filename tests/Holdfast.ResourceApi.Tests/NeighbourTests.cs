using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
using Holdfast.ClusterResources.Addresses;
using Xunit;

namespace Holdfast.ResourceApi.Tests;

/// <summary>Who has an address is asked of a network whose two ends are one cable.</summary>
public sealed class NeighbourTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("198.51.100.50", 24)]
    [InlineData("fd00:77::50", 64)]
    public void AddressThatAnotherMachineHas_IsFound_AndOneThatNobodyHasIsNot(string address, int length) =>
        OnCable(length, address, near =>
        {
            PhysicalAddress other = HardwareOf("far");
            Ip($"addr add {address}/{length} dev far" + (length == 64 ? " nodad" : ""));
            Assert.Equal(other, Neighbours.OwnerOf(near, Cancel));
            Ip($"addr del {address}/{length} dev far");
            Assert.Null(Neighbours.OwnerOf(near, Cancel));
        });

    [Fact]
    public void AddressOfIPv6_IsUsableAtOnce_AndAnnouncingItTakesNoAddress() => OnCable(64, "fd00:77::50", near =>
    {
        Neighbours.Announce(near);
        near.Place.Hold(60);
        string told = Ip("-6 addr show dev near scope global");
        Assert.Contains("fd00:77::50/64", told, StringComparison.Ordinal);
        Assert.DoesNotContain("tentative", told, StringComparison.Ordinal);
    });

    [Fact]
    public void Announcement_IsLearnedByTheOthers() => OnCable(64, "fd00:77::50", near =>
    {
        // Somebody who knows of the address has learned where it was before.
        Ip("addr add fd00:77::1/64 dev far nodad");
        Ip("neigh replace fd00:77::50 lladdr 02:00:00:00:00:99 dev far nud stale");
        Neighbours.Announce(near);
        string hardware = string.Join(':', near.Hardware.GetAddressBytes().Select(part => part.ToString("x2")));
        string told = "";
        Assert.True(
            SpinWait.SpinUntil(
                () => (told = Ip("neigh show dev far")).Contains(hardware, StringComparison.Ordinal),
                TimeSpan.FromSeconds(10)),
            told);
    });

    [Fact]
    public void Claim_FromAnotherNetwork_OrOfAnotherAddress_IsNone()
    {
        IPAddress target = IPAddress.Parse("fd00:77::50");
        var hardware = new PhysicalAddress([2, 0, 0, 0, 0, 9]);
        byte[] packet = NeighbourPackets.Tell(target, hardware).Packet;
        Assert.Equal(hardware, NeighbourPackets.Claims(packet, target));
        Assert.Equal(PhysicalAddress.None, NeighbourPackets.Claims(packet.AsSpan(0, 64), target));
        Assert.Null(NeighbourPackets.Claims(packet.AsSpan(0, 63), target));
        Assert.Null(NeighbourPackets.Claims(packet, IPAddress.Parse("fd00:77::51")));
        packet[7] = 254;
        Assert.Null(NeighbourPackets.Claims(packet, target));
        Assert.Null(NeighbourPackets.Claims(NeighbourPackets.Ask(target).Packet, target));
    }

    /// <summary>In a network of this thread's own, with the near end's place for the address.</summary>
    private static void OnCable(int length, string address, Action<HeldAddress> test)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && File.Exists("/sbin/ip"), "needs root and ip");
        OwnNetwork.Run(() =>
        {
            Ip("link add near type veth peer name far");
            Ip("link set near up");
            Ip("link set far up");
            test(HeldAddress.Find(new IpAddressProperties
            {
                Address = address, Interface = "near", PrefixLength = length,
            }));
        });
    }

    private static PhysicalAddress HardwareOf(string card) =>
        Array.Find(NetworkInterface.GetAllNetworkInterfaces(), each => each.Name == card)!.GetPhysicalAddress();

    private static string Ip(string arguments)
    {
        var start = new ProcessStartInfo("/sbin/ip", arguments) { RedirectStandardOutput = true };
        using Process ip = Process.Start(start)!;
        string told = ip.StandardOutput.ReadToEnd();
        ip.WaitForExit();
        Assert.Equal((arguments, 0), (arguments, ip.ExitCode));
        return told;
    }
}
