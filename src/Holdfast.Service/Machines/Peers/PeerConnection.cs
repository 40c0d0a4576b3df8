using Holdfast.Service.Machines.Certificates;

namespace Holdfast.Service.Machines.Peers;

/// <summary>A connection feature: the connection came by the listener for other machines.</summary>
/// <param name="Identity">Whose certificate it showed; null where it showed none.</param>
internal sealed record PeerConnection(MachineIdentity? Identity);
