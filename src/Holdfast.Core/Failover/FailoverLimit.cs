using System.Globalization;
using Holdfast.Core.Collections;
using Holdfast.Core.Explanations;
using Holdfast.Core.Groups;
using Holdfast.Core.Placement;
using Holdfast.Core.State;

namespace Holdfast.Core.Failover;

/// <summary>
/// What to do when the owner asks for a failover because resources failed: as often as FailoverThreshold within
/// FailoverPeriod,
/// to a node on which it did not fail.
/// </summary>
internal static class FailoverLimit
{
    public static GroupVerdict Decide(GroupCase group, string failure)
    {
        string owner = group.State.Owner!;
        int limit = group.Config!.FailoverThreshold ?? group.Snapshot.Nodes.Count - 1;
        if (group.RecentFailovers.Count >= limit)
        {
            return Reached(group, failure, limit);
        }

        var reason = new Reason(ReasonKind.ResourceFailed, $"{failure} on {owner}");
        if (group.Ranking.Best(except: owner) is not { } target)
        {
            return OwnedGroup.Hinder(group, reason with
            {
                Text = $"{failure} on {owner}, but it has nowhere to go: {group.Ranking.Refusals(owner)}",
            });
        }

        GroupVerdict verdict = OwnedGroup.Ask(group, reason, target.Node);
        var stop = (GroupAction.AskToStop)verdict.Action!;
        ValueList<FailoverRecord> failovers = group.RecentFailovers.Add(new(owner, group.WallClock, failure));
        return new(stop with { State = stop.State with { Failovers = failovers } });
    }

    private static GroupVerdict Reached(GroupCase group, string failure, int limit)
    {
        string period = Hours(group.Config!.FailoverPeriod);
        if (group.RecentFailovers.Count == 0)
        {
            string text = $"{failure}; it does not fail over, for its failover limit is {limit}";
            return OwnedGroup.Hinder(group, new(ReasonKind.FailoverLimit, text));
        }

        DateTimeOffset reset = group.RecentFailovers.Min(failover => failover.At) + group.Config.FailoverPeriod;
        string times = Spoken.Times(group.RecentFailovers.Count);
        return OwnedGroup.Hinder(
            group,
            new(
                ReasonKind.FailoverLimit,
                $"{failure}; it failed over {times} within {period}, and its limit " +
                $"is {limit}: it stays on {group.State.Owner} until {Spoken.Time(reset)}, or until it is moved"),
            group.Now + (reset - group.WallClock));
    }

    private static string Hours(TimeSpan period) =>
        string.Create(CultureInfo.InvariantCulture, $"{period.TotalHours:0.##} h");
}
