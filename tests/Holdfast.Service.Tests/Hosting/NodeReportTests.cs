using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Database.Memory;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Hosting;
using Holdfast.Service.Tests.Api;
using Holdfast.Service.Tests.Groups;
using Holdfast.Service.Tests.Packages;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Service.Tests.Hosting;

public sealed class NodeReportTests
{
    private readonly MemoryDatabase _database = new(historyKept: 1000);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>
    /// Fault 50: a service's last report was still on its way when the next one wrote its own, and stayed in its place
    /// until something changed.
    /// </summary>
    [Fact]
    public async Task ReportOfAServiceThatHasEnded_CommittedLate_IsWrittenOver()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var view = new ClusterView(_database, TimeProvider.System, NullLogger<ClusterView>.Instance);
        await view.StartAsync(Cancel);
        var report = new NodeReport(
            new NodeOptions
            {
                Node = "n1", Database = "", DataFolder = "/d", RunFolder = "/r", MonitorProgram = "", GuardProgram = "",
            },
            _database, view,
            new FakeAuthority(_database, epoch: 1), new FakeOperations(), TimeProvider.System);
        Task[] running = [view.RunAsync(stop.Token), report.RunAsync(stop.Token)];
        await PackageNodes.UntilAsync(() => IsOurs(view), "this service's report");

        NodeStatus older = report.Current() with { Processes = [new NodeProcess(1, "service", "n1", [])] };
        CommitResult late = await _database.CommitAsync(
            new Transaction { Puts = [StoredDocuments.Put(Keys.NodeStatus("n1"), older)] }, Cancel);

        long revision = Assert.IsType<CommitResult.Committed>(late).Revision;
        await view.ReachAsync(revision + 1, Cancel).WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        Assert.True(IsOurs(view), "another report stands in the place of this service's");
        await stop.CancelAsync();
        await Task.WhenAll(running.Select(each => each.ContinueWith(_ => { }, TaskScheduler.Default)));
    }

    private static bool IsOurs(ClusterView view) =>
        view.Current.NodeStatuses.TryGetValue("n1", out Row<NodeStatus>? row)
        && row.Value.Processes[0].Pid == Environment.ProcessId;
}
