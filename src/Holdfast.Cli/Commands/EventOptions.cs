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

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _group, _resource, _type, _on, _kind })
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
    };

    public static bool Fits(EventFilter wanted, EventDto told) =>
        Fits(wanted.Group, told.Group) && Fits(wanted.Resource, told.Resource) && Fits(wanted.Type, told.Type)
        && Fits(wanted.Node, told.Node) && Fits(wanted.Kind, told.Kind);

    private static bool Fits(string? wanted, string? value) => wanted is null || wanted == value;

    private static Option<string?> Only(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value };
}
