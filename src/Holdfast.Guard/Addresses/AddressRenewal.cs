using System.Globalization;
using System.Net;
using Holdfast.Linux;
using Holdfast.Linux.Netlink;

namespace Holdfast.Guard.Addresses;

/// <summary>
/// A process of a guard that renews an address of this machine for as long as the node has authority, whatever becomes
/// of the monitor: <c>holdfast-guard address ADDRESS PREFIX INTERFACE INDEX</c>.
/// </summary>
/// <remarks>It is killed by the guard when the authority ends, like all that the guard started. It takes no address
/// that it was not told of, and removes none.</remarks>
internal static class AddressRenewal
{
    /// <summary>Where the node's service writes what authority it has.</summary>
    public const string AuthorityVariable = "HOLDFAST_AUTHORITY";

    /// <summary>The epoch in which the guard, and all that it starts, may run.</summary>
    public const string EpochVariable = "HOLDFAST_EPOCH";

    private const int IntervalMs = 250;

    /// <returns>Only if it cannot: 2 for a wrong command line, 1 where the kernel refuses it.</returns>
    public static int Run(IReadOnlyList<string> arguments)
    {
        if (arguments.Count != 4 || !IPAddress.TryParse(arguments[0], out IPAddress? address)
            || !int.TryParse(arguments[1], NumberStyles.None, CultureInfo.InvariantCulture, out int length)
            || !int.TryParse(arguments[3], NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            || !long.TryParse(Environment.GetEnvironmentVariable(EpochVariable), NumberStyles.None,
                CultureInfo.InvariantCulture, out long epoch)
            || Environment.GetEnvironmentVariable(AuthorityVariable) is not { Length: > 0 } path)
        {
            Console.Error.WriteLine("holdfast-guard address ADDRESS PREFIX INTERFACE INDEX is for guards to start.");
            return 2;
        }

        try
        {
            using AuthorityPage page = AuthorityPage.Open(path);
            var lifetime = new AddressLifetime(
                new InterfaceAddress(address, length, arguments[2], index), () => page.Left(epoch));
            lifetime.Resume();
            while (true)
            {
                lifetime.Renew();
                Thread.Sleep(IntervalMs);
            }
        }
        catch (Exception refused) when (refused is IOException or InvalidDataException)
        {
            Console.Error.WriteLine($"{address} is not renewed: {refused.Message}");
            return 1;
        }
    }
}
