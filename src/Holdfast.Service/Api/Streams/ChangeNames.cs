using Holdfast.Client.Dtos;
using Holdfast.Core.State;
using Holdfast.Database;

namespace Holdfast.Service.Api.Streams;

/// <summary>What a changed key is to readers of the stream.</summary>
internal static class ChangeNames
{
    private static readonly (string Prefix, string Noun, string Part)[] Known =
    [
        (Keys.Nodes, "node", "config"), (Keys.Types, "type", "config"), (Keys.Groups, "group", "config"),
        (Keys.Resources, "resource", "config"), (Keys.Moves, "group", "state"), (Keys.Members, "node", "state"),
        (Keys.GroupStates, "group", "state"), (Keys.GroupStatuses, "group", "status"),
        (Keys.NodeStates, "node", "state"), (Keys.NodeStatuses, "node", "status"), (Keys.Cluster, "cluster", "config"),
    ];

    /// <summary>Null for keys that readers are not told of: the coordinator's own sign of life, and unknown
    /// ones.</summary>
    public static ChangeDto? Of(Change change)
    {
        foreach ((string prefix, string noun, string part) in Known)
        {
            if (change.Key.StartsWith(prefix, StringComparison.Ordinal))
            {
                return new ChangeDto
                {
                    Noun = noun, Name = change.Key[prefix.Length..], Part = part, Deleted = change.Value is null,
                };
            }
        }

        return null;
    }
}
