using Holdfast.Client.Dtos;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Placement;
using Holdfast.Core.State;
using Holdfast.Service.Api.Edits;

namespace Holdfast.Service.Api.Views;

/// <summary>A resource of a parallel group: in each instance, and what that comes to.</summary>
internal static class ResourceInstances
{
    /// <summary>The states of the resource in its instances, the one that says most first.</summary>
    private static readonly string[] Telling = ["Failed", "OnlinePending", "OfflinePending"];

    /// <summary>The resource as an instance has it: with the instance's suffix in its name, in what it depends on, and
    /// where its properties say <c>${instance}</c>.</summary>
    public static ResourceConfig Instantiate(ResourceConfig resource, string instance) =>
        GroupInstance.SuffixOf(instance) is not { Length: > 0 } suffix
            ? resource
            : resource with
            {
                Name = GroupInstance.ResourceIn(instance, resource.Name),
                Properties = resource.Properties.Replace("${instance}", suffix, StringComparison.Ordinal),
                DependsOn = resource.DependsOn
                    .Select(any => any.Select(name => GroupInstance.ResourceIn(instance, name)).ToValueList())
                    .ToValueList(),
            };

    public static bool HasRole(ClusterSnapshot snapshot, string instance) =>
        snapshot.Groups.TryGetValue(GroupInstance.GroupOf(instance), out Row<GroupConfig>? group)
        && GroupInstanceDtos.HasRoles(group.Value, GroupDtos.StateOf(snapshot, instance));

    public static ResourceDto Whole(
        ClusterSnapshot snapshot, GroupConfig group, Row<ResourceConfig> row, ResourceDto resource)
    {
        IReadOnlyList<string> names = snapshot.InstancesOf(group);
        ResourceDto[] all = [.. names.Select(name => ResourceDtos.In(snapshot, row, name))];
        ResourceDto[] counted = [.. all.Where(each => GroupInstanceDtos.Counts(snapshot, group, each.Group))];
        string[] states = [.. counted.Select(each => each.State)];
        string trouble = Words(counted, each => each.Health is "Ok" or "" ? "" : each.Health);
        return resource with
        {
            State = Telling.FirstOrDefault(states.Contains) ?? GroupDtos.State(states),
            Owner = null,
            Since = all.Max(each => each.Since),
            Reason = Words(counted, each => each.State == resource.Wanted ? "" : each.Reason),
            Health = trouble.Length == 0 && counted.Any(each => each.Health == "Ok") ? "Ok" : trouble,
            NodeUnfit = Words(counted, each => each.NodeUnfit),
            Role = null,
            PromotionScore = null,
            Restarts = all.Sum(each => each.Restarts),
            Polls = all.Sum(each => each.Polls),
            Guard = null,
            Processes = [.. all.SelectMany(each => each.Processes)],
            FromNextOnline = [.. all.SelectMany(each => each.FromNextOnline).Distinct()],
            Instances = all,
        };
    }

    private static string Words(IEnumerable<ResourceDto> resources, Func<ResourceDto, string> text) =>
        string.Join("; ", resources.Where(each => text(each).Length > 0).Select(each => $"{each.Name}: {text(each)}"));
}
