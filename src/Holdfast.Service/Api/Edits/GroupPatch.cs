using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Service.Api.Bodies;
using Holdfast.Service.Api.Problems;

namespace Holdfast.Service.Api.Edits;

/// <summary>The settings of a group that a request names; those it leaves out stay.</summary>
internal sealed class GroupPatch
{
    private readonly List<Func<GroupConfig, GroupConfig>> _changes = [];
    private IReadOnlyList<string>? _preferred;
    private IReadOnlyList<string>? _possible;

    private GroupPatch()
    {
    }

    public static GroupPatch Read(BodyReader body)
    {
        var patch = new GroupPatch { _preferred = body.TextList("preferredOwners"), _possible =
            body.TextList("possibleOwners") };
        patch.Set(body.Text("description", 1000), (group, value) => group with { Description = value });
        patch.Set(patch._preferred, (group, value) => group with { PreferredOwners = value.ToValueList() });
        patch.Set(patch._possible, (group, value) => group with { PossibleOwners = value.ToValueList() });
        patch.Set(body.Duration("failoverPeriod", TimeSpan.FromSeconds(1)),
            (group, value) => group with { FailoverPeriod = value!.Value });
        patch.Set(body.Flag("autoFailback"), (group, value) => group with { AutoFailback = value!.Value });
        patch.Set(body.Number("priority", 0, 4000), (group, value) => group with { Priority = value!.Value });
        patch.Set(body.Number("instances", 0, 1000), (group, value) => group with { Instances = value });
        patch.Set(body.Number("instancesPerNode", 1, 1000),
            (group, value) => group with { InstancesPerNode = value!.Value });
        patch.Set(body.Number("promoted", 0, 1000), (group, value) => group with { Promoted = value!.Value });
        int? threshold = body.Number("failoverThreshold", 0, 1_000_000);
        if (body.Has("failoverThreshold"))
        {
            patch._changes.Add(group => group with { FailoverThreshold = threshold });
        }

        return patch;
    }

    public GroupConfig Apply(GroupConfig group) => _changes.Aggregate(group, (changed, change) => change(changed));

    /// <summary>What is wrong with it in this cluster.</summary>
    public IReadOnlyList<ErrorDto> Check(ClusterSnapshot snapshot)
    {
        IReadOnlyList<string> nodes = snapshot.NodeNames();
        return [.. Owners("preferredOwners", _preferred, nodes), .. Owners("possibleOwners", _possible, nodes)];
    }

    private static IEnumerable<ErrorDto> Owners(
        string member, IReadOnlyList<string>? owners, IReadOnlyList<string> nodes)
    {
        for (int i = 0; i < (owners?.Count ?? 0); i++)
        {
            if (!nodes.Contains(owners![i]))
            {
                string near = NearNames.Question(NearNames.Of(owners[i], nodes));
                yield return Error($"{member}[{i}]", ErrorCodes.NoNode, $"no node \"{owners[i]}\"{near}");
            }
            else if (owners.Take(i).Contains(owners[i]))
            {
                yield return Error(
                    $"{member}[{i}]", ErrorCodes.WrongValue, $"\"{owners[i]}\" is named twice; name it once");
            }
        }
    }

    private static ErrorDto Error(string path, string code, string message) =>
        new() { Path = path, Code = code, Message = message };

    private void Set<T>(T? value, Func<GroupConfig, T, GroupConfig> change)
    {
        if (value is not null)
        {
            _changes.Add(group => change(group, value));
        }
    }
}
