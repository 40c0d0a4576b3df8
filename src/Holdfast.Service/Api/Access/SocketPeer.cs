using Holdfast.Linux;

namespace Holdfast.Service.Api.Access;

/// <summary>A connection feature: who is at the other end of the Unix socket. Connections on TCP have none.</summary>
internal sealed record SocketPeer(PeerCredentials Credentials, bool Allowed);
