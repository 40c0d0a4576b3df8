using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Holdfast.Linux.Netlink;
using Holdfast.ResourceApi;

namespace Holdfast.ClusterResources.Addresses;

/// <summary>An address with the place where it is held.</summary>
/// <param name="Address">The address.</param>
/// <param name="PrefixLength">How many bits of it name the network.</param>
/// <param name="Interface">Name of the network interface.</param>
/// <param name="Index">The kernel's number of the interface.</param>
/// <param name="Hardware">The interface's hardware address.</param>
internal sealed record HeldAddress(
    IPAddress Address, int PrefixLength, string Interface, int Index, PhysicalAddress Hardware)
{
    /// <summary>As the kernel is told of it.</summary>
    public InterfaceAddress Place => new(Address, PrefixLength, Interface, Index);

    public bool IsV4 => Address.AddressFamily == AddressFamily.InterNetwork;

    /// <summary>Finds the interface on this machine.</summary>
    /// <exception cref="ResourceException">There is none that fits, or the one that was named is not there.</exception>
    public static HeldAddress Find(IpAddressProperties properties)
    {
        IPAddress address = IPAddress.Parse(properties.Address);
        var all = NetworkInterface.GetAllNetworkInterfaces();
        if (properties.Interface is { } named)
        {
            NetworkInterface card = Array.Find(all, each => each.Name == named)
                ?? throw new ResourceException($"there is no network interface {named} on this machine; it has "
                    + string.Join(", ", all.Select(each => each.Name)));
            return Of(address, properties.PrefixLength ?? LengthOn(card, address) ?? Whole(address), card);
        }

        NetworkInterface[] reaching =
            [.. all.Where(each => each.NetworkInterfaceType != NetworkInterfaceType.Loopback)];

        // Where it is held already, whatever has become of the network there.
        foreach (NetworkInterface card in reaching)
        {
            if (card.GetIPProperties().UnicastAddresses.FirstOrDefault(each => each.Address.Equals(address)) is { } own)
            {
                return Of(address, properties.PrefixLength ?? own.PrefixLength, card);
            }
        }

        foreach (NetworkInterface card in reaching)
        {
            if (LengthOn(card, address) is { } length)
            {
                return Of(address, properties.PrefixLength ?? length, card);
            }
        }

        throw new ResourceException(
            $"no network interface of this machine has an address in the network of {address}: name it with Interface");
    }

    /// <summary>Whether this machine has it now.</summary>
    public bool IsThere() => Array.Exists(NetworkInterface.GetAllNetworkInterfaces(), card => card.Name == Interface
        && card.GetIPProperties().UnicastAddresses.Any(each => each.Address.Equals(Address)));

    /// <summary>Whether the interface has a link.</summary>
    public bool HasCarrier() => !File.Exists($"/sys/class/net/{Interface}/carrier") || ReadCarrier();

    /// <summary>How often the link came and went; 0 where it is not known.</summary>
    public string CarrierChanges()
    {
        string path = $"/sys/class/net/{Interface}/carrier_changes";
        try
        {
            return File.Exists(path) ? File.ReadAllText(path).Trim() : "0";
        }
        catch (IOException)
        {
            return "0";
        }
    }

    private bool ReadCarrier()
    {
        try
        {
            return File.ReadAllText($"/sys/class/net/{Interface}/carrier").Trim() == "1";
        }
        catch (IOException)
        {
            // An interface that is switched off does not say.
            return false;
        }
    }

    private static HeldAddress Of(IPAddress address, int length, NetworkInterface card)
    {
        IPInterfaceProperties properties = card.GetIPProperties();
        int index = address.AddressFamily == AddressFamily.InterNetwork
            ? properties.GetIPv4Properties().Index
            : properties.GetIPv6Properties().Index;
        return new HeldAddress(address, length, card.Name, index, card.GetPhysicalAddress());
    }

    private static int Whole(IPAddress address) => address.GetAddressBytes().Length * 8;

    /// <summary>The prefix length of an address of the interface in whose network this one is.</summary>
    private static int? LengthOn(NetworkInterface card, IPAddress address) => card.GetIPProperties().UnicastAddresses
        .Where(each => each.Address.AddressFamily == address.AddressFamily && !each.Address.IsIPv6LinkLocal
            && !each.Address.Equals(address)
            && new IPNetwork(Masked(each.Address, each.PrefixLength), each.PrefixLength).Contains(address))
        .Select(each => (int?)each.PrefixLength).Max();

    private static IPAddress Masked(IPAddress address, int length)
    {
        byte[] bytes = address.GetAddressBytes();
        for (int bit = length; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return new IPAddress(bytes);
    }
}
