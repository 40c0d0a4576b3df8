using Holdfast.Core.Groups;
using Holdfast.Core.State;

namespace Holdfast.Simulation.Owners;

/// <summary>One assignment of a group to a node.</summary>
internal sealed record SimInstance(string Group, string Node, long Epoch, long Generation)
{
    public GroupStatuses.Instance Status => new(Node, Epoch, Generation);

    public bool IsAssigned(ClusterSnapshot snapshot) =>
        snapshot.GroupStates.TryGetValue(Group, out Row<GroupState>? row)
        && row.Value.Owner == Node && row.Value.OwnerEpoch == Epoch && row.Value.Generation == Generation;
}
