using Holdfast.Core.Groups;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.MonitorProtocol.Monitors;

namespace Holdfast.Service.Groups.Hosts;

/// <summary>The role of a resource that is taken up as it was found, and what it had reported about itself.</summary>
/// <remarks>
/// Its monitor knows best. What was published may be older than what happened: a status is written behind a call. So
/// where the monitor is gone too, a resource counts as promoted unless its owner had said, in answer to the last change
/// of its role, that it is not; at worst it is demoted once more.
/// </remarks>
internal static class AdoptedRoles
{
    public static InstanceRole Of(GroupPlan plan, string resource, HostedResource? hosted, ClusterSnapshot snapshot)
    {
        if (hosted?.Role is { } known)
        {
            return string.Equals(known, nameof(InstanceRole.Promoted), StringComparison.Ordinal)
                ? InstanceRole.Promoted
                : InstanceRole.Unpromoted;
        }

        if (plan.RoleToken == 0 || !snapshot.GroupStates.TryGetValue(plan.Group, out Row<GroupState>? state))
        {
            return InstanceRole.Unpromoted;
        }

        bool answered = plan.Role == InstanceRole.Unpromoted
            && snapshot.GroupStatuses.TryGetValue(plan.Group, out Row<GroupStatus>? status)
            && status.Value.Generation == state.Value.Generation && status.Value.RoleToken == plan.RoleToken
            && status.Value.Resources.Any(r => string.Equals(r.Name, resource, StringComparison.Ordinal)
                && r.Role == InstanceRole.Unpromoted);
        return answered ? InstanceRole.Unpromoted : InstanceRole.Promoted;
    }

    public static int? Score(HostedResource? hosted, ResourceStatus? status) =>
        Report(hosted, "score") is { } report ? report.Score : status?.PromotionScore;

    public static string Unfit(HostedResource? hosted, ResourceStatus? status) =>
        Report(hosted, "fitness") is { } report ? report.Text ?? "" : status?.NodeUnfit ?? "";

    private static MonitorEvent? Report(HostedResource? hosted, string kind) =>
        hosted?.Reports.FirstOrDefault(report => string.Equals(report.Kind, kind, StringComparison.Ordinal));
}
