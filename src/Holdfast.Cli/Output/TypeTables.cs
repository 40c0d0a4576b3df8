using System.Text.Json;
using Holdfast.Client.Dtos;
using Spectre.Console;

namespace Holdfast.Cli.Output;

/// <summary>Resource types for people.</summary>
internal static class TypeTables
{
    public static Table List(IReadOnlyList<TypeDto> types, bool wide = false)
    {
        string[] more = wide ? ["CLASS", "LOOKSALIVE", "ISALIVE", "SHA-256"] : [];
        Table table = Terminal.Table(["TYPE", "DLL", "VERSION", "NODES", "USED BY", .. more, "DESCRIPTION"]);
        foreach (TypeDto type in types)
        {
            more = wide
                ? [type.EntryType, type.LooksAlivePollInterval, type.IsAlivePollInterval, type.PackageHash]
                : [];
            Terminal.Row(table,
            [
                type.Name, Texts.Dll(type.Dll, type.PackageHash), type.Version,
                $"{type.Availability.Count(each => each.Available)} of {type.Availability.Count}",
                Texts.List(type.UsedBy), .. more, type.Description,
            ]);
        }

        return table;
    }

    /// <summary>What a package holds.</summary>
    public static Table Found(IReadOnlyList<FoundTypeDto> types)
    {
        Table table = Terminal.Table("TYPE", "REGISTERED", "DESCRIPTION");
        foreach (FoundTypeDto type in types)
        {
            string registered = type.SamePackage ? "this package"
                : type.RegisteredVersion is { } version ? $"version {version}, another package"
                : "no";
            Terminal.Row(table, type.Name, registered, type.Description);
        }

        return table;
    }

    public static void Show(Terminal terminal, TypeDto type)
    {
        terminal.Line($"type {type.Name}: {type.DisplayName}" + (type.BuiltIn ? " (built in)" : ""));
        if (type.Description.Length > 0)
        {
            terminal.Line($"description  {type.Description}");
        }

        terminal.Line($"DLL          {type.Dll}, version {type.Version}, class {type.EntryType}");
        terminal.Line($"package      sha256 {type.PackageHash}");
        terminal.Line(
            $"polls        LooksAlive every {type.LooksAlivePollInterval}, IsAlive every {type.IsAlivePollInterval}");
        terminal.Line($"time-outs    pending {type.PendingTimeout}, other calls {type.DeadlockTimeout}");
        terminal.Line($"controls     {Texts.List(type.Controls)}");
        terminal.Line($"fence scope  {type.FenceScope}");
        terminal.Line($"used by      {Texts.List(type.UsedBy)}");
        foreach (AvailabilityDto node in type.Availability)
        {
            terminal.Line($"on {node.Node,-9} {(node.Available ? "available" : "not available: " + node.Reason)}");
        }

        terminal.Line();
        terminal.Write(Properties(type.PropertySchema));
    }

    public static Table Properties(JsonElement schema)
    {
        Table table = Terminal.Table("PROPERTY", "TYPE", "DEFAULT", "DESCRIPTION");
        if (schema.ValueKind != JsonValueKind.Object
            || !schema.TryGetProperty("properties", out JsonElement properties))
        {
            return table;
        }

        string[] required = schema.TryGetProperty("required", out JsonElement names)
            ? [.. names.EnumerateArray().Select(each => each.GetString() ?? "")]
            : [];
        foreach (JsonProperty property in properties.EnumerateObject())
        {
            Terminal.Row(table, property.Name, Kind(property.Value),
                required.Contains(property.Name) ? "(required)" : Text(property.Value, "default"),
                Text(property.Value, "description"));
        }

        return table;
    }

    private static string Kind(JsonElement property)
    {
        if (property.TryGetProperty("enum", out JsonElement choices))
        {
            return string.Join('|', choices.EnumerateArray().Select(each => each.ToString()));
        }

        if (Text(property, "x-format") is { Length: > 0 } format)
        {
            return format;
        }

        string least = Text(property, "minimum"), most = Text(property, "maximum");
        return Text(property, "type") + (least.Length + most.Length > 0 ? $" {least}..{most}" : "");
    }

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) ? value.ToString() : "";
}
