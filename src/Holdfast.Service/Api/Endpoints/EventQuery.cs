using Holdfast.Client.Dtos;
using Holdfast.Core.Placement;

namespace Holdfast.Service.Api.Endpoints;

/// <summary>Which events a request asks for; an empty text asks for all. A parallel group's name stands for all its
/// instances, and so does the name of a resource of it.</summary>
internal sealed record EventQuery(string Group, string Resource, string Type, string Node, string Kind)
{
    public static IReadOnlyList<string> Names { get; } = ["group", "resource", "type", "node", "kind"];

    public static EventQuery Of(HttpRequest request)
    {
        string[] values = [.. Names.Select(name => request.Query[name].ToString())];
        return new EventQuery(values[0], values[1], values[2], values[3], values[4]);
    }

    public bool Fits(EventDto told) =>
        FitsWhole(Group, told.Group) && FitsWhole(Resource, told.Resource) && Fits(Type, told.Type)
        && Fits(Node, told.Node) && Fits(Kind, told.Kind);

    private static bool Fits(string wanted, string? value) => wanted.Length == 0 || wanted == value;

    /// <summary>Also what is about an instance of a parallel group, where the whole is asked for.</summary>
    private static bool FitsWhole(string wanted, string? value) =>
        Fits(wanted, value) || (value is not null && GroupInstance.GroupOf(value) == wanted);
}
