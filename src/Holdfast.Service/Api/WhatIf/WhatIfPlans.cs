using Holdfast.Client.Dtos;
using Holdfast.Core.Collections;
using Holdfast.Core.Membership;
using Holdfast.Core.State;
using Holdfast.Core.Time;
using Holdfast.Core.WhatIf;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Decisions;
using Holdfast.Service.Membership;

namespace Holdfast.Service.Api.WhatIf;

/// <summary>Plays changes on the cluster as it is, and says what would happen.</summary>
internal sealed class WhatIfPlans(IClusterView view, ObserverView observer, IBootClock clock, TimeProvider time)
{
    /// <param name="snapshot">The cluster; null for the newest.</param>
    public PlanDto Of(ClusterSnapshot? snapshot, IReadOnlyList<WhatIfChange> changes) =>
        Of(snapshot ?? view.Current, observer.Current, changes, time.GetLocalNow(), clock.Now);

    public static PlanDto Of(
        ClusterSnapshot snapshot,
        Observer observer,
        IReadOnlyList<WhatIfChange> changes,
        DateTimeOffset wallClock,
        BootTime now)
    {
        WhatIfResult result = Playout.Run(snapshot, observer, changes, wallClock, now);
        return new()
        {
            Settled = result.Settled,
            Steps = [.. result.Steps.Select(step => new PlanStepDto
            {
                AfterMs = step.After.TotalMilliseconds,
                Node = step.Node,
                Kind = step.Kind,
                Group = step.Group,
                Resource = step.Resource,
                Message = step.Message,
            })],
            Groups = [.. snapshot.GroupStates.Keys.Concat(result.Final.GroupStates.Keys)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .Select(group => new PlacedGroupDto
                {
                    Group = group,
                    Before = OwnerOf(snapshot.GroupStates, group),
                    After = OwnerOf(result.Final.GroupStates, group),
                    Hindrance = result.Final.GroupStates.TryGetValue(group, out Row<GroupState>? state)
                        ? state.Value.Hindrance
                        : "",
                })],
        };
    }

    private static string? OwnerOf(ValueMap<Row<GroupState>> states, string group) =>
        states.TryGetValue(group, out Row<GroupState>? state) ? state.Value.Owner : null;
}
