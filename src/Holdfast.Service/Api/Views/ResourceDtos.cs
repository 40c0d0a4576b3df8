using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Client.Dtos;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Database.Documents;
using Holdfast.Service.Api.Edits;

namespace Holdfast.Service.Api.Views;

/// <summary>Resources as the API shows them: what is wanted from their row, how they are from their owner's
/// status.</summary>
internal static class ResourceDtos
{
    public static IReadOnlyList<ResourceDto> All(ClusterSnapshot snapshot) =>
        [.. snapshot.Resources.Values.Select(row => Of(snapshot, row))];

    /// <summary>A resource; of a parallel group with what it comes to in all instances.</summary>
    public static ResourceDto Of(ClusterSnapshot snapshot, Row<ResourceConfig> row)
    {
        ResourceDto resource = In(snapshot, row, row.Value.Group);
        return snapshot.Groups.TryGetValue(row.Value.Group, out Row<GroupConfig>? group)
            && group.Value.Instances is not null
                ? ResourceInstances.Whole(snapshot, group.Value, row, resource)
                : resource;
    }

    /// <summary>A resource as it is in an ordinary group, or in one instance of a parallel one.</summary>
    /// <param name="snapshot">The cluster.</param>
    /// <param name="row">What is wanted of it.</param>
    /// <param name="instance">The name under which the group's state is kept.</param>
    public static ResourceDto In(ClusterSnapshot snapshot, Row<ResourceConfig> row, string instance)
    {
        ResourceConfig config = ResourceInstances.Instantiate(row.Value, instance);
        ResourceTypeConfig? type = TypeOf(snapshot, config);
        TypeNameDto named = TypeDtos.Name(snapshot, config.Type);
        string? owner = GroupDtos.StateOf(snapshot, instance)?.Owner;
        GroupStatus? group = Living(snapshot, instance);
        ResourceStatus? status = group?.Resources.FirstOrDefault(each => each.Name == config.Name);
        return new ResourceDto
        {
            Name = config.Name,
            Group = instance,
            Type = named.Name,
            Dll = named.Dll,
            PackageHash = named.PackageHash,
            Description = config.Description,
            Wanted = config.WantedOnline && GroupDtos.IsWanted(snapshot, instance) ? "Online" : "Offline",
            State = (status?.State ?? ResourceState.Offline).ToString(),
            Locked = config.Locked,
            Owner = owner,
            Since = Time(status?.Since),
            Reason = status is null ? GroupDtos.WhyNothingRuns(snapshot, instance) : status.Reason,
            Health = status?.Health ?? "",
            StatusText = status?.StatusText ?? "",
            NodeUnfit = status?.NodeUnfit ?? "",
            Role = status is not null && ResourceInstances.HasRole(snapshot, instance) ? status.Role.ToString() : null,
            PromotionScore = status?.PromotionScore,
            Restarts = status?.Restarts ?? 0,
            RetryAt = status?.RetryAt,
            IsolatedUntil = status?.IsolatedUntil,
            Polls = status?.Polls ?? 0,
            Monitor = MonitorOf(status),
            Guard = group?.GuardPid is { } pid ? new GuardDto { Pid = pid } : null,
            Processes = owner is null || group is null ? [] : ProcessesOf(snapshot, owner, config.Name),
            DependsOn = [.. config.DependsOn],
            Properties = SecretProperties.Masked(config.Properties, type),
            FromNextOnline = status?.FromNextOnline ?? [],
            Policy = PolicyOf(config, type),
            Instances = [],
            Revision = row.Revision,
        };
    }

    /// <summary>The owner's word on the group, while the owner's membership lasts: after it, nothing of it
    /// runs.</summary>
    public static GroupStatus? Living(ClusterSnapshot snapshot, string group) =>
        snapshot.CurrentStatus(group) is { } status && snapshot.IsUp(status.Node) ? status : null;

    /// <summary>Null for a time that was never set.</summary>
    public static DateTimeOffset? Time(DateTimeOffset? time) => time == default(DateTimeOffset) ? null : time;

    private static ResourceTypeConfig? TypeOf(ClusterSnapshot snapshot, ResourceConfig config) =>
        snapshot.Types.TryGetValue(config.Type, out Row<ResourceTypeConfig>? row) ? row.Value : null;

    private static MonitorDto MonitorOf(ResourceStatus? status) => new()
    {
        State = (status?.Monitor ?? MonitorPresence.None).ToString(),
        Pid = status?.MonitorPid,
        Id = status?.MonitorId,
    };

    private static IReadOnlyList<ProcessDto> ProcessesOf(ClusterSnapshot snapshot, string owner, string resource) =>
        !snapshot.NodeStatuses.TryGetValue(owner, out Row<NodeStatus>? node) ? [] :
            [.. node.Value.Processes
                .Where(each => each.Role == "resource" && (each.Id == resource || each.Hosts.Contains(resource)))
                .Select(NodeDtos.Of)];

    private static ResourcePolicyDto PolicyOf(ResourceConfig config, ResourceTypeConfig? type)
    {
        (string Name, TimeSpan? Own, TimeSpan? Type)[] timed =
        [
            ("looksAlivePollInterval", config.LooksAlivePollInterval, type?.LooksAlivePollInterval),
            ("isAlivePollInterval", config.IsAlivePollInterval, type?.IsAlivePollInterval),
            ("pendingTimeout", config.PendingTimeout, type?.PendingTimeout),
            ("deadlockTimeout", config.DeadlockTimeout, type?.DeadlockTimeout),
        ];
        string[] shown = [.. timed.Select(each => Durations.Format(each.Own ?? each.Type ?? TimeSpan.Zero))];
        return new ResourcePolicyDto
        {
            RestartAction = config.RestartAction.ToString(),
            EmbeddedFailureAction = config.EmbeddedFailureAction.ToString(),
            RestartThreshold = config.RestartThreshold,
            RestartPeriod = Durations.Format(config.RestartPeriod),
            RestartDelay = Durations.Format(config.RestartDelay),
            RetryPeriodOnFailure = config.RetryPeriodOnFailure is { } retry ? Durations.Format(retry) : "never",
            SeparateMonitor = config.SeparateMonitor,
            LooksAlivePollInterval = shown[0],
            IsAlivePollInterval = shown[1],
            PendingTimeout = shown[2],
            DeadlockTimeout = shown[3],
            FromType = [.. timed.Where(each => each.Own is null).Select(each => each.Name)],
        };
    }
}
