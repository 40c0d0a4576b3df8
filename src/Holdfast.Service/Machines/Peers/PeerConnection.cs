using Holdfast.Service.Machines.Certificates;

namespace Holdfast.Service.Machines.Peers;

/// <summary>A connection feature: the connection came by the listener for other machines.</summary>
/// <param name="Identity">Which machine's certificate it showed; null where it showed none, or a person's.</param>
/// <param name="PersonHash">Hash of a certificate that is no machine's; empty where it showed none. Whether it lets
/// anybody in is asked with each request.</param>
internal sealed record PeerConnection(MachineIdentity? Identity, string PersonHash = "");
