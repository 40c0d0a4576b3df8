using System.Buffers.Binary;
using System.Net.Sockets;
using Holdfast.Linux;

namespace Holdfast.Service.Api.Access;

/// <summary>Who may use the Unix socket: root, the service's own user, and members of the group
/// <c>holdfast</c>.</summary>
/// <remarks>Both are asked of the kernel when the connection is made (SO_PEERCRED, SO_PEERGROUPS); a process id is only
/// shown, never trusted.</remarks>
internal sealed class SocketAccess(uint ownUserId, uint? groupId)
{
    /// <summary>Its members may use the socket.</summary>
    public const string GroupName = "holdfast";

    private const int SocketLevel = 1;
    private const int PeerGroupsOption = 59;
    private const int MostGroups = 65536;

    /// <summary>Id of the group, null on a machine that has none of this name.</summary>
    public uint? GroupId => groupId;

    /// <summary>This process's user, and the group as /etc/group names it.</summary>
    public static SocketAccess OfThisMachine() => new(FileOwner.OwnUserId, FileOwner.FindGroup(GroupName));

    public (PeerCredentials Peer, bool Allowed) Check(Socket socket)
    {
        PeerCredentials peer = PeerCredentials.Of(socket);
        bool allowed = peer.UserId == 0 || peer.UserId == ownUserId
            || (groupId is { } group && (peer.GroupId == group || GroupsOf(socket).Contains(group)));
        return (peer, allowed);
    }

    /// <summary>Whether what the peer says about others is believed: it is the service of another node, or
    /// root.</summary>
    public bool SpeaksForOthers(PeerCredentials peer) => peer.UserId == 0 || peer.UserId == ownUserId;

    private static List<uint> GroupsOf(Socket socket)
    {
        byte[] answer = new byte[MostGroups * sizeof(uint)];
        try
        {
            int length = socket.GetRawSocketOption(SocketLevel, PeerGroupsOption, answer);
            var groups = new List<uint>();
            for (int at = 0; at + sizeof(uint) <= length; at += sizeof(uint))
            {
                groups.Add(BinaryPrimitives.ReadUInt32LittleEndian(answer.AsSpan(at)));
            }

            return groups;
        }
        catch (SocketException)
        {
            // The kernel does not tell (before 4.13): then only the peer's main group counts.
            return [];
        }
    }
}
