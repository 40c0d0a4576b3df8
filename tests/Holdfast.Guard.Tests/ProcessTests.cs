using System.Collections.Concurrent;
using System.Globalization;
using Holdfast.Guard.Tests.Harness;
using Holdfast.Linux;
using Holdfast.MonitorProtocol.Guards;
using Xunit;

namespace Holdfast.Guard.Tests;

public sealed class ProcessTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Guard_Hello_SaysWhatItIs()
    {
        await using var guard = await GuardUnderTest.StartAsync();
        var hello = await guard.Client.HelloAsync(Ct);
        Assert.Equal((guard.Process.Pid, "n1", "web", 5L, 7L),
            (hello.Pid, hello.Node, hello.Group, hello.Epoch, hello.Generation));
        Assert.Equal(guard.Page.Read().KillAt, hello.KillAt);
        Assert.Contains("guard-timer", hello.Protections);
        Assert.Equal(guard.Process.Pid, guard.Client.PeerPid);
        Assert.Equal(0x180, FileStatus.Of(guard.Socket)!.Value.Permissions);
    }

    [Fact]
    public async Task Process_Exits_CodeIsAnnouncedAndListed()
    {
        await using var guard = await GuardUnderTest.StartAsync();
        var notices = await guard.SubscribeAsync();
        var started = await guard.StartShellAsync("r", "exit 7");
        Assert.True(started.StartedAt > 0 && !started.HasExited);
        var exited = await notices.OfAsync("r");
        Assert.Equal((started.Pid, true, 7, null), (exited.Pid, exited.HasExited, exited.ExitCode, exited.Signal));
        Assert.InRange(exited.ExitedAt!.Value, started.StartedAt, BootClock.Now);
        Assert.Equal([exited], await guard.Client.ListAsync("r", Ct));
        Assert.Empty(await guard.Client.ListAsync("other", Ct));
        Assert.Single(notices.All);
    }

    [Fact]
    public async Task Process_StartedByAnotherClient_IsToldToWhoAskedForStarts_BeforeItsExit()
    {
        await using var guard = await GuardUnderTest.StartAsync();
        await using GuardClient other = await guard.ConnectAsync();
        var told = new ConcurrentQueue<GuardProcess>();
        other.Started += told.Enqueue;
        other.Exited += told.Enqueue;
        await other.SubscribeAsync(Ct, starts: true);
        var notices = await guard.SubscribeAsync();
        guard.Client.Started += _ => Assert.Fail("nobody asked for it");
        var started = await guard.StartShellAsync("r", "exit 7");
        await notices.OfAsync("r");
        await Until.Holds("both are told", () => told.Count == 2);
        Assert.Equal([started, Assert.Single(notices.All)], told);
    }

    [Fact]
    public async Task Process_Killed_SignalIsAnnouncedAtOnce()
    {
        await using var guard = await GuardUnderTest.StartAsync();
        var notices = await guard.SubscribeAsync();
        var started = await guard.StartShellAsync("r", "exec sleep 60");
        using var process = PidFd.Open(started.Pid);
        long killed = BootClock.Now;
        process.Send(Signals.Kill);
        var exited = await notices.OfAsync("r");
        Assert.Equal((137, 9), (exited.ExitCode, exited.Signal));
        Assert.InRange(exited.ExitedAt!.Value - killed, 0, GuardUnderTest.Second);
    }

    [Fact]
    public async Task Process_Started_HasArgumentsFolderAndVariables()
    {
        const string Script =
            "echo $1 $(pwd) $COLOUR $HOLDFAST_NODE $HOLDFAST_GROUP $HOLDFAST_RESOURCE $HOLDFAST_FENCE_TOKEN";
        await using var guard = await GuardUnderTest.StartAsync();
        var notices = await guard.SubscribeAsync();
        await guard.Client.StartAsync(
            "r",
            "main",
            new GuardStart
            {
                FileName = "sh",
                Arguments = ["-c", Script, "sh", "a b"],
                WorkingDirectory = guard.Folder,
                Environment = new Dictionary<string, string> { ["COLOUR"] = "red" },
            },
            Ct);
        await notices.OfAsync("r");
        await Until.Holds("its output is kept", () => guard.Output("r").EndsWith(
            $" r a b {guard.Folder} red n1 web r 7\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task NoSuchProgram_Start_IsRefusedWithTheReason()
    {
        await using var guard = await GuardUnderTest.StartAsync();
        var error = await Assert.ThrowsAsync<GuardException>(
            () => guard.Client.StartAsync("r", "main", new GuardStart { FileName = "/no/such" }, Ct));
        Assert.Contains("/no/such", error.Message, StringComparison.Ordinal);
        error = await Assert.ThrowsAsync<GuardException>(
            () => guard.Client.StartAsync("r", "main", new GuardStart { FileName = "/etc/passwd" }, Ct));
        Assert.Contains("not executable", error.Message, StringComparison.Ordinal);
        error = await Assert.ThrowsAsync<GuardException>(
            () => guard.Client.StartAsync(
                "r", "main", new GuardStart { FileName = "sh", WorkingDirectory = "/no/folder" }, Ct));
        Assert.Contains("/no/folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunningProcess_StartedAgain_IsRefusedUntilItHasExited()
    {
        await using var guard = await GuardUnderTest.StartAsync();
        var notices = await guard.SubscribeAsync();
        var first = await guard.StartShellAsync("r", "exec sleep 60");
        var error = await Assert.ThrowsAsync<GuardException>(() => guard.StartShellAsync("r", "true"));
        Assert.Contains($"runs already as process {first.Pid}", error.Message, StringComparison.Ordinal);
        Signals.Send(first.Pid, Signals.Kill);
        await notices.OfAsync("r");
        var second = await guard.StartShellAsync("r", "exec sleep 60");
        Assert.Equal([second], await guard.Client.ListAsync("r", Ct));
    }

    [Fact]
    public async Task ThreeHundredProcesses_RunAndExit_NoneIsLost()
    {
        await using var guard = await GuardUnderTest.StartAsync();
        var notices = await guard.SubscribeAsync();
        var starts = Enumerable.Range(0, 300).Select(i => guard.StartShellAsync(
            "r" + i.ToString(CultureInfo.InvariantCulture), $"read x < {guard.Folder}/gate; echo bye; exit {i % 100}"));
        await guard.StartShellAsync("gate", $"mkfifo {guard.Folder}/gate");
        await notices.OfAsync("gate");
        var started = await Task.WhenAll(starts);
        Assert.Equal(300, started.Select(p => p.Pid).Distinct().Count());
        Assert.Equal(300, (await guard.Client.ListAsync(null, Ct)).Count(p => !p.HasExited));

        // Opened for both ways, it lets all in; closed, each reads its end.
        await using (new FileStream(guard.Folder + "/gate", FileMode.Open, FileAccess.ReadWrite))
        {
            await Until.Holds("all wait at the gate", () => started.All(p => OpensGate(p.Pid, guard.Folder)));
        }

        await Until.Holds("all exits are announced", () => notices.All.Count == 301);
        foreach (var exited in notices.All.Where(p => p.Resource != "gate"))
        {
            Assert.Equal(int.Parse(exited.Resource[1..], CultureInfo.InvariantCulture) % 100, exited.ExitCode);
        }
    }

    private static bool OpensGate(int pid, string folder)
    {
        try
        {
            return File.ResolveLinkTarget($"/proc/{pid}/fd/0", returnFinalTarget: false)?.FullName == folder + "/gate";
        }
        catch (IOException)
        {
            return true;
        }
    }
}
