using Holdfast.Core.Groups;

namespace Holdfast.Service.Groups;

/// <summary>One assignment of a group to this node; its generation is the fencing token.</summary>
internal sealed record GroupInstance(string Group, string Node, long Epoch, long Generation)
{
    public GroupStatuses.Instance Status => new(Node, Epoch, Generation);
}
