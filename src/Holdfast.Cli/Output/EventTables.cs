using System.Globalization;
using Holdfast.Client.Dtos;
using Spectre.Console;

namespace Holdfast.Cli.Output;

/// <summary>Events for people.</summary>
internal static class EventTables
{
    public static Table List(IReadOnlyList<EventDto> events)
    {
        Table table = Terminal.Table("TIME", "NODE", "LEVEL", "KIND", "MESSAGE");
        foreach (EventDto told in events)
        {
            Terminal.Row(table, Time(told), told.Node, told.Level, told.Kind, told.Message);
        }

        return table;
    }

    /// <summary>One event as a line, for streams.</summary>
    public static string Line(EventDto told) =>
        $"{Time(told)}  {told.Node}  {told.Level,-7}  {told.Kind,-24}  {told.Message}";

    private static string Time(EventDto told) =>
        told.At.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);
}
