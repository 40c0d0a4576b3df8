using Holdfast.Client.Dtos;
using Holdfast.Core.Explanations;

namespace Holdfast.Service.Api.Views;

/// <summary>Explanations as the API shows them.</summary>
internal static class ExplanationDtos
{
    public static InstanceExplanationDto Of(GroupExplanation group) => new()
    {
        Name = group.Group,
        Owner = group.Owner,
        Summary = group.Summary,
        Candidates = [.. group.Candidates.Select(each => new CandidateDto
        {
            Node = each.Node, CanOwn = each.CanOwn, IsOwner = each.IsOwner, Why = each.Why,
        })],
        WaitsFor = Of(group.WaitsFor),
        Next = group.Next,
    };

    public static ResourceReasonsDto Of(ResourceExplanation resource) => new()
    {
        Name = resource.Resource, State = resource.State, Summary = resource.Summary, WaitsFor = Of(resource.WaitsFor),
    };

    public static NodeExplanationDto Of(NodeExplanation node) => new()
    {
        Node = node.Node,
        Summary = node.Summary,
        Groups = [.. node.Groups.Select(each => new GroupOnNodeDto
        {
            Group = each.Group, IsOwner = each.IsOwner, Why = each.Why,
        })],
        WaitsFor = Of(node.WaitsFor),
    };

    private static IReadOnlyList<WaitingDto> Of(IEnumerable<Waiting> waits) =>
        [.. waits.Select(each => new WaitingDto { For = each.For, Until = each.Until })];
}
