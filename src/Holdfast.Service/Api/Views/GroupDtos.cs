using System.Globalization;
using Holdfast.Client.Dtos;
using Holdfast.Core.Configuration;
using Holdfast.Core.Placement;
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

    /// <summary>Those of the named groups that there are.</summary>
    public static IReadOnlyList<GroupDto> Of(ClusterSnapshot snapshot, IEnumerable<string> names) =>
        [.. names.Distinct().Where(snapshot.Groups.ContainsKey).Select(name => Of(snapshot, snapshot.Groups[name]))];

    /// <summary>A group; a parallel one with what its instances come to.</summary>
    public static GroupDto Of(ClusterSnapshot snapshot, Row<GroupConfig> row)
    {
        GroupDto group = One(snapshot, row, row.Value.Name);
        IReadOnlyList<GroupInstanceDto> instances = GroupInstanceDtos.All(snapshot, row);
        return row.Value.Instances is null
            ? group with { Instances = instances }
            : GroupInstanceDtos.Whole(snapshot, row, group, instances);
    }

    /// <summary>What is kept under one name: an ordinary group, or an instance of a parallel one.</summary>
    public static GroupDto One(ClusterSnapshot snapshot, Row<GroupConfig> row, string name)
    {
        GroupConfig config = row.Value;
        GroupState? state = StateOf(snapshot, name);
        GroupStatus? status = ResourceDtos.Living(snapshot, name);
        ResourceDto[] resources =
            [.. snapshot.ResourcesOf(config.Name).Select(each => ResourceDtos.In(snapshot, each, name))];
        return new GroupDto
        {
            Name = name,
            Description = config.Description,
            Wanted = config.WantedOnline ? "Online" : "Offline",
            State = State([.. resources.Select(each => each.State)]),
            Owner = state?.Owner,
            Generation = state?.Generation ?? 0,
            Since = ResourceDtos.Time(status?.Since),
            Reason = Reason(snapshot, name, state, status),
            Hindrance = state?.Hindrance ?? "",
            Locked = config.Locked,
            Held = IsHeld(config, state),
            MovingTo = MovingTo(snapshot, name, state),
            PreferredOwners = config.PreferredOwners,
            PossibleOwners = config.PossibleOwners,
            FailoverThreshold = config.FailoverThreshold,
            FailoverPeriod = Durations.Format(config.FailoverPeriod),
            AutoFailback = config.AutoFailback,
            FailbackWindow = Window(config),
            Priority = config.Priority,
            AntiAffinity = config.AntiAffinity,
            Affinity = config.Affinity,
            DependsOn = [.. config.DependsOn.Select(each =>
                new GroupDependencyDto { Group = each.Group, Scope = each.Scope.ToString() })],
            GroupStartDelay = Durations.Format(config.GroupStartDelay),
            Needs = config.Needs,
            Requires = config.Requires,
            Prefers = config.Prefers,
            OnStopFailure = config.OnStopFailure.ToString(),
            OnDatabaseLoss = config.OnDatabaseLoss.ToString(),
            InstanceCount = Count(config.Instances),
            InstancesPerNode = config.InstancesPerNode,
            Promoted = config.Promoted,
            Instances = [],
            Failovers = [.. Counted(config, state).Select(each =>
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

    public static GroupState? StateOf(ClusterSnapshot snapshot, string name) =>
        snapshot.GroupStates.TryGetValue(name, out Row<GroupState>? row) ? row.Value : null;

    public static bool IsWanted(ClusterSnapshot snapshot, string name) =>
        snapshot.Groups.TryGetValue(GroupInstance.GroupOf(name), out Row<GroupConfig>? row) && row.Value.WantedOnline;

    /// <summary>Whether it is kept offline until somebody asks for it again.</summary>
    public static bool IsHeld(GroupConfig config, GroupState? state) =>
        config.WantedOnline && state?.HeldAt >= config.OnlineAsked;

    /// <summary>Why no status of the present generation tells of the resources.</summary>
    public static string WhyNothingRuns(ClusterSnapshot snapshot, string name)
    {
        GroupState? state = StateOf(snapshot, name);
        return state is null ? IsWanted(snapshot, name) ? "waiting for the coordinator" : ""
            : state.Owner is null ? state.Reason
            : snapshot.IsUp(state.Owner) ? $"{state.Owner} has not reported yet"
            : $"{state.Owner} is down; the coordinator moves the group";
    }

    /// <summary>The field's order: any failed, else any pending, else some online, else all offline.</summary>
    public static string State(IReadOnlyList<string> resources)
    {
        bool Any(params string[] states) => resources.Any(states.Contains);
        return Any("Failed") ? "Failed"
            : Any("OnlinePending", "OfflinePending") ? "Pending"
            : !Any("Online") ? "Offline"
            : resources.All(each => each == "Online") ? "Online"
            : "PartialOnline";
    }

    /// <summary>The failovers that were not forgotten (<c>group clear</c>).</summary>
    private static IEnumerable<FailoverRecord> Counted(GroupConfig config, GroupState? state) =>
        (state?.Failovers ?? []).Where(failover => !(failover.At <= config.ClearedAt));

    private static string Window(GroupConfig config) =>
        config is { FailbackWindowStart: { } start, FailbackWindowEnd: { } end }
            ? string.Create(CultureInfo.InvariantCulture, $"{start}-{end}")
            : "any";

    private static string Count(int? instances) => instances switch
    {
        null => "none",
        0 => "every-node",
        { } count => count.ToString(CultureInfo.InvariantCulture),
    };

    private static string Reason(ClusterSnapshot snapshot, string name, GroupState? state, GroupStatus? status) =>
        state is { Hindrance.Length: > 0 } ? state.Hindrance
        : status is null ? WhyNothingRuns(snapshot, name)
        : status.Reason.Length > 0 ? status.Reason
        : state?.Reason ?? "";

    private static string? MovingTo(ClusterSnapshot snapshot, string name, GroupState? state) =>
        state is { WantedStop: true, IntendedOwner: { } target } ? target
        : snapshot.Moves.TryGetValue(name, out Row<MoveRequest>? move) ? move.Value.Target
        : null;
}
