namespace Holdfast.Lab.Faults;

/// <summary>The faults of services, nodes, network and database that are not played on machines, and why.</summary>
public static class SkippedFaults
{
    public static IReadOnlyDictionary<int, string> All { get; } = new SortedDictionary<int, string>
    {
        [31] = "there are no named fail points in the service; the simulation ends services at every step",
        [36] = "not played on machines; the tests end to end shut nodes down in good order",
        [37] = "not played on machines; the cases kill a service and start it while its resources run",
        [38] = "the kernel here gives no memory controller to set a limit with; for the killed process it is 28 and 25",
        [39] = "not played yet: limits of files and threads",
        [40] = "not played yet: it needs programs of two versions",
        [51] = "machines here are named by address, and nothing asks DNS",
        [55] = "not played on machines; the tests of the etcd engine compact under a watch",
        [56] = "not played on machines; the tests of the etcd engine raise the alarm NOSPACE",
        [57] = "file systems cannot be frozen here; an etcd that is stopped instead (52) is silent in the same way",
        [58] = "not played on machines; the tests end to end put an older database in place",
        [59] = "SQLite's, not of machines; in the tests of its engine",
    };
}
