using Holdfast.Core.Configuration;

namespace Holdfast.Core.Failover;

/// <summary>
/// The hours of the day in which a group may fail back: from FailbackWindowStart up to, not including,
/// FailbackWindowEnd; over midnight where the end is the smaller one.
/// </summary>
public static class FailbackWindow
{
    /// <summary>Whether the group may fail back at that time; without both hours, always.</summary>
    public static bool IsOpen(GroupConfig group, DateTimeOffset localTime)
    {
        if (group is not { FailbackWindowStart: { } start, FailbackWindowEnd: { } end } || start == end)
        {
            return true;
        }

        int hour = localTime.Hour;
        return start < end ? hour >= start && hour < end : hour >= start || hour < end;
    }

    /// <summary>When it opens next; only for a group whose window is closed.</summary>
    public static DateTimeOffset NextOpening(GroupConfig group, DateTimeOffset localTime)
    {
        var day = new DateTimeOffset(localTime.Date, localTime.Offset);
        DateTimeOffset today = day.AddHours(group.FailbackWindowStart!.Value);
        return today > localTime ? today : today.AddDays(1);
    }

    public static string Describe(GroupConfig group) =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{group.FailbackWindowStart:00}:00 to {group.FailbackWindowEnd:00}:00");
}
