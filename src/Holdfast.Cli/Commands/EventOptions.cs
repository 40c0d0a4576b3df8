using System.CommandLine;
using Holdfast.Client.Dtos;
using Holdfast.Client.Events;

namespace Holdfast.Cli.Commands;

/// <summary>Which events are shown.</summary>
internal sealed class EventOptions
{
    private readonly Option<string?> _group = Only("--group", "GROUP", "Only of this group.");
    private readonly Option<string?> _resource = Only("--resource", "RESOURCE", "Only of this resource.");
    private readonly Option<string?> _type = Only("--type", "TYPE", "Only of this resource type.");
    private readonly Option<string?> _on = Only("--on", "NODE", "Only those that this node wrote.");
    private readonly Option<string?> _kind = Only("--kind", "KIND", "Only of this kind, such as MonitorDied.");
    private readonly Option<string?> _level = Only("--level", "LEVEL", "Only of this level: info, warning or error.");
    private readonly Option<string?> _about =
        Only("--about", "NAME", "Only of the group, resource, type or node of this name.");

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _group, _resource, _type, _on, _kind, _level, _about })
        {
            command.Options.Add(option);
        }
    }

    public EventFilter Of(ParseResult parsed) => new()
    {
        Group = parsed.GetValue(_group),
        Resource = parsed.GetValue(_resource),
        Type = parsed.GetValue(_type),
        Node = parsed.GetValue(_on),
        Kind = parsed.GetValue(_kind),
        Level = parsed.GetValue(_level),
        About = parsed.GetValue(_about),
    };

    public static bool Fits(EventFilter wanted, EventDto told) =>
        FitsWhole(wanted.Group, told.Group) && FitsWhole(wanted.Resource, told.Resource) && Fits(wanted.Type, told.Type)
        && Fits(wanted.Node, told.Node) && Fits(wanted.Kind, told.Kind) && Fits(wanted.Level, told.Level)
        && (FitsWhole(wanted.About, told.Group) || FitsWhole(wanted.About, told.Resource)
            || Fits(wanted.About, told.Type) || Fits(wanted.About, told.Node));

    /// <summary>Also what happened in an instance of it.</summary>
    private static bool FitsWhole(string? wanted, string? value) =>
        Fits(wanted, value) || value?.StartsWith(wanted + ":", StringComparison.Ordinal) == true;

    private static bool Fits(string? wanted, string? value) => wanted is null || wanted == value;

    private static Option<string?> Only(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value };
}
