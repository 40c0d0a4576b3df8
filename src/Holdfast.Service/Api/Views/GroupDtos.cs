using Holdfast.Client.Dtos;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Database.Documents;
using Holdfast.Service.Api.Edits;

namespace Holdfast.Service.Api.Views;

/// <summary>Groups as the API shows them.</summary>
internal static class GroupDtos
{
    public static IReadOnlyList<GroupDto> All(ClusterSnapshot snapshot) =>
        [.. snapshot.Groups.Values.Select(row => Of(snapshot, row))];

    public static GroupDto Of(ClusterSnapshot snapshot, Row<GroupConfig> row)
    {
        GroupConfig config = row.Value;
        GroupState? state = StateOf(snapshot, config.Name);
        GroupStatus? status = ResourceDtos.Living(snapshot, config.Name);
        ResourceDto[] resources =
            [.. snapshot.ResourcesOf(config.Name).Select(each => ResourceDtos.Of(snapshot, each))];
        return new GroupDto
        {
            Name = config.Name,
            Description = config.Description,
            Wanted = config.WantedOnline ? "Online" : "Offline",
            State = State(resources),
            Owner = state?.Owner,
            Generation = state?.Generation ?? 0,
            Since = ResourceDtos.Time(status?.Since),
            Reason = Reason(snapshot, config.Name, state, status),
            MovingTo = MovingTo(snapshot, config.Name, state),
            PreferredOwners = config.PreferredOwners,
            PossibleOwners = config.PossibleOwners,
            FailoverThreshold = config.FailoverThreshold,
            FailoverPeriod = Durations.Format(config.FailoverPeriod),
            AutoFailback = config.AutoFailback,
            Priority = config.Priority,
            Failovers = [.. (state?.Failovers ?? []).Select(each =>
                new FailoverDto { From = each.From, At = each.At, Reason = each.Reason })],
            LastMoveId = state?.LastMoveId ?? "",
            LastMoveRefusal = state?.LastMoveRefusal ?? "",
            Guard = status?.GuardPid is { } pid ? new GuardDto { Pid = pid } : null,
            Types = [.. resources.Select(each => each.Type).Distinct().Order(StringComparer.Ordinal)
                .Select(type => TypeDtos.Name(snapshot, type))],
            Resources = resources,
            Revision = row.Revision,
        };
    }

    public static GroupState? StateOf(ClusterSnapshot snapshot, string group) =>
        snapshot.GroupStates.TryGetValue(group, out Row<GroupState>? row) ? row.Value : null;

    public static bool IsWanted(ClusterSnapshot snapshot, string group) =>
        snapshot.Groups.TryGetValue(group, out Row<GroupConfig>? row) && row.Value.WantedOnline;

    /// <summary>Why no status of the group's present generation tells of its resources.</summary>
    public static string WhyNothingRuns(ClusterSnapshot snapshot, string group)
    {
        GroupState? state = StateOf(snapshot, group);
        return state is null ? IsWanted(snapshot, group) ? "waiting for the coordinator" : ""
            : state.Owner is null ? state.Reason
            : snapshot.IsUp(state.Owner) ? $"{state.Owner} has not reported yet"
            : $"{state.Owner} is down; the coordinator moves the group";
    }

    /// <summary>The field's order: any failed, else any pending, else some online, else all offline.</summary>
    private static string State(IReadOnlyList<ResourceDto> resources)
    {
        bool Any(params string[] states) => resources.Any(each => states.Contains(each.State));
        return Any("Failed") ? "Failed"
            : Any("OnlinePending", "OfflinePending") ? "Pending"
            : !Any("Online") ? "Offline"
            : resources.All(each => each.State == "Online") ? "Online"
            : "PartialOnline";
    }

    private static string Reason(ClusterSnapshot snapshot, string group, GroupState? state, GroupStatus? status) =>
        state is { Hindrance.Length: > 0 } ? state.Hindrance
        : status is null ? WhyNothingRuns(snapshot, group)
        : status.Reason.Length > 0 ? status.Reason
        : state?.Reason ?? "";

    private static string? MovingTo(ClusterSnapshot snapshot, string group, GroupState? state) =>
        state is { WantedStop: true, IntendedOwner: { } target } ? target
        : snapshot.Moves.TryGetValue(group, out Row<MoveRequest>? move) ? move.Value.Target
        : null;
}
