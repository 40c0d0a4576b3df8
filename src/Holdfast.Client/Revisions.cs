using System.Globalization;

namespace Holdfast.Client;

/// <summary>Writes the query that makes a change depend on the revision it was decided from.</summary>
internal static class Revisions
{
    public static string Query(long? revision) =>
        revision is { } value ? string.Create(CultureInfo.InvariantCulture, $"?revision={value}") : "";
}
