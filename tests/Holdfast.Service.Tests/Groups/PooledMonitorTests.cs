using Holdfast.Linux;
using Holdfast.MonitorProtocol.Monitors;
using Holdfast.Service.Groups.Monitors;
using Xunit;

namespace Holdfast.Service.Tests.Groups;

/// <summary>Reports that hold until the next come by events and by looks, in any order.</summary>
public sealed class PooledMonitorTests
{
    [Fact]
    public void ReportsOutOfOrder_OnlyNewsIsPassedOn()
    {
        using var client = new MonitorClient("/nowhere");
        using PidFd self = PidFd.TryOpen(Environment.ProcessId)!;
        var monitor = new PooledMonitor("m1", client, self, null);
        var passed = new List<long>();
        foreach (long number in new long[] { 2, 1, 2, 5, 4 })
        {
            Hear("score", number, taken: true);
        }

        Hear("fitness", 3, taken: true);
        Assert.Equal([2, 5, 3], passed);

        // Nobody was there to take it: it comes again with the next look.
        Hear("score", 7, taken: false);
        Hear("score", 7, taken: true);
        Assert.Equal([2, 5, 3, 7, 7], passed);

        void Hear(string kind, long number, bool taken) => monitor.Hear(
            new() { Kind = kind, Resource = "r:0", Number = number },
            () =>
            {
                passed.Add(number);
                return taken;
            });
    }
}
