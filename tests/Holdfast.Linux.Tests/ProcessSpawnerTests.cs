using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace Holdfast.Linux.Tests;

public sealed class ProcessSpawnerTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Program_Exits_CodeIsKnownAndChildReaped()
    {
        using var process = ProcessSpawner.Start(Shell("exit 7"));
        Assert.Equal(new ExitStatus(7, null), await process.WaitForExitAsync(Ct));
        Assert.True(process.Handle.HasExited);
        Assert.False(Directory.Exists($"/proc/{process.Pid}"));
    }

    [Fact]
    public async Task Nice_IsTheProgramsOwn_AndNotTheThreadsThatStartsIt()
    {
        int before = Priority.Of(Environment.ProcessId)!.Value;
        const int Last = 19;
        using var process = ProcessSpawner.Start(Shell("exec sleep 60") with { Nice = Last });
        Assert.Equal(Last, Priority.Of(process.Pid));
        Assert.Equal(before, Priority.Of(Environment.ProcessId));
        process.Handle.Send(Signals.Kill);
        await process.WaitForExitAsync(Ct);
    }

    [Fact]
    public async Task TimerSlack_IsOfTheProgramAndWhatItStarts_AndNotOfTheThreadThatStartsIt()
    {
        string before = SlackOfThisThread();
        using SpawnedProcess process = ProcessSpawner.Start(Shell("cat /proc/self/timerslack_ns; true") with
        {
            Output = Stdio.Pipe, TimerSlack = TimeSpan.FromMilliseconds(4),
        });
        Assert.Equal(before, SlackOfThisThread());
        Assert.Equal("4000000\n", await ReadToEnd(process.Output!));
        await process.WaitForExitAsync(Ct);
    }

    [Fact]
    public async Task Nice_IsThatOfItsSessionToo_WhereTheKernelSharesOutBySession()
    {
        Assert.SkipUnless(File.Exists("/proc/self/autogroup"), "this kernel has no groups of sessions");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "the kernel lets an ordinary user do it ten times a second");
        using var ordinary = ProcessSpawner.Start(Shell("exec sleep 60"));
        using var first = ProcessSpawner.Start(Shell("exec sleep 60") with { Nice = -5 });
        foreach ((SpawnedProcess process, string nice) in new[] { (ordinary, "nice 0"), (first, "nice -5") })
        {
            string group = await File.ReadAllTextAsync($"/proc/{process.Pid}/autogroup", Ct);
            Assert.EndsWith(nice, group.TrimEnd(), StringComparison.Ordinal);
            process.Handle.Send(Signals.Kill);
            await process.WaitForExitAsync(Ct);
        }
    }

    [Fact]
    public void PidNamespace_CanBeMade_SaysWhatThenHappens()
    {
        bool said = PidNamespace.CanCreate();
        using PidNamespace? made = PidNamespace.TryCreate(Shell("exec sleep 60"));
        Assert.Equal(said, made is not null);
        made?.First.Handle.Send(Signals.Kill);
    }

    [Fact]
    public async Task Expendable_HasTheOrdinaryScore_WhateverItsParentWasPromised()
    {
        string own = await File.ReadAllTextAsync("/proc/self/oom_score_adj", Ct);
        await File.WriteAllTextAsync("/proc/self/oom_score_adj", "500", Ct);
        try
        {
            using var spared = ProcessSpawner.Start(Shell("exec sleep 60"));
            using var process = ProcessSpawner.Start(Shell("exec sleep 60") with { Expendable = true });
            Assert.Equal("500\n", await File.ReadAllTextAsync($"/proc/{spared.Pid}/oom_score_adj", Ct));
            string expected = "0\n";
            Assert.Equal(expected, await File.ReadAllTextAsync($"/proc/{process.Pid}/oom_score_adj", Ct));
            spared.Handle.Send(Signals.Kill);
            process.Handle.Send(Signals.Kill);
            await spared.WaitForExitAsync(Ct);
            await process.WaitForExitAsync(Ct);
        }
        finally
        {
            await File.WriteAllTextAsync("/proc/self/oom_score_adj", own, CancellationToken.None);
        }
    }

    [Fact]
    public async Task Program_Stopped_IsToldApartFromOneThatSleeps()
    {
        const int Stop = 19;
        using var process = ProcessSpawner.Start(Shell("exec sleep 60"));
        Assert.False(PidFd.IsStopped(process.Pid));
        process.Handle.Send(Stop);
        Assert.True(SpinWait.SpinUntil(() => PidFd.IsStopped(process.Pid), TimeSpan.FromSeconds(10)));
        process.Handle.Send(Signals.Kill);
        await process.WaitForExitAsync(Ct);
        Assert.False(PidFd.IsStopped(process.Pid));
    }

    [Fact]
    public async Task Program_Killed_SignalIsKnown()
    {
        using var process = ProcessSpawner.Start(Shell("sleep 60"));
        Assert.Null(process.TryReap());
        Assert.False(process.Handle.HasExited);
        Assert.True(process.Handle.Send(Signals.Kill));
        var status = await process.WaitForExitAsync(Ct);
        Assert.Equal(new ExitStatus(null, 9), status);
        Assert.Equal(137, status.ShellCode);
        Assert.Equal("killed by SIGKILL", status.ToString());
        Assert.False(process.Handle.Send(Signals.Terminate));
    }

    [Fact]
    public async Task ArgumentsEnvironmentAndFolder_ReachTheProgram()
    {
        using var folder = new TestFolder();
        var start = new ProcessStart
        {
            FileName = "sh",
            Arguments = ["-c", "echo \"$1|$GIVEN|$HOME|$(pwd)\"; echo oops >&2", "sh", "a b\"ü"],
            Environment = new Dictionary<string, string> { ["GIVEN"] = "yes" },
            WorkingDirectory = folder.Path,
            Output = Stdio.AppendTo(folder.File("out")),
        };
        using var process = ProcessSpawner.Start(start);
        await process.WaitForExitAsync(Ct);
        Assert.Equal($"a b\"ü|yes||{folder.Path}\noops\n", await File.ReadAllTextAsync(folder.File("out"), Ct));
    }

    [Fact]
    public async Task Pipes_CarryItsStreams()
    {
        using var process = ProcessSpawner.Start(Shell("read line; echo got $line; echo bad >&2") with
        {
            Input = Stdio.Pipe, Output = Stdio.Pipe, Error = Stdio.Pipe,
        });
        await using (var input = new StreamWriter(new FileStream(process.Input!, FileAccess.Write)))
        {
            await input.WriteLineAsync("hello");
        }

        Assert.Equal("got hello\n", await ReadToEnd(process.Output!));
        Assert.Equal("bad\n", await ReadToEnd(process.Error!));
        await process.WaitForExitAsync(Ct);
    }

    [Fact]
    public async Task OpenDescriptors_OnlyThoseNamedAreInherited()
    {
        using var folder = new TestFolder();
        using var kept = AliveLock.Hold(folder.File("kept"));
        using var other = AliveLock.Hold(folder.File("other"));
        using var process = ProcessSpawner.Start(Shell("exec ls -1 /proc/self/fd") with
        {
            Output = Stdio.Pipe, InheritedFds = [kept.Fd],
        });
        string[] fds = (await ReadToEnd(process.Output!)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        // 3 is the folder that ls itself has open.
        string own = kept.Fd.ToString(CultureInfo.InvariantCulture);
        Assert.Equal(
            ["0", "1", "2", "3", own], fds.Order(Comparer<string>.Create((a, b) => int.Parse(a) - int.Parse(b))));
        await process.WaitForExitAsync(Ct);
    }

    [Fact]
    public async Task SignalsAndSession_AreItsOwn()
    {
        using var process = ProcessSpawner.Start(new ProcessStart
        {
            FileName = "cat", Arguments = ["/proc/self/stat", "/proc/self/status"], Output = Stdio.Pipe,
        });
        string[] lines = (await ReadToEnd(process.Output!)).Split('\n');
        string pid = process.Pid.ToString(CultureInfo.InvariantCulture);
        Assert.Equal(pid, lines[0].Split(' ')[5]);
        Assert.Contains("SigBlk:\t0000000000000000", lines);
        
        // 32 and 33 are the C library's own, which its posix_spawn has ignored until the new program sets them.
        long ignored = long.Parse(
            lines.Single(line => line.StartsWith("SigIgn", StringComparison.Ordinal))[8..],
            NumberStyles.HexNumber,
            CultureInfo.InvariantCulture);
        Assert.Equal(0, ignored & ~0x180000000);
        await process.WaitForExitAsync(Ct);
    }

    [Fact]
    public void NoSuchProgram_Start_SaysWhich()
    {
        var error =
            Assert.Throws<LinuxException>(() => ProcessSpawner.Start(new ProcessStart { FileName = "/no/such" }));
        Assert.Equal(2, error.ErrorNumber);
        Assert.Contains("/no/such", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<LinuxException>(() =>
            ProcessSpawner.Start(Shell("true") with { WorkingDirectory = "/no/folder" }));
        Assert.Contains("working directory /no/folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ManyProcesses_AllExitsAreSeen()
    {
        var processes = Enumerable.Range(0, 100).Select(i => ProcessSpawner.Start(Shell($"exit {i}"))).ToList();
        for (int i = 0; i < processes.Count; i++)
        {
            Assert.Equal(i, (await processes[i].WaitForExitAsync(Ct)).Code);
            processes[i].Dispose();
        }
    }

    [Fact]
    public async Task ForeignProcess_Exits_IsSeenButNotReaped()
    {
        using var process = ProcessSpawner.Start(Shell("sleep 60 & echo $!; wait") with { Output = Stdio.Pipe });
        using var reader = new StreamReader(new FileStream(process.Output!, FileAccess.Read));
        int grandchild = int.Parse((await reader.ReadLineAsync(Ct))!, CultureInfo.InvariantCulture);
        using var handle = PidFd.Open(grandchild);
        Assert.InRange(PidFd.StartTime(grandchild)!.Value, 1, BootClock.KernelBootTime);
        handle.Send(Signals.Kill);
        await handle.Exited.WaitAsync(Ct);
        Assert.Throws<LinuxException>(() => handle.Reap());
        await process.WaitForExitAsync(Ct);
        Assert.Null(PidFd.TryOpen(process.Pid));
        Assert.Null(PidFd.StartTime(process.Pid));
    }

    private static string SlackOfThisThread()
    {
        string thread = Path.GetFileName(new FileInfo("/proc/thread-self").LinkTarget!);
        return File.ReadAllText($"/proc/{thread}/timerslack_ns");
    }

    private static ProcessStart Shell(string script) => new() { FileName = "/bin/sh", Arguments = ["-c", script] };

    private static async Task<string> ReadToEnd(SafeFileHandle pipe)
    {
        using var reader = new StreamReader(new FileStream(pipe, FileAccess.Read));
        return await reader.ReadToEndAsync(Ct);
    }
}
