using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Holdfast.Client.Errors;

namespace Holdfast.Service.Machines.Setup;

/// <summary>By which address the others reach this machine, where nobody has said.</summary>
internal static class OwnAddress
{
    /// <summary>The only one there is.</summary>
    /// <exception cref="HoldfastException">There is none, or a choice.</exception>
    public static string Only()
    {
        string[] all = [.. NetworkInterface.GetAllNetworkInterfaces()
            .Where(card => card.OperationalStatus == OperationalStatus.Up
                && card.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .SelectMany(card => card.GetIPProperties().UnicastAddresses)
            .Select(each => each.Address)
            .Where(address => address.AddressFamily == AddressFamily.InterNetwork)
            .Select(address => address.ToString())];
        return all.Length == 1
            ? all[0]
            : throw new HoldfastException(ErrorCodes.WrongValue, all.Length == 0
                ? "this machine has no IPv4 address beside loopback: give the one by which others reach it with "
                    + "--address"
                : $"this machine has several addresses ({string.Join(", ", all)}): give the one by which the others "
                    + "reach it with --address");
    }

    /// <summary>The one from which a host is reached. Nothing is sent.</summary>
    /// <exception cref="HoldfastException">There is no way to it.</exception>
    public static string Towards(string host)
    {
        try
        {
            IPAddress address = IPAddress.TryParse(host, out IPAddress? given) ? given : Dns.GetHostAddresses(host)[0];
            using var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(address, MachineSettings.DefaultPort);
            return ((IPEndPoint)socket.LocalEndPoint!).Address.ToString();
        }
        catch (SocketException none)
        {
            throw new HoldfastException(ErrorCodes.NotReachable, $"{host} cannot be reached: {none.Message}", none);
        }
    }
}
