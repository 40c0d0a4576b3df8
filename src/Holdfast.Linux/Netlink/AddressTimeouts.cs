using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Holdfast.Linux.Netlink;

/// <summary>
/// Addresses of this machine that the kernel's packet filter (nf_tables) makes deaf and mute when they are not renewed
/// in time: nothing that is sent to one comes in, ARP and neighbour solicitations included, and nothing goes out from
/// it. It goes by the millisecond, where the lifetime of an address itself (<c>valid_lft</c>) goes by whole seconds.
/// </summary>
/// <remarks>
/// <para>Guaranteed once <see cref="Renew"/> has returned: the address is deaf at the latest the given time after it
/// and <see cref="Late"/>, whatever becomes of this process, for <see cref="Remembered"/>; by then the caller's own
/// lifetime of the address must have ended, and it is forgotten. Not guaranteed: anything while the machine itself
/// stands still (a hypervisor's pause), or after somebody threw all tables away (<c>nft flush ruleset</c>); the next
/// renewal makes them anew.</para>
/// <para>Packets that the program sends whole (packet(7)) pass no filter: announcements of the address are such, ARP's
/// and IPv6's, and its owner's own affair. The tables are named <see cref="Table"/>, and seen by
/// <c>nft list ruleset</c>.</para>
/// <para>It talks to the kernel itself: the <c>nft</c> program and its library are in a package that many machines do
/// not have (decision 0014).</para>
/// </remarks>
public static class AddressTimeouts
{
    /// <summary>Name of the tables.</summary>
    public const string Table = "holdfast";

    private const int Exists = 17;
    private const int NotThere = 2;

    /// <summary>How late the kernel may be: its clock ticks each 1 to 10 ms, and it rounds up.</summary>
    public static TimeSpan Late { get; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How long an address is deaf that is not renewed; then it is like one that nobody looks after.</summary>
    public static TimeSpan Remembered { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Why this machine's kernel, or this process's rights, do not allow it; null if they do.</summary>
    /// <remarks>It makes such tables and deletes them again in one piece, which nobody sees.</remarks>
    public static string? WhyNot()
    {
        string name = $"{Table}-probe-{Environment.ProcessId}";
        int error = FilterTable.Commit(
            [.. new[] { FilterTable.Ip, FilterTable.Arp, FilterTable.Ip6 }
                .SelectMany(table => table.Make(name).Append(table.Delete(name)))]);
        return error == 0
            ? null
            : "this kernel's packet filter (nf_tables) takes no addresses with time-outs: "
                + $"{Marshal.GetPInvokeErrorMessage(error)} (errno {error})";
    }

    /// <summary>From now on the address is deaf once <paramref name="time"/> is over, unless it is renewed.</summary>
    /// <exception cref="LinuxException">The kernel refused it; nothing was changed.</exception>
    public static void Renew(IPAddress address, TimeSpan time)
    {
        ArgumentNullException.ThrowIfNull(address);
        byte[] bytes = address.GetAddressBytes();
        Func<int, NetlinkMessage>[] messages =
        [
            .. Tables(address).SelectMany(table => table.Put(Table, FilterTable.Guarded, bytes, Remembered)
                .Concat(table.Put(Table, FilterTable.Held, bytes, time))),
        ];
        int error = FilterTable.Commit(messages);
        if (error == NotThere)
        {
            Make(address);
            error = FilterTable.Commit(messages);
        }

        ThrowOn(error, $"Giving {address} a time-out in the packet filter's tables \"{Table}\"");
    }

    /// <summary>Looks after the address no more; one that is not looked after is no error.</summary>
    /// <exception cref="LinuxException">The kernel refused it; nothing was changed.</exception>
    public static void Forget(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        byte[] bytes = address.GetAddressBytes();
        if (Has(address))
        {
            ThrowOn(
                FilterTable.Commit([.. Tables(address).SelectMany(table => table
                    .TakeOut(Table, FilterTable.Guarded, bytes)
                    .Concat(table.TakeOut(Table, FilterTable.Held, bytes)))]),
                $"Taking {address} out of the packet filter's tables \"{Table}\"");
        }
    }

    /// <summary>Whether the address is looked after, be it held or deaf.</summary>
    public static bool Has(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return Tables(address).Any(table => table.Has(Table, FilterTable.Guarded, address.GetAddressBytes()));
    }

    /// <summary>Whether the address is looked after and its time is over, so that nothing answers by it.</summary>
    public static bool IsDeaf(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return Has(address)
            && Tables(address).All(table => !table.Has(Table, FilterTable.Held, address.GetAddressBytes()));
    }

    private static IReadOnlyList<FilterTable> Tables(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetwork
            ? [FilterTable.Ip, FilterTable.Arp]
            : [FilterTable.Ip6];

    private static void Make(IPAddress address)
    {
        foreach (FilterTable table in Tables(address))
        {
            int error = FilterTable.Commit([.. table.Make(Table)]);
            ThrowOn(error == Exists ? 0 : error, $"Making the packet filter's table \"{Table}\"");
        }
    }

    private static void ThrowOn(int error, string doing)
    {
        if (error != 0)
        {
            throw new LinuxException(doing, error);
        }
    }
}
