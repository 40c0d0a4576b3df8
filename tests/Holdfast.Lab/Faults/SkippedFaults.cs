namespace Holdfast.Lab.Faults;

/// <summary>The faults of services, nodes, network and database that are not played on machines, and why.</summary>
public static class SkippedFaults
{
    public static IReadOnlyDictionary<int, string> All { get; } = new SortedDictionary<int, string>
    {
        [59] = "SQLite's, not of machines; in the tests of its engine",
    };
}
