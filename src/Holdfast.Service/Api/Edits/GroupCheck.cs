using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Core.Configuration;
using Holdfast.Core.Placement;
using Holdfast.Core.State;
using Holdfast.Service.Api.Bodies;
using Holdfast.Service.Api.Problems;

namespace Holdfast.Service.Api.Edits;

/// <summary>What is wrong in a cluster with the settings of a group that a request names.</summary>
internal static class GroupCheck
{
    private const int MostConditions = 100;

    /// <param name="snapshot">The cluster.</param>
    /// <param name="patch">What the request names.</param>
    /// <param name="changed">The group as it would be stored.</param>
    public static IReadOnlyList<ErrorDto> Check(ClusterSnapshot snapshot, GroupPatch patch, GroupConfig changed)
    {
        IReadOnlyList<string> nodes = snapshot.NodeNames();
        return
        [
            .. Owners("preferredOwners", patch.PreferredOwners, nodes),
            .. Owners("possibleOwners", patch.PossibleOwners, nodes),
            .. Classes("antiAffinity", patch.AntiAffinity),
            .. Classes("affinity", patch.Affinity),
            .. Conditions("requires", patch.Requires),
            .. Conditions("prefers", patch.Prefers),
            .. patch.DependsOn is null ? [] : GroupDependencyCheck.Check(snapshot, changed),
            .. Promoted(changed),
            .. WithoutRoles(snapshot, changed),
        ];
    }

    /// <summary>What is wrong if instances are to be promoted, and no resource of the group can be; empty where a
    /// type's registration does not say.</summary>
    public static IEnumerable<ErrorDto> WithoutRoles(ClusterSnapshot snapshot, GroupConfig group)
    {
        string[] types = [.. snapshot.ResourcesOf(group.Name).Select(each => each.Value.Type)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        bool none = types.Length > 0 && types.All(
            type => snapshot.Types.TryGetValue(type, out Row<ResourceTypeConfig>? row) && row.Value.HasRoles == false);
        if (group.Promoted > 0 && none)
        {
            yield return Error("promoted", ErrorCodes.PromotedWithoutRoles,
                $"{group.Promoted} instances are to be promoted, and no resource of the group can be: "
                + $"{string.Join(", ", types)} {(types.Length == 1 ? "has" : "have")} no roles; set promoted to 0, or "
                + "add a resource of a type whose class overrides PromoteAsync or DemoteAsync");
        }
    }

    public static ErrorDto Error(string path, string code, string message) =>
        new() { Path = path, Code = code, Message = message };

    /// <summary>A member names a node that is not there.</summary>
    public static ErrorDto NoNode(string path, string node, IReadOnlyList<string> nodes) => Error(
        path, ErrorCodes.NoNode, $"no node \"{node}\"{NearNames.Question(NearNames.Of(node, nodes))}");

    private static IEnumerable<ErrorDto> Owners(
        string member, IReadOnlyList<string>? owners, IReadOnlyList<string> nodes)
    {
        for (int i = 0; i < (owners?.Count ?? 0); i++)
        {
            if (!nodes.Contains(owners![i]))
            {
                yield return NoNode($"{member}[{i}]", owners[i], nodes);
            }
            else if (owners.Take(i).Contains(owners[i]))
            {
                yield return Error(
                    $"{member}[{i}]", ErrorCodes.WrongValue, $"\"{owners[i]}\" is named twice; name it once");
            }
        }
    }

    private static IEnumerable<ErrorDto> Classes(string member, IReadOnlyList<string>? classes)
    {
        for (int i = 0; i < Math.Min(classes?.Count ?? 0, MostConditions); i++)
        {
            if (!Names.IsName(classes![i]))
            {
                yield return Error($"{member}[{i}]", ErrorCodes.BadName,
                    $"\"{classes[i]}\" is not a class name: {Names.Rule}");
            }
        }

        if (classes?.Count > MostConditions)
        {
            yield return TooMany(member, classes.Count);
        }
    }

    private static IEnumerable<ErrorDto> Conditions(string member, IReadOnlyList<string>? conditions)
    {
        for (int i = 0; i < Math.Min(conditions?.Count ?? 0, MostConditions); i++)
        {
            if (!AttributeRule.TryParse(conditions![i], out AttributeRule? rule) || !Names.IsName(rule.Attribute))
            {
                yield return Error($"{member}[{i}]", ErrorCodes.BadCondition,
                    $"\"{conditions[i]}\" is not a condition; write a=v, a!=v, a (the node has it) or !a (it has it "
                    + "not)");
            }
        }

        if (conditions?.Count > MostConditions)
        {
            yield return TooMany(member, conditions.Count);
        }
    }

    private static ErrorDto TooMany(string member, int count) =>
        Error(member, ErrorCodes.WrongValue, $"it has {count}; at most {MostConditions} are taken");

    private static IEnumerable<ErrorDto> Promoted(GroupConfig group)
    {
        if (group.Promoted == 0)
        {
            yield break;
        }

        if (group.Instances is null)
        {
            yield return Error("promoted", ErrorCodes.PromotedTooMany,
                "only instances of a parallel group are promoted; set instanceCount too, or promoted to 0");
        }
        else if (group.Instances > 0 && group.Promoted > group.Instances)
        {
            yield return Error("promoted", ErrorCodes.PromotedTooMany,
                $"{group.Promoted} are to be promoted of {group.Instances} instances; promote at most as many");
        }
    }
}
