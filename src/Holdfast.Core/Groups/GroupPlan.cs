using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;

namespace Holdfast.Core.Groups;

/// <summary>What is wanted of a group on its owner.</summary>
public enum GroupWanted
{
    Online,

    /// <summary>People want it offline; the owner stays the owner.</summary>
    Offline,

    /// <summary>The coordinator wants it stopped, to give it to another node or to nobody.</summary>
    Stop,
}

/// <summary>The wanted side of a group: what <see cref="GroupDecider"/> compares with what is.</summary>
public sealed record GroupPlan
{
    public required string Group { get; init; }

    public required GroupWanted Wanted { get; init; }

    /// <summary>Who wants that, and why, in words.</summary>
    public string WantedReason { get; init; } = "";

    /// <summary>The group's resources by name.</summary>
    public ValueMap<ResourceConfig> Resources { get; init; } = ValueMap<ResourceConfig>.Empty;

    /// <summary>The types of those resources by name.</summary>
    public ValueMap<ResourceTypeConfig> Types { get; init; } = ValueMap<ResourceTypeConfig>.Empty;

    /// <summary>
    /// The plan of a group as a snapshot has it. A group whose configuration was deleted is wanted offline.
    /// </summary>
    public static GroupPlan From(ClusterSnapshot snapshot, string group)
    {
        GroupState? state = snapshot.GroupStates.TryGetValue(group, out Row<GroupState>? row) ? row.Value : null;
        bool online = snapshot.Groups.TryGetValue(group, out Row<GroupConfig>? config) && config.Value.WantedOnline;
        bool stop = state is { WantedStop: true };
        List<ResourceConfig> resources = [.. snapshot.Resources.Values.Select(r => r.Value)
            .Where(r => string.Equals(r.Group, group, StringComparison.Ordinal))];
        return new()
        {
            Group = group,
            Wanted = stop ? GroupWanted.Stop : online ? GroupWanted.Online : GroupWanted.Offline,
            WantedReason = stop ? state!.Reason
                : online ? ""
                : config is null ? "the group was deleted" : "the group is wanted offline",
            Resources = ValueMap<ResourceConfig>.From(resources.Select(r => KeyValuePair.Create(r.Name, r))),
            Types = ValueMap<ResourceTypeConfig>.From(resources.Select(r => r.Type).Distinct(StringComparer.Ordinal)
                .Where(snapshot.Types.ContainsKey)
                .Select(t => KeyValuePair.Create(t, snapshot.Types[t].Value))),
        };
    }
}
