using System.Diagnostics;
using Holdfast.Monitor.Tests.Harness;
using Holdfast.MonitorProtocol.Guards;
using Holdfast.MonitorProtocol.Monitors;
using Xunit;

namespace Holdfast.Monitor.Tests;

/// <summary>Resources whose processes live under a real guard.</summary>
public sealed class GuardedTests : IAsyncDisposable
{
    private const string Application = "Holdfast.ClusterResources.GenericApplication";
    private const string Script = "Holdfast.ClusterResources.GenericScript";

    private readonly Node node = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => node.DisposeAsync();

    [Fact]
    public async Task MonitorIsKilled_TheProcessGoesOn_AndAnotherMonitorTakesItUp()
    {
        var guard = await node.GuardAsync();
        var first = await node.FaultMonitorAsync();
        await first.OnlineAsync("r", new { Process = true }, guard: guard);
        var pid = await PidAsync(guard, "r");
        first.Process.Kill();
        await first.EndAsync();
        var second = await node.FaultMonitorAsync();
        Outcome.Ok(await second.OpenAsync("r", new { Process = true }, guard: guard));
        Assert.Equal("running", (await second.Client.ReattachAsync("r", Cancelled)).Result);
        Assert.Equal(pid, await PidAsync(guard, "r"));
        Assert.Equal("Online", (await second.DescribeAsync("r")).State);
        await Until.TrueAsync("it is polled", async () => (await second.DescribeAsync("r")).Polls > 0);
    }

    [Fact]
    public async Task ProcessDiedWithItsMonitor_ReattachSaysGone()
    {
        var guard = await node.GuardAsync();
        var first = await node.FaultMonitorAsync();
        await first.OnlineAsync("r", new { Process = true }, guard: guard);
        first.Process.Kill();
        await first.EndAsync();
        using (var sleep = Process.GetProcessById(await PidAsync(guard, "r")))
        {
            sleep.Kill();
        }

        var second = await node.FaultMonitorAsync();
        Outcome.Ok(await second.OpenAsync("r", new { Process = true }, guard: guard));
        await Until.TrueAsync("the guard knows", async () => await ProcessAsync(guard, "r") is { HasExited: true });
        Outcome.Is("gone", "SIGKILL", await second.Client.ReattachAsync("r", Cancelled));
        Outcome.Ok(await second.Client.OnlineAsync("r", Cancelled));
    }

    [Fact]
    public async Task StoppedProcess_IsNoReasonForTheNextMonitorToSayGone()
    {
        var guard = await node.GuardAsync();
        var first = await node.FaultMonitorAsync();
        await first.OnlineAsync("r", new { Process = true }, guard: guard);
        Outcome.Ok(await first.Client.OfflineAsync("r", Cancelled));
        first.Process.Kill();
        await first.EndAsync();
        var second = await node.FaultMonitorAsync();
        Outcome.Ok(await second.OpenAsync("r", new { Process = true }, guard: guard));
        Outcome.Is("unknown", "no processes", await second.Client.ReattachAsync("r", Cancelled));
    }

    [Fact]
    public async Task ProcessExits_TheFailureComesAtOnce_WithoutAPoll()
    {
        var guard = await node.GuardAsync();
        var monitor = await node.MonitorAsync();
        Outcome.Ok(await monitor.LoadBuiltInAsync());
        Outcome.Ok(await monitor.OpenAsync(
            "app", new { CommandLine = "/bin/sleep 1000" }, Application, guard, pollMs: 600_000));
        Outcome.Ok(await monitor.Client.OnlineAsync("app", Cancelled));
        var times = new List<double>();
        for (var i = 0; i < 5; i++)
        {
            await using var events = await ListenAsync(monitor);
            var told = NextFailureAsync(events);
            using var process = Process.GetProcessById(await PidAsync(guard, "app"));
            var start = Stopwatch.GetTimestamp();
            process.Kill();
            Assert.Contains("was ended by SIGKILL", (await told).Text, StringComparison.Ordinal);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            Outcome.Ok(await monitor.Client.OnlineAsync("app", Cancelled));
        }

        Assert.InRange(times.Min(), 0, 50);
    }

    [Fact]
    public async Task ApplicationThatEndsWhileItStarts_FailsOnlineWithItsCode()
    {
        var guard = await node.GuardAsync();
        var monitor = await node.MonitorAsync();
        Outcome.Ok(await monitor.LoadBuiltInAsync());
        var properties = new { CommandLine = "/bin/sh -c 'exit 7'", ProbeTcpPort = 1 };
        Outcome.Ok(await monitor.OpenAsync("app", properties, Application, guard));
        Outcome.Is("failed", "exited with code 7", await monitor.Client.OnlineAsync("app", Cancelled));
        Assert.Equal("Failed", (await monitor.DescribeAsync("app")).State);
        Outcome.Ok(await monitor.Client.TerminateAsync("app", Cancelled));
    }

    [Fact]
    public async Task ProgramThatIsNotThere_FailsOnlineNamingIt()
    {
        var guard = await node.GuardAsync();
        var monitor = await node.MonitorAsync();
        Outcome.Ok(await monitor.LoadBuiltInAsync());
        Outcome.Ok(await monitor.OpenAsync("app", new { FileName = "/no/such/program" }, Application, guard));
        Outcome.Is("failed", "/no/such/program", await monitor.Client.OnlineAsync("app", Cancelled));
    }

