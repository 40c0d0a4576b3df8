using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Service.Api.Problems;

namespace Holdfast.Service.Api.Edits;

/// <summary>Whether what a resource depends on can be: resources of the same group, none of which depends on
/// it.</summary>
internal static class DependencyCheck
{
    public static IReadOnlyList<ErrorDto> Check(ClusterSnapshot snapshot, ResourceConfig resource)
    {
        var errors = new List<ErrorDto>();
        for (int i = 0; i < resource.DependsOn.Count; i++)
        {
            for (int j = 0; j < resource.DependsOn[i].Count; j++)
            {
                if (WhyNot(snapshot, resource, resource.DependsOn[i][j]) is { } why)
                {
                    errors.Add(new ErrorDto
                    {
                        Path = $"dependsOn[{i}][{j}]", Code = ErrorCodes.BadDependency, Message = why,
                    });
                }
            }
        }

        return errors;
    }

    private static string? WhyNot(ClusterSnapshot snapshot, ResourceConfig resource, string other)
    {
        if (other == resource.Name)
        {
            return "a resource cannot depend on itself";
        }

        string[] group = [.. snapshot.ResourcesOf(resource.Group).Select(each => each.Value.Name)];
        if (!group.Contains(other))
        {
            return snapshot.Resources.TryGetValue(other, out Row<ResourceConfig>? elsewhere)
                ? $"\"{other}\" is in group \"{elsewhere.Value.Group}\"; dependencies stay within a group"
                : $"no resource \"{other}\" in group \"{resource.Group}\""
                    + NearNames.Question(NearNames.Of(other, group.Where(each => each != resource.Name)));
        }

        return Reaches(snapshot, other, resource.Name, [])
            ? $"\"{other}\" depends on \"{resource.Name}\" already; two resources cannot wait for each other"
            : null;
    }

    private static bool Reaches(ClusterSnapshot snapshot, string from, string to, HashSet<string> seen) =>
        seen.Add(from) && snapshot.Resources.TryGetValue(from, out Row<ResourceConfig>? row)
        && row.Value.DependsOn.SelectMany(each => each).Any(each => each == to || Reaches(snapshot, each, to, seen));

    /// <summary>Names of the resources that name this one among their dependencies.</summary>
    public static IReadOnlyList<string> DependentsOf(ClusterSnapshot snapshot, string name) =>
        [.. snapshot.Resources.Values
            .Where(row => row.Value.DependsOn.Any((ValueList<string> each) => each.Contains(name)))
            .Select(row => row.Value.Name)];
}
