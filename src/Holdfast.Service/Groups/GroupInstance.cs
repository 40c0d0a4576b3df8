using Holdfast.Core.Groups;
using Holdfast.Core.State;

namespace Holdfast.Service.Groups;

/// <summary>One assignment of a group to this node; its generation is the fencing token.</summary>
internal sealed record GroupInstance(string Group, string Node, long Epoch, long Generation)
{
    public GroupStatuses.Instance Status => new(Node, Epoch, Generation);

    /// <summary>
    /// Whether the group is still assigned so. Once it is not, what its record wants is meant for somebody else.
    /// </summary>
    public bool IsAssigned(ClusterSnapshot snapshot) =>
        snapshot.GroupStates.TryGetValue(Group, out Row<GroupState>? row)
        && string.Equals(row.Value.Owner, Node, StringComparison.Ordinal)
        && row.Value.OwnerEpoch == Epoch
        && row.Value.Generation == Generation;
}