    [Fact]
    public async Task ApplicationStops_OnOffline_AndOnTerminate()
    {
        var guard = await node.GuardAsync();
        var monitor = await node.MonitorAsync();
        Outcome.Ok(await monitor.LoadBuiltInAsync());
        foreach (var stop in (Func<string, CancellationToken, Task<CallOutcome>>[])
            [monitor.Client.OfflineAsync, monitor.Client.TerminateAsync])
        {
            await monitor.OnlineAsync("app", new { CommandLine = "/bin/sleep 1000" }, Application, guard);
            Outcome.Ok(await stop("app", Cancelled));
            Assert.True((await ProcessAsync(guard, "app"))!.HasExited);
            Assert.Equal("Offline", (await monitor.DescribeAsync("app")).State);
        }
    }

    [Fact]
    public async Task GuardDies_TheResourceFails_AndTerminateSucceeds()
    {
        var guard = await node.GuardAsync();
        var monitor = await node.MonitorAsync();
        Outcome.Ok(await monitor.LoadBuiltInAsync());
        await using var events = await ListenAsync(monitor);
        var told = NextFailureAsync(events);
        await monitor.OnlineAsync("app", new { CommandLine = "/bin/sleep 1000" }, Application, guard);
        node.KillGuards();
        await told;
        Outcome.Ok(await monitor.Client.TerminateAsync("app", Cancelled));
    }

    [Fact]
    public async Task GuardIsReplaced_NothingStartsWithTheNext_UntilItIsOpenedAnew()
    {
        var guard = await node.GuardAsync();
        var monitor = await node.FaultMonitorAsync();
        Outcome.Ok(await monitor.OpenAsync("r", new { Process = true }, guard: guard));
        await node.KillGuardsAsync();
        Assert.Equal(guard, await node.GuardAsync());
        Outcome.Is("failed", "is gone", await monitor.Client.OnlineAsync("r", Cancelled));
        Assert.Null(await ProcessAsync(guard, "r"));

        Outcome.Ok(await monitor.Client.CloseAsync("r", Cancelled));
        Outcome.Ok(await monitor.OpenAsync("r", new { Process = true }, guard: guard));
        Outcome.Ok(await monitor.Client.OnlineAsync("r", Cancelled));
        Assert.NotNull(await ProcessAsync(guard, "r"));
    }

    [Fact]
    public async Task Script_RunsACommandPerEntryPoint_AndItsDaemonBelongsToTheResource()
    {
        var guard = await node.GuardAsync();
        var monitor = await node.MonitorAsync();
        Outcome.Ok(await monitor.LoadBuiltInAsync());
        var alive = Path.Combine(node.Folder, "alive-file");
        var daemon = Path.Combine(node.Folder, "daemon");
        var properties = new
        {
            Online = $"/bin/sh -c 'touch {alive}; (sleep 1000 & echo $! > {daemon})'",
            IsAlive = $"/bin/sh -c 'test -e {alive} || {{ echo looking; echo the file is gone >&2; exit 3; }}'",
        };
        await monitor.OnlineAsync("script", properties, Script, guard);
        Assert.True(File.Exists(daemon));
        await using var events = await ListenAsync(monitor);
        var told = NextFailureAsync(events);
        File.Delete(alive);
        Assert.Equal("/bin/sh exited with code 3: the file is gone", (await told).Text);
        Outcome.Ok(await monitor.Client.TerminateAsync("script", Cancelled));
    }

    [Fact]
    public async Task ScriptThatTakesTooLong_IsKilled()
    {
        var guard = await node.GuardAsync();
        var monitor = await node.MonitorAsync();
        Outcome.Ok(await monitor.LoadBuiltInAsync());
        var properties = new { Online = "/bin/sleep 1000", IsAlive = "/bin/true", PendingTimeout = "200ms" };
        Outcome.Ok(await monitor.OpenAsync("script", properties, Script, guard));
        Outcome.Is("failed", "did not end within 200ms", await monitor.Client.OnlineAsync("script", Cancelled));
        await using var client = await GuardClient.ConnectAsync(guard, Cancelled);
        Assert.All(await client.ListAsync("script", Cancelled), process => Assert.True(process.HasExited));
    }

    private static async Task<int> PidAsync(string guard, string resource) =>
        (await ProcessAsync(guard, resource))!.Pid;

    private static async Task<GuardProcess?> ProcessAsync(string guard, string resource)
    {
        await using var client = await GuardClient.ConnectAsync(guard, Cancelled);
        return (await client.ListAsync(resource, Cancelled)).SingleOrDefault();
    }

    /// <summary>Returns once nothing can be missed: what is told before its hello is not told to a reader.</summary>
    private static async Task<IAsyncEnumerator<MonitorEvent>> ListenAsync(RunningMonitor monitor)
    {
        var events = monitor.Client.EventsAsync(Cancelled).GetAsyncEnumerator(Cancelled);
        await events.MoveNextAsync();
        return events;
    }

    private static async Task<MonitorEvent> NextFailureAsync(IAsyncEnumerator<MonitorEvent> events)
    {
        while (await events.MoveNextAsync())
        {
            if (events.Current.Kind == "failure")
            {
                return events.Current;
            }
        }

        throw new InvalidOperationException("the events ended");
    }
}
