using Holdfast.Core.Configuration;
using Holdfast.Core.Placement;
using Holdfast.Core.State;
using Holdfast.Core.Status;

namespace Holdfast.Core.Groups;

/// <summary>Which other groups a group waits for before it is started.</summary>
public static class GroupDependencies
{
    /// <summary>What the group waits for, in words; null if all that it depends on is online.</summary>
    /// <param name="owner">The node on which the group is to start.</param>
    public static string? WaitsFor(ClusterSnapshot snapshot, GroupInstance instance, string owner)
    {
        foreach (GroupDependency needed in instance.Config.DependsOn)
        {
            if (!snapshot.Groups.TryGetValue(needed.Group, out Row<GroupConfig>? config))
            {
                return $"it waits for group {needed.Group}, which is not there";
            }

            if (!GroupInstance.Of(config.Value, snapshot)
                .Any(other => IsMet(snapshot, other.Name, needed.Scope, owner)))
            {
                return needed.Scope switch
                {
                    DependencyScope.Local => $"it waits for group {needed.Group} to be online on {owner}",
                    DependencyScope.Elsewhere => $"it waits for group {needed.Group} to be online on another node",
                    _ => $"it waits for group {needed.Group} to be online",
                };
            }
        }

        return null;
    }

    /// <summary>Whether all resources of an instance that are wanted are online, as its owner last said.</summary>
    public static bool IsOnline(ClusterSnapshot snapshot, string instance) =>
        snapshot.GroupStates.TryGetValue(instance, out Row<GroupState>? state)
        && snapshot.GroupStatuses.TryGetValue(instance, out Row<GroupStatus>? status)
        && status.Value.Generation == state.Value.Generation
        && status.Value.Phase == GroupPhase.Active
        && status.Value.Resources.Any(resource => resource.State == ResourceState.Online)
        && status.Value.Resources.All(resource =>
            resource.State == ResourceState.Online || !IsWanted(snapshot, instance, resource));

    private static bool IsWanted(ClusterSnapshot snapshot, string instance, ResourceStatus resource)
    {
        string suffix = GroupInstance.SuffixOf(instance);
        string name = suffix.Length > 0 ? resource.Name[..^(suffix.Length + 1)] : resource.Name;
        return snapshot.Resources.TryGetValue(name, out Row<ResourceConfig>? config) && config.Value.WantedOnline;
    }

    private static bool IsMet(ClusterSnapshot snapshot, string instance, DependencyScope scope, string owner)
    {
        if (!IsOnline(snapshot, instance))
        {
            return false;
        }

        bool here = string.Equals(snapshot.GroupStates[instance].Value.Owner, owner, StringComparison.Ordinal);
        return scope switch
        {
            DependencyScope.Local => here,
            DependencyScope.Elsewhere => !here,
            _ => true,
        };
    }
}
