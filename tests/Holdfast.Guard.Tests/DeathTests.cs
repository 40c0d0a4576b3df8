using System.Globalization;
using Holdfast.Guard.Tests.Harness;
using Holdfast.Linux;
using Xunit;

namespace Holdfast.Guard.Tests;

public sealed class DeathTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GuardKilled_ItsProcessesDieWithIt()
    {
        await using var guard = await GuardUnderTest.StartAsync();
        var started = await guard.StartShellAsync("r", "exec sleep 60");
        using var process = PidFd.Open(started.Pid);
        guard.Process.Handle.Send(Signals.Kill);
        await process.Exited.WaitAsync(Ct);
        guard.Alive.Dispose();
        await AliveLock.ProveDead(guard.AlivePath, Ct);
    }

    [Fact]
    public async Task GuardKilled_DoublyForkedDaemonDiesToo()
    {
        await using var guard = await GuardUnderTest.StartAsync();
        Assert.SkipUnless(
            guard.HasPidNamespace(await guard.Client.HelloAsync(Ct)),
            "No PID namespace for this user: daemons outlive a killed guard.");
        var notices = await guard.SubscribeAsync();
        await guard.StartShellAsync(
            "r", "setsid sh -c 'setsid sh -c \"while :; do echo beat; sleep 0.01; done\" & sleep 60' & exit 0");
        await notices.OfAsync("r");
        await Until.Holds("the daemon beats", () => guard.Output("r").Contains("beat", StringComparison.Ordinal));
        guard.Process.Handle.Send(Signals.Kill);
        guard.Alive.Dispose();
        await AliveLock.ProveDead(guard.AlivePath, Ct);
    }

    /// <summary>
    /// The handle of a guard whose threads are ending is quiet, and the kernel may have passed over its children by
    /// then: a first process that had looked at it only once lived on, and held the group's lock for good. Here nothing
    /// but that handle tells it.
    /// </summary>
    [Fact]
    public async Task NamespacesFirstProcess_EndsWithTheGuard_ThoughNoSignalComes()
    {
        using var guard = ProcessSpawner.Start(new ProcessStart { FileName = "sleep", Arguments = ["60"] });
        using var first = ProcessSpawner.Start(new ProcessStart
        {
            FileName = GuardProgram.Path,
            Arguments = ["init", guard.Handle.Fd.ToString(CultureInfo.InvariantCulture)],
            Output = Stdio.Pipe,
            InheritedFds = [guard.Handle.Fd],
            BlockedSignals = [Signals.Child],
        });
        await using var told = new FileStream(first.Output!, FileAccess.Read);
        Assert.Equal(1, await told.ReadAsync(new byte[1], Ct));
        Assert.False(first.Handle.HasExited);
        guard.Handle.Send(Signals.Kill);
        await guard.WaitForExitAsync(Ct).WaitAsync(Patience, Ct);
        Assert.Equal(new ExitStatus(1, null), await first.WaitForExitAsync(Ct).WaitAsync(Patience, Ct));
    }

    /// <summary>What is started before that could outlive a guard that is killed just then.</summary>
    [Fact]
    public async Task NamespacesFirstProcessNotTiedToTheGuardYet_NothingIsStarted()
    {
        bool caught = false;
        for (int i = 0; i < 20 && !caught; i++)
        {
            await using var guard = GuardUnderTest.Prepare();
            guard.Authority(5, 60);
            guard.Spawn();
            int first = await FirstProcessAsync(guard);
            Assert.SkipWhen(first == 0, "No PID namespace for this user.");
            Signals.Send(first, Signals.Stop);
            await Until.Holds("it stands still", () => PidFd.IsStopped(first));
            string output = new FileInfo($"/proc/{first}/fd/1").LinkTarget ?? "";
            caught = output.StartsWith("pipe:", StringComparison.Ordinal);
            await using var client = await guard.ConnectAsync();
            var start = client.StartAsync("r", "main", new() { FileName = "true" }, Ct);
            if (caught)
            {
                await Assert.ThrowsAsync<TimeoutException>(() => start.WaitAsync(Moment, Ct));
            }

            Signals.Send(first, Signals.Continue);
            await start.WaitAsync(Patience, Ct);
        }

        Assert.True(caught, "It had tied itself before it could be stopped, in each of 20 guards.");
    }

    [Fact]
    public async Task NamespacesFirstProcessKilled_AllExitsAreKnownAndTheNextStartHasANewOne()
    {
        await using var guard = await GuardUnderTest.StartAsync();
        Assert.SkipUnless(guard.HasPidNamespace(await guard.Client.HelloAsync(Ct)), "No PID namespace for this user.");
        var notices = await guard.SubscribeAsync();
        await guard.StartShellAsync("r", "exec sleep 60");
        int init = Children.Of(guard.Process.Pid)
            .Single(pid => File.ReadAllText($"/proc/{pid}/cmdline").Contains("\0init\0", StringComparison.Ordinal));
        Signals.Send(init, Signals.Kill);
        Assert.Equal(9, (await notices.OfAsync("r")).Signal);
        await Until.Holds("it starts again", async () =>
        {
            try
            {
                await guard.StartShellAsync("again", "exec sleep 60");
                return true;
            }
            catch (MonitorProtocol.Guards.GuardException)
            {
                return false;
            }
        });
    }

    [Fact]
    public async Task AliveLock_IsHeldUntilGuardAndProcessesAreGone()
    {
        await using var guard = await GuardUnderTest.StartAsync();
        await guard.StartShellAsync("r", "exec sleep 60");
        guard.Alive.Dispose();
        var proof = AliveLock.ProveDead(guard.AlivePath, Ct);
        await guard.Client.HelloAsync(Ct);
        Assert.False(proof.IsCompleted);
        await guard.Client.StopAsync(null, null, TimeSpan.Zero, Ct);
        await guard.Client.HelloAsync(Ct);
        Assert.False(proof.IsCompleted);
        await guard.Client.EndAsync(TimeSpan.Zero, Ct);
        await proof;
    }

    [Fact]
    public async Task GuardStoppedBySigstop_DeadlineComes_KernelKillsItAndItsProcesses()
    {
        await using var guard = await GuardUnderTest.StartAsync();
        var started = await guard.StartShellAsync("r", "exec sleep 60");
        long killAt = guard.Authority(5, 1);
        Assert.Equal(killAt, (await guard.Client.HelloAsync(Ct)).KillAt);
        guard.Process.Handle.Send(Signals.Stop);
        using var process = PidFd.Open(started.Pid);
        await process.Exited.WaitAsync(Ct);
        Assert.InRange(BootClock.Now - killAt, -GuardUnderTest.Second / 20, 2 * GuardUnderTest.Second);
        Assert.Equal(new ExitStatus(null, 9), await guard.Process.WaitForExitAsync(Ct));
    }

    [Fact]
    public async Task DeadlineExtendedByThePage_GuardLivesPastTheFirst()
    {
        await using var guard = GuardUnderTest.Prepare();
        long first = guard.Authority(5, 1);
        guard.Spawn();
        await using var client = await guard.ConnectAsync();
        long last = guard.Authority(5, 2.5);
        await Until.Holds("the first deadline is past", () => BootClock.Now > first + (GuardUnderTest.Second / 2));
        Assert.Equal(last, (await client.HelloAsync(Ct)).KillAt);
        var status = await guard.Process.WaitForExitAsync(Ct);
        Assert.InRange(BootClock.Now - last, -GuardUnderTest.Second / 20, 2 * GuardUnderTest.Second);

        // By itself, with last words, or where the machine is too busy for that by the kernel.
        Assert.True(status.Signal == 9
            || (status.Code == 3 && guard.OwnLog().Contains("nobody renewed it", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task DeadlineShortened_Hello_ConfirmsTheNewOneAtOnce()
    {
        await using var guard = await GuardUnderTest.StartAsync();
        long killAt = guard.Authority(5, 30);
        Assert.Equal(killAt, (await guard.Client.HelloAsync(Ct)).KillAt);
        guard.Page.Write(5, 0, BootClock.Now - 1);
        await guard.Process.WaitForExitAsync(Ct);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(0)]
    public async Task EpochChanged_GuardKillsEverythingAndEnds(long epoch)
    {
        await using var guard = await GuardUnderTest.StartAsync();
        var started = await guard.StartShellAsync("r", "trap '' TERM; while :; do sleep 60; done");
        using var process = PidFd.Open(started.Pid);
        guard.Authority(epoch, 60);
        Assert.Equal(new ExitStatus(3, null), await guard.Process.WaitForExitAsync(Ct));
        await process.Exited.WaitAsync(Ct);
        Assert.Contains("epoch", guard.OwnLog(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AuthorityOver_Start_IsRefused()
    {
        await using var guard = await GuardUnderTest.StartAsync();
        guard.Page.Write(5, BootClock.Now, BootClock.Now + (60 * GuardUnderTest.Second));
        var error =
            await Assert.ThrowsAsync<MonitorProtocol.Guards.GuardException>(() => guard.StartShellAsync("r", "true"));
        Assert.Contains("authority is over", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OtherEpochOrNoAuthority_GuardDoesNotStart()
    {
        await using var guard = GuardUnderTest.Prepare();
        guard.Authority(4, 60);
        guard.Spawn();
        Assert.Equal(new ExitStatus(2, null), await guard.Process.WaitForExitAsync(Ct));
        guard.Process.Dispose();
        guard.Page.Write(5, 0, BootClock.Now - 1);
        guard.Spawn();
        Assert.Equal(new ExitStatus(2, null), await guard.Process.WaitForExitAsync(Ct));
        Assert.False(File.Exists(guard.Socket));
    }

    [Fact]
    public async Task SecondGuardOnTheSameSocket_DoesNotStart_FirstGoesOn()
    {
        await using var guard = await GuardUnderTest.StartAsync();
        using var second = guard.SpawnAnother();
        Assert.Equal(new ExitStatus(2, null), await second.WaitForExitAsync(Ct));
        Assert.Contains("An earlier guard of web", guard.OwnLog(), StringComparison.Ordinal);
        Assert.Equal(guard.Process.Pid, (await guard.Client.HelloAsync(Ct)).Pid);
    }

    /// <summary>
    /// What a guard started may be dying still when the guard is gone. Another one beside it would run the group twice.
    /// </summary>
    [Fact]
    public async Task GuardGoneButSomethingOfItLives_NextGuardDoesNotStart()
    {
        await using var guard = await GuardUnderTest.StartAsync();
        var started = await guard.StartShellAsync("r", "exec sleep 60");
        string held = Path.ChangeExtension(guard.Socket, ".lock");
        Assert.Null(ExclusiveLock.TryTake(held));
        Assert.Contains(
            Directory.GetFiles($"/proc/{started.Pid}/fd"), fd => new FileInfo(fd).LinkTarget == held);
        guard.Process.Handle.Send(Signals.Kill);
        await guard.Process.WaitForExitAsync(Ct);
        guard.Process.Dispose();
        await Until.Holds("all is gone", () => IsFree(held));

        using (var left = ExclusiveLock.TryTake(held))
        {
            using var second = guard.SpawnAnother();
            Assert.Equal(new ExitStatus(2, null), await second.WaitForExitAsync(Ct));
            Assert.Contains("still lives", guard.OwnLog(), StringComparison.Ordinal);
        }

        guard.Spawn();
        await using var client = await guard.ConnectAsync();
        Assert.Equal(guard.Process.Pid, (await client.HelloAsync(Ct)).Pid);
    }

    /// <summary>Process 1 of the namespace, as soon as it runs its program; 0 where there is to be none.</summary>
    private static async Task<int> FirstProcessAsync(GuardUnderTest guard)
    {
        int first = 0;
        if (PidNamespace.CanCreate())
        {
            await Until.Holds("the namespace is there", () =>
            {
                first = Children.Of(guard.Process.Pid).FirstOrDefault();
                return first != 0;
            });
        }

        return first;
    }

    private static bool IsFree(string path)
    {
        using var taken = ExclusiveLock.TryTake(path);
        return taken is not null;
    }
}
