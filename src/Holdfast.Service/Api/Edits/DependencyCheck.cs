using Holdfast.Client.Dtos;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Groups;
using Holdfast.Core.State;
using Holdfast.Service.Api.Problems;

namespace Holdfast.Service.Api.Edits;

/// <summary>What Core says of a resource's dependencies, as errors of a request about that resource.</summary>
internal static class DependencyCheck
{
    /// <param name="snapshot">The cluster.</param>
    /// <param name="resource">The resource as it would be stored.</param>
    public static IReadOnlyList<ErrorDto> Check(ClusterSnapshot snapshot, ResourceConfig resource)
    {
        IEnumerable<ResourceConfig> all = snapshot.Resources.Values.Select(row => row.Value)
            .Where(each => each.Name != resource.Name).Append(resource);
        string own = $"resources/{resource.Name}/";
        return
        [
            .. DependencyValidation.Check(resource.Group, all)
                .Where(fault => fault.Path.StartsWith(own, StringComparison.Ordinal))
                .Select(fault => new ErrorDto
                {
                    Path = fault.Path[own.Length..], Code = fault.Code,
                    Message = fault.Message + Near(snapshot, resource, fault),
                }),
        ];
    }

    /// <summary>Names of the resources that name this one among their dependencies.</summary>
    public static IReadOnlyList<string> DependentsOf(ClusterSnapshot snapshot, string name) =>
        [.. snapshot.Resources.Values
            .Where(row => row.Value.DependsOn.Any((ValueList<string> each) => each.Contains(name)))
            .Select(row => row.Value.Name)];

    private static string Near(ClusterSnapshot snapshot, ResourceConfig resource, DependencyFault fault)
    {
        if (fault.Code != DependencyValidation.UnknownResource)
        {
            return "";
        }

        string named = fault.Message.Split('"')[1];
        string? near = NearNames.Of(named,
            snapshot.ResourcesOf(resource.Group).Select(row => row.Value.Name).Where(name => name != resource.Name));
        return near is null ? "" : $" Did you mean \"{near}\"?";
    }
}
