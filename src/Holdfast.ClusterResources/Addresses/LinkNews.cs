using System.Buffers.Binary;
using System.Net.Sockets;
using Holdfast.Linux;
using Holdfast.Linux.Netlink;

namespace Holdfast.ClusterResources.Addresses;

/// <summary>
/// Hears from the kernel (rtnetlink) when an interface's link comes or goes, or an address of it is removed. Where the
/// kernel gives no such socket nothing is heard, and who waits goes by the time alone.
/// </summary>
/// <remarks>News is a hint to look now: it may be about nothing that matters, and the kernel drops some when it has
/// too much to tell.</remarks>
internal sealed class LinkNews : IDisposable
{
    private const ushort NewLink = 16;
    private const ushort DeleteLink = 17;
    private const ushort DeleteAddress = 21;
    private const byte LinkGroup = 0x01;
    private const byte AddressGroupV4 = 0x10;
    private const byte AddressGroupV6 = 0x01;
    private readonly byte[] _buffer = new byte[16_384];
    private readonly int _index;
    private readonly Socket? _socket;

    /// <param name="index">The kernel's number of the interface.</param>
    public LinkNews(int index)
    {
        _index = index;
        try
        {
            RawSocket socket = RawSocket.ToKernel(0);
            _socket = new Socket(new SafeSocketHandle(socket.Descriptor, ownsHandle: true));
            socket.Bind(
                [RawSocket.FamilyNetlink, 0, 0, 0, 0, 0, 0, 0, LinkGroup | AddressGroupV4, AddressGroupV6, 0, 0]);
        }
        catch (Exception refused) when (refused is LinuxException or SocketException)
        {
            _socket?.Dispose();
            _socket = null;
        }
    }

    /// <summary>Waits until there is news of the interface, or the time is over; never throws for either.</summary>
    /// <returns>Whether there is news.</returns>
    public async Task<bool> WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(longest);
        try
        {
            while (_socket is not null)
            {
                int length = await _socket.ReceiveAsync(_buffer, limit.Token).ConfigureAwait(false);
                if (Concerns(_buffer.AsSpan(0, length)))
                {
                    return true;
                }
            }
        }
        catch (SocketException)
        {
            // The kernel had more to tell than was read: then it is time to look as well, but not without end.
        }
        catch (OperationCanceledException)
        {
            return false;
        }

        await Task.Delay(longest, limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _socket is not null;
    }

    public void Dispose() => _socket?.Dispose();

    /// <summary>Whether one of the messages is about the interface.</summary>
    internal bool Concerns(ReadOnlySpan<byte> messages)
    {
        var reader = new NetlinkReader(messages);
        while (reader.Next())
        {
            if (reader.Body.Length >= 8 && reader.Type is NewLink or DeleteLink or DeleteAddress
                && BinaryPrimitives.ReadInt32LittleEndian(reader.Body[4..]) == _index)
            {
                return true;
            }
        }

        return false;
    }
}
