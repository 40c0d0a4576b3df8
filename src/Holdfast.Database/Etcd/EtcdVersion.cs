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

    /// <summary>The versions in which nothing is known to be wrong, for people.</summary>
    public static string SafeVersions => string.Join(", ", Safe.Select(version => $"{version} or later"));

    public bool IsSafe
    {
        get
        {
            EtcdVersion? ofLine = Array.Find(Safe, safe => (safe.Major, safe.Minor) == (Major, Minor));
            return ofLine is null ? (Major, Minor).CompareTo((3, 7)) > 0 : Patch >= ofLine.Patch;
        }
    }

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
