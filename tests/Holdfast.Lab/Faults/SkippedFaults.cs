namespace Holdfast.Lab.Faults;

/// <summary>The faults of services, nodes, network and database that are not played on machines, and why.</summary>
public static class SkippedFaults
{
    public static IReadOnlyDictionary<int, string> All { get; } = new SortedDictionary<int, string>
    {
        [31] = "there are no named fail points in the service; the simulation ends services at every step",
        [37] = "not played on machines; the cases kill a service and start it while its resources run",
        [38] = "the kernel here gives no memory controller to set a limit with; for the killed process it is 28 and 25",
        [51] = "machines here are named by address, and nothing asks DNS",
        [57] = "file systems cannot be frozen here; an etcd that is stopped instead (52) is silent in the same way",
        [58] = "not played on machines; the tests end to end put an older database in place",
        [59] = "SQLite's, not of machines; in the tests of its engine",
    };
}
