using Holdfast.Client.Dtos;
using Holdfast.Core.Configuration;
using Holdfast.Core.Placement;
using Holdfast.Core.State;
using Holdfast.Service.Api.Edits;

namespace Holdfast.Service.Api.Views;

/// <summary>The instances of parallel groups as the API shows them, and what they come to together.</summary>
internal static class GroupInstanceDtos
{
    public static IReadOnlyList<GroupInstanceDto> All(ClusterSnapshot snapshot, Row<GroupConfig> row)
    {
        HashSet<string> wanted = row.Value.Instances is null
            ? []
            : [.. GroupInstance.Of(row.Value, snapshot).Select(instance => instance.Name)];
        return
        [
            .. snapshot.InstancesOf(row.Value)
                .Select(name => Of(snapshot, row, name) with { Wanted = wanted.Contains(name) }),
        ];
    }

    /// <summary>Whether instances of the group have roles that are worth showing.</summary>
    public static bool HasRoles(GroupConfig group, GroupState? state) =>
        group.Instances is not null && (group.Promoted > 0 || state?.Role == InstanceRole.Promoted);

    /// <summary>Whether an instance counts for what its group is: not one of a node that is down, where the group has
    /// one on every node.</summary>
    public static bool Counts(ClusterSnapshot snapshot, GroupConfig group, string name) =>
        group.Instances != 0 || snapshot.IsUp(GroupInstance.SuffixOf(name));

    /// <summary>A parallel group as a whole.</summary>
    public static GroupDto Whole(
        ClusterSnapshot snapshot, Row<GroupConfig> row, GroupDto group, IReadOnlyList<GroupInstanceDto> instances)
    {
        GroupInstanceDto[] counted = [.. instances.Where(each => Counts(snapshot, row.Value, each.Name))];
        ResourceDto[] resources =
            [.. snapshot.ResourcesOf(row.Value.Name).Select(each => ResourceDtos.Of(snapshot, each))];
        return group with
        {
            State = GroupDtos.State([.. counted.SelectMany(each => each.Resources).Select(each => each.State)]),
            Owner = null,
            Generation = 0,
            Since = instances.Max(each => each.Since),
            Reason = Words(counted, each => each.State == "Online" && each.Hindrance.Length == 0 ? "" : each.Reason),
            Hindrance = Words(counted, each => each.Hindrance),
            Held = instances.Any(each =>
                GroupDtos.IsHeld(row.Value, GroupDtos.StateOf(snapshot, each.Name))),
            MovingTo = null,
            Failovers = [.. instances.SelectMany(each => each.Failovers).OrderBy(each => each.At)],
            LastMoveId = "",
            LastMoveRefusal = "",
            Guard = null,
            Instances = instances,
            Resources = resources,
        };
    }

    private static string Words(IEnumerable<GroupInstanceDto> instances, Func<GroupInstanceDto, string> text) =>
        string.Join("; ", instances.Where(each => text(each).Length > 0).Select(each => $"{each.Name}: {text(each)}"));

    private static GroupInstanceDto Of(ClusterSnapshot snapshot, Row<GroupConfig> row, string name)
    {
        GroupDto one = GroupDtos.One(snapshot, row, name);
        GroupState? state = GroupDtos.StateOf(snapshot, name);
        bool roles = HasRoles(row.Value, state);
        return new GroupInstanceDto
        {
            Name = name,
            State = one.State,
            Owner = one.Owner,
            Generation = one.Generation,
            Role = roles ? (snapshot.CurrentStatus(name)?.Role ?? InstanceRole.Unpromoted).ToString() : null,
            WantedRole = roles ? (state?.Role ?? InstanceRole.Unpromoted).ToString() : null,
            Wanted = true,
            Since = one.Since,
            Reason = one.Reason,
            Hindrance = one.Hindrance,
            MovingTo = one.MovingTo,
            Failovers = one.Failovers,
            LastMoveId = one.LastMoveId,
            LastMoveRefusal = one.LastMoveRefusal,
            Guard = one.Guard,
            Resources = one.Resources,
        };
    }
}
