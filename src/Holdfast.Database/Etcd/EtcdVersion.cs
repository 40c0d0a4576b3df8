using System.Globalization;

namespace Holdfast.Database.Etcd;

/// <summary>A member's version, and whether it is one to trust with a cluster.</summary>
/// <remarks>
/// The safe versions are those with the fixes of 2026 to correctness (March) and security (July). Holdfast's own rules
/// do not rest on what was broken before them, leases, reads without a quorum or etcd's roles; but the data may.
/// </remarks>
public sealed record EtcdVersion(int Major, int Minor, int Patch)
{
    private static readonly EtcdVersion[] Safe = [new(3, 5, 33), new(3, 6, 14), new(3, 7, 1)];

    public bool IsSafe => OfLine is { } safe ? Patch >= safe.Patch : (Major, Minor).CompareTo((3, 7)) > 0;

    private EtcdVersion? OfLine => Array.Find(Safe, safe => (safe.Major, safe.Minor) == (Major, Minor));

    /// <summary>What to upgrade to from a version with known faults, for people. Never over a minor version, and out of
    /// one only from its last patches: a 3.5 from before 3.5.26 can lose votes when it becomes a 3.6.</summary>
    /// <param name="version">The version; null where it is not known.</param>
    public static string Remedy(EtcdVersion? version) => version switch
    {
        { OfLine: { } safe } when safe == Safe[^1] => $"{safe} or later",
        { OfLine: { } safe } => $"{safe} or later, and not to another minor version before all members are",
        { Major: 3, Minor: 4 } => $"{Safe[0]} or later, and not over that minor version",
        _ => string.Join(", ", Safe.Select(safe => $"{safe} or later")),
    };

    /// <summary>Reads such as 3.5.21 or 3.7.0-rc.1; null where it is no version.</summary>
    public static EtcdVersion? TryParse(string? text)
    {
        string[] parts = (text ?? "").Split('-', '+')[0].Split('.');
        int[] numbers = [.. parts.Select(part => int.TryParse(
            part, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1)];
        return numbers.Length == 3 && !numbers.Contains(-1) ? new(numbers[0], numbers[1], numbers[2]) : null;
    }

    public override string ToString() => $"{Major}.{Minor}.{Patch}";
}
