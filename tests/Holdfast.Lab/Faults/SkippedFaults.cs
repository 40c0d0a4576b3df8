namespace Holdfast.Lab.Faults;

/// <summary>The faults of services, nodes, network and database that are not played on machines, and why.</summary>
public static class SkippedFaults
{
    public static IReadOnlyDictionary<int, string> All { get; } = new SortedDictionary<int, string>
    {
        [59] = "SQLite's, not of machines; the tests of its engine play it with a writer that holds the lock and is "
            + "stopped: the others are told who holds it, and read on; nobody kills it, as the catalogue would have it",
    };
}
