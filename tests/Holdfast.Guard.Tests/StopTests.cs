using System.Globalization;
using Holdfast.Guard.Tests.Harness;
using Holdfast.Linux;
using Xunit;

namespace Holdfast.Guard.Tests;

public sealed class StopTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Willing_Stop_EndsBySigterm()
    {
        await using var guard = await GuardUnderTest.StartAsync();
        await guard.StartShellAsync("r", "trap 'echo stopping; exit 3' TERM; echo ready; while :; do sleep 0.01; done");
        await Until.Holds("it is ready", () => guard.Output("r").Contains("ready", StringComparison.Ordinal));
        var stopped = Assert.Single(await guard.Client.StopAsync("r", "main", Grace, Ct));
        Assert.Equal((true, 3, null), (stopped.HasExited, stopped.ExitCode, stopped.Signal));
        Assert.Contains("stopping", guard.Output("r"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unwilling_Stop_IsKilledAfterTheGrace()
    {
        await using var guard = await GuardUnderTest.StartAsync();
        await guard.StartShellAsync("r", "trap '' TERM; echo ready; while :; do sleep 60; done");
        await Until.Holds("it is ready", () => guard.Output("r").Contains("ready", StringComparison.Ordinal));
        long before = BootClock.Now;
        var stopped = Assert.Single(await guard.Client.StopAsync("r", null, TimeSpan.FromMilliseconds(300), Ct));
        Assert.Equal(9, stopped.Signal);
        Assert.InRange(BootClock.Now - before, (long)(0.29 * GuardUnderTest.Second), 5 * GuardUnderTest.Second);
    }

    [Fact]
    public async Task StoppedBySigstop_Stop_IsWokenAndEnds()
    {
        await using var guard = await GuardUnderTest.StartAsync();
        var started = await guard.StartShellAsync("r", "exec sleep 60");
        Signals.Send(started.Pid, Signals.Stop);
        Assert.Equal(15, Assert.Single(await guard.Client.StopAsync("r", null, Grace, Ct)).Signal);
    }

    [Fact]
    public async Task Daemons_Stop_TakesTheWholeTreeAndNobodyElses()
    {
        await using var guard = await GuardUnderTest.StartAsync();
        const string Daemon = "setsid sh -c 'setsid sleep 61 & sleep 62' & sleep 0.05; exit 0";
        var notices = await guard.SubscribeAsync();
        await guard.StartShellAsync("a", Daemon);
        await guard.StartShellAsync("b", Daemon);
        await guard.StartShellAsync("b", "exec sleep 63", "second");
        await notices.OfAsync("a");
        await notices.OfAsync("b");
        await Until.Holds(
            "the daemons run", () => Members(guard, "sleep 61").Count == 2 && Members(guard, "sleep 62").Count == 2);

        await guard.Client.StopAsync("a", null, Grace, Ct);
        Assert.Single(Members(guard, "sleep 61"));
        Assert.Single(Members(guard, "sleep 62"));
        await guard.Client.StopAsync("b", "main", Grace, Ct);
        Assert.Empty(Members(guard, "sleep 61"));
        Assert.Empty(Members(guard, "sleep 62"));
        Assert.Single(Members(guard, "sleep 63"));
        var stopped = await guard.Client.StopAsync(null, null, Grace, Ct);
        Assert.Equal(2, stopped.Count(p => p.Resource == "b" && p.HasExited));
        Assert.Empty(Members(guard, "sleep 63"));
    }

    [Fact]
    public async Task DaemonWithoutItsVariables_StopAll_TakesItToo()
    {
        await using var guard = await GuardUnderTest.StartAsync();
        var notices = await guard.SubscribeAsync();
        await guard.StartShellAsync("r", "setsid env -i /bin/sleep 64 & sleep 0.05; exit 0");
        await notices.OfAsync("r");
        await Until.Holds("the daemon runs", () => Members(guard, "/bin/sleep 64").Count == 1);
        await guard.Client.StopAsync("r", null, TimeSpan.Zero, Ct);
        Assert.Single(Members(guard, "/bin/sleep 64"));
        await guard.Client.StopAsync(null, null, TimeSpan.Zero, Ct);
        Assert.Empty(Members(guard, "/bin/sleep 64"));
    }

    [Fact]
    public async Task End_StopsAllAnswersAndLeavesNothing()
    {
        await using var guard = await GuardUnderTest.StartAsync();
        var notices = await guard.SubscribeAsync();
        await guard.StartShellAsync("willing", "exec sleep 60");
        await guard.StartShellAsync("unwilling", "trap '' TERM; while :; do sleep 60; done");
        await guard.StartShellAsync("daemon", "setsid sh -c 'trap \"\" TERM; while :; do sleep 60; done' & exit 0");
        await notices.OfAsync("daemon");
        await guard.Client.EndAsync(TimeSpan.FromMilliseconds(200), Ct);
        Assert.Equal(3, notices.All.Count);
        Assert.Equal(new ExitStatus(0, null), await guard.Process.WaitForExitAsync(Ct));
        await guard.Client.Disconnected.WaitAsync(Ct);
        Assert.False(File.Exists(guard.Socket));
        guard.Alive.Dispose();
        await AliveLock.ProveDead(guard.AlivePath, Ct);
    }

    [Fact]
    public async Task Sigterm_Guard_GoesOn()
    {
        await using var guard = await GuardUnderTest.StartAsync();
        guard.Process.Handle.Send(Signals.Terminate);
        guard.Process.Handle.Send(Signals.Hangup);
        guard.Process.Handle.Send(Signals.Interrupt);
        await guard.StartShellAsync("r", "exec sleep 60");
        Assert.False(guard.Process.Handle.HasExited);
    }

    /// <summary>
    /// Running processes with that command line that hold this guard's alive lock, hence are of this guard.
    /// </summary>
    private static List<int> Members(GuardUnderTest guard, string commandLine)
    {
        string fd = guard.Alive.Fd.ToString(CultureInfo.InvariantCulture);
        return [.. Directory.GetDirectories("/proc")
            .Where(folder => int.TryParse(Path.GetFileName(folder), out _))
            .Where(folder => Text(folder + "/cmdline").TrimEnd('\0').Replace('\0', ' ') == commandLine
                && Link($"{folder}/fd/{fd}") == guard.AlivePath)
            .Select(folder => int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture))];
    }

    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static string? Link(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: false)?.FullName;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
