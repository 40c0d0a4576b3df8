using Holdfast.Client.Dtos;
using Holdfast.Core.Placement;

namespace Holdfast.Service.Api.Endpoints;

/// <summary>Which events a request asks for; an empty text asks for all. A parallel group's name stands for all its
/// instances, and so does the name of a resource of it.</summary>
internal sealed record EventQuery(
    string Group, string Resource, string Type, string Node, string Kind, string Level, string About)
{
    /// <summary>The parameters, each with what it asks for.</summary>
    public static IReadOnlyList<(string Name, string Summary)> Parameters { get; } =
    [
        .. new[] { "group", "resource", "type", "node", "kind", "level" }
            .Select(name => (name, $"Only events with this {name}.")),
        ("about", "Only events whose group, resource, type or node has this name."),
    ];

    public static EventQuery Of(HttpRequest request)
    {
        string[] values = [.. Parameters.Select(each => request.Query[each.Name].ToString())];
        return new EventQuery(values[0], values[1], values[2], values[3], values[4], values[5], values[6]);
    }

    public bool Fits(EventDto told) =>
        FitsWhole(Group, told.Group) && FitsWhole(Resource, told.Resource) && Fits(Type, told.Type)
        && Fits(Node, told.Node) && Fits(Kind, told.Kind) && Fits(Level, told.Level)
        && (FitsWhole(About, told.Group) || FitsWhole(About, told.Resource) || Fits(About, told.Type)
            || Fits(About, told.Node));

    private static bool Fits(string wanted, string? value) => wanted.Length == 0 || wanted == value;

    /// <summary>Also what is about an instance of a parallel group, where the whole is asked for.</summary>
    private static bool FitsWhole(string wanted, string? value) =>
        Fits(wanted, value) || (value is not null && GroupInstance.GroupOf(value) == wanted);
}
