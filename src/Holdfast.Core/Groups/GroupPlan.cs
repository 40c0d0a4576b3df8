using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Failover;
using Holdfast.Core.Placement;
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

    /// <summary>Maintenance: why no action is taken; null if it is not locked.</summary>
    public string? Locked { get; init; }

    /// <summary>Another group that must be online first, in words; null if it need not wait.</summary>
    /// <remarks>It keeps a group from being started, and never takes one down.</remarks>
    public string? WaitsFor { get; init; }

    /// <summary>How long its owner waits before it starts the group.</summary>
    public TimeSpan StartDelay { get; init; }

    /// <summary>What becomes of it without the database: <see cref="DatabaseLoss"/>.</summary>
    public DatabaseLossAction OnDatabaseLoss { get; init; }

    /// <summary>The role that an instance of a parallel group is to have, and the coordinator's token for it.</summary>
    public InstanceRole Role { get; init; }

    public long RoleToken { get; init; }

    /// <summary>The group's resources by name.</summary>
    public ValueMap<ResourceConfig> Resources { get; init; } = ValueMap<ResourceConfig>.Empty;

    /// <summary>The types of those resources by name.</summary>
    public ValueMap<ResourceTypeConfig> Types { get; init; } = ValueMap<ResourceTypeConfig>.Empty;

    /// <summary>
    /// The plan of a group, or of an instance of a parallel one, as a snapshot has it. A group whose configuration was
    /// deleted is wanted offline.
    /// </summary>
    public static GroupPlan From(ClusterSnapshot snapshot, string group)
    {
        GroupState? state = snapshot.GroupStates.TryGetValue(group, out Row<GroupState>? row) ? row.Value : null;
        string name = GroupInstance.GroupOf(group);
        GroupConfig? config = snapshot.Groups.TryGetValue(name, out Row<GroupConfig>? found) ? found.Value : null;
        bool held = config is not null && state?.HeldAt >= config.OnlineAsked;
        bool online = config is { WantedOnline: true } && !held;
        bool stop = state is { WantedStop: true };
        ValueMap<ResourceConfig> resources = ResourceIndex.Of(snapshot).ResourcesIn(group);
        return new()
        {
            Group = group,
            Wanted = stop ? GroupWanted.Stop : online ? GroupWanted.Online : GroupWanted.Offline,
            WantedReason = stop ? state!.Reason
                : online ? ""
                : config is null ? "the group was deleted"
                : held && config.WantedOnline ? "it stays offline until somebody brings it online"
                : "the group is wanted offline",
            Locked = config is null || stop ? null : Locks.Of(snapshot, config, state?.Owner),
            WaitsFor = config is null || state?.Owner is not { } owner
                ? null
                : GroupDependencies.WaitsFor(snapshot, new(group, config), owner),
            StartDelay = config?.GroupStartDelay ?? TimeSpan.Zero,
            OnDatabaseLoss = config?.OnDatabaseLoss ?? DatabaseLossAction.GoOn,
            Role = state?.Role ?? InstanceRole.Unpromoted,
            RoleToken = state?.RoleToken ?? 0,
            Resources = resources,
            Types = ValueMap<ResourceTypeConfig>.From(resources.Values
                .Select(r => r.Type)
                .Distinct(StringComparer.Ordinal)
                .Where(snapshot.Types.ContainsKey)
                .Select(t => KeyValuePair.Create(t, snapshot.Types[t].Value))),
        };
    }

    /// <summary>Whether a plan made from one snapshot may differ from that made from the other.</summary>
    public static bool MayDiffer(ClusterSnapshot snapshot, ClusterSnapshot earlier) =>
        !ReferenceEquals(snapshot.GroupStates, earlier.GroupStates)
        || !ReferenceEquals(snapshot.Groups, earlier.Groups)
        || !ReferenceEquals(snapshot.Resources, earlier.Resources)
        || MayDifferInAll(snapshot, earlier)
        || (!ReferenceEquals(snapshot.GroupStatuses, earlier.GroupStatuses)
            && snapshot.Groups.Values.Any(group => group.Value.DependsOn.Count > 0));

    /// <summary>
    /// Whether the plan of one group, or its record of who owns it, may differ between two snapshots. To ask costs
    /// little beside making the plan: an owner of a thousand groups hears of each change of any of them.
    /// </summary>
    public static bool MayDiffer(ClusterSnapshot snapshot, ClusterSnapshot earlier, string group)
    {
        string name = GroupInstance.GroupOf(group);
        Row<GroupConfig>? config = snapshot.Groups.GetValueOrDefault(name);
        return !ReferenceEquals(config, earlier.Groups.GetValueOrDefault(name))
            || !ReferenceEquals(
                snapshot.GroupStates.GetValueOrDefault(group), earlier.GroupStates.GetValueOrDefault(group))
            || MayDifferInAll(snapshot, earlier)
            || (config is { Value.DependsOn.Count: > 0 } && MayDiffer(snapshot, earlier))
            || (!ReferenceEquals(snapshot.Resources, earlier.Resources)
                && !ResourceIndex.Of(snapshot).ResourcesOf(name).SequenceEqual(
                    ResourceIndex.Of(earlier).ResourcesOf(name), ReferenceEqualityComparer.Instance));
    }

    /// <summary>What the plan of any group may go by.</summary>
    private static bool MayDifferInAll(ClusterSnapshot snapshot, ClusterSnapshot earlier) =>
        !ReferenceEquals(snapshot.Types, earlier.Types)
        || !ReferenceEquals(snapshot.Nodes, earlier.Nodes)
        || snapshot.Cluster != earlier.Cluster;
}
