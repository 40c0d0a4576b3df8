using System.Globalization;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Failover;
using Holdfast.Core.Groups;
using Holdfast.Core.Placement;
using Holdfast.Core.State;
using Holdfast.Core.Status;

namespace Holdfast.Core.Explanations;

/// <summary>Why a resource is as it is.</summary>
internal static class ResourceReasons
{
    public static ResourceExplanation? Explain(FailoverPass pass, string name)
    {
        string suffix = GroupInstance.SuffixOf(name);
        if (!pass.Snapshot.Resources.TryGetValue(GroupInstance.GroupOf(name), out Row<ResourceConfig>? row))
        {
            return null;
        }

        ResourceConfig config = row.Value;
        string instance = suffix.Length > 0 ? $"{config.Group}:{suffix}" : config.Group;
        GroupPlan plan = GroupPlan.From(pass.Snapshot, instance);
        pass.Snapshot.GroupStates.TryGetValue(instance, out Row<GroupState>? state);
        GroupStatus? status = pass.Snapshot.GroupStatuses.TryGetValue(instance, out Row<GroupStatus>? found)
            && found.Value.Generation == state?.Value.Generation ? found.Value : null;
        ResourceStatus? resource = status?.Resources.FirstOrDefault(
            each => string.Equals(each.Name, name, StringComparison.Ordinal));
        return new(
            name,
            resource?.State.ToString() ?? nameof(ResourceState.Offline),
            Summary(pass, config, plan, state?.Value, resource).ToValueList(),
            Waits(plan, status, resource, name).ToValueList());
    }

    private static IEnumerable<string> Summary(
        FailoverPass pass, ResourceConfig config, GroupPlan plan, GroupState? state, ResourceStatus? resource)
    {
        string where = state?.Owner is { } owner ? $"on {owner}" : $"and its group {plan.Group} has no owner";
        yield return resource is null
            ? $"Nothing of it runs, {where}."
            : $"It is {resource.State} {where} since {Spoken.Time(resource.Since)}: {resource.Reason}.";
        if (plan.Wanted != GroupWanted.Online)
        {
            yield return $"Its group is not wanted online: {plan.WantedReason}.";
        }
        else if (!config.WantedOnline)
        {
            yield return $"It is wanted offline itself: holdfast resource online {config.Name} changes that.";
        }

        string? locked = plan.Locked ?? (config.Locked ? "it is locked: no action is taken on it" : null);
        if (locked is not null)
        {
            yield return $"Maintenance: {locked}.";
        }

        yield return pass.Snapshot.Types.TryGetValue(config.Type, out Row<ResourceTypeConfig>? type)
            ? $"Its type {config.Type} comes from {type.Value.DllName}, package {Short(type.Value.PackageHash)}."
            : $"Its type {config.Type} is not registered.";
        if (resource is not null)
        {
            foreach (string line in Running(config, resource))
            {
                yield return line;
            }
        }
    }

    private static string Short(string hash) => hash.Length > 12 ? hash[..12] : hash;

    private static IEnumerable<string> Running(ResourceConfig config, ResourceStatus resource)
    {
        if (resource.Monitor != MonitorPresence.None)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"Its monitor is {resource.Monitor}{(resource.MonitorPid is { } pid ? $", process {pid}" : "")}.");
        }

        if (resource.Health.Length > 0 && resource.Health != "Ok")
        {
            yield return $"It is {resource.Health} (EmbeddedFailureAction {config.EmbeddedFailureAction}).";
        }

        if (resource.Restarts > 0)
        {
            string period = Spoken.Duration(config.RestartPeriod);
            string times = Spoken.Times(resource.Restarts);
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"It was restarted {times} here within {period}, of {config.RestartThreshold} that are allowed.");
        }

        if (resource.IsolatedUntil is { } until)
        {
            yield return $"It has a monitor of its own until {Spoken.Time(until)}: "
                + "monitors died or hung in its calls.";
        }

        if (resource.FromNextOnline.Count > 0)
        {
            yield return $"Stored, and in force from the next online: {string.Join(", ", resource.FromNextOnline)}.";
        }
    }

    private static IEnumerable<Waiting> Waits(
        GroupPlan plan, GroupStatus? status, ResourceStatus? resource, string name)
    {
        if (resource?.RetryAt is { } retry)
        {
            yield return new("its next try", retry);
        }

        if (resource?.State == ResourceState.Online || !plan.Resources.TryGetValue(name, out ResourceConfig? config))
        {
            yield break;
        }

        foreach (ValueList<string> any in config.DependsOn)
        {
            bool met = any.Any(needed => StateOf(status, needed) == ResourceState.Online);
            if (!met)
            {
                yield return new(string.Join(" or ", any.Select(needed => $"{needed} ({StateOf(status, needed)})")));
            }
        }
    }

    private static ResourceState StateOf(GroupStatus? status, string name) =>
        status?.Resources.FirstOrDefault(each => string.Equals(each.Name, name, StringComparison.Ordinal))?.State
        ?? ResourceState.Offline;
}
