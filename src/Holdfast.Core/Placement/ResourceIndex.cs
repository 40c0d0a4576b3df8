using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;

namespace Holdfast.Core.Placement;

/// <summary>The resources of a snapshot by group; made once for all snapshots that have the same resources.</summary>
internal sealed class ResourceIndex
{
    private static readonly ConditionalWeakTable<ValueMap<Row<ResourceConfig>>, ResourceIndex> Made = [];
    private readonly Dictionary<string, List<ResourceConfig>> _groups = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ValueMap<ResourceConfig>> _instances = new(StringComparer.Ordinal);

    private ResourceIndex(ValueMap<Row<ResourceConfig>> resources)
    {
        foreach (Row<ResourceConfig> row in resources.Values)
        {
            if (!_groups.TryGetValue(row.Value.Group, out List<ResourceConfig>? group))
            {
                _groups[row.Value.Group] = group = [];
            }

            group.Add(row.Value);
        }
    }

    public static ResourceIndex Of(ClusterSnapshot snapshot) =>
        Made.GetValue(snapshot.Resources, static resources => new(resources));

    /// <summary>The group's resources by name.</summary>
    public IReadOnlyList<ResourceConfig> ResourcesOf(string group) =>
        _groups.TryGetValue(group, out List<ResourceConfig>? resources) ? resources : [];

    /// <summary>The resources of a group, or of an instance of a parallel one, as it has them.</summary>
    public ValueMap<ResourceConfig> ResourcesIn(string instance) => _instances.GetOrAdd(
        instance,
        static (name, index) => ValueMap<ResourceConfig>.From(index.ResourcesOf(GroupInstance.GroupOf(name))
            .Select(resource => Instantiate(resource, name))
            .Select(resource => KeyValuePair.Create(resource.Name, resource))),
        this);

    /// <summary>
    /// The resource as an instance of a parallel group has it: with its own name, and with the suffix of the instance
    /// where its properties say <c>${instance}</c>.
    /// </summary>
    private static ResourceConfig Instantiate(ResourceConfig resource, string instance) =>
        GroupInstance.SuffixOf(instance).Length == 0
            ? resource
            : resource with
            {
                Name = GroupInstance.ResourceIn(instance, resource.Name),
                Group = instance,
                Properties = resource.Properties.Replace(
                    "${instance}", GroupInstance.SuffixOf(instance), StringComparison.Ordinal),
                DependsOn = resource.DependsOn
                    .Select(any => any.Select(name => GroupInstance.ResourceIn(instance, name)).ToValueList())
                    .ToValueList(),
            };
}
