using Holdfast.Service.Machines.Members;
using Holdfast.Service.Tests.Packages;
using Xunit;

namespace Holdfast.Service.Tests.Machines;

/// <summary>The member's process, found again by the service that comes after the one that started it.</summary>
public sealed class EtcdProcessTests : IDisposable
{
    private readonly TestCluster _cluster = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("hf-etcd-").FullName;

    public void Dispose()
    {
        _cluster.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Member_IsFoundAgain_AlsoIfTheServiceWasKilledBeforeItWroteDownWhichItIs()
    {
        EtcdMemberOptions options = Options();
        Assert.Null(EtcdProcess.Find(options));
        using EtcdProcess started = EtcdProcess.Start(options);
        using (EtcdProcess found = EtcdProcess.Find(options)!)
        {
            Assert.Equal((started.Pid, true), (found.Pid, found.Adopted));
        }

        string written = Path.Combine(options.Folder, "pid");
        string before = await File.ReadAllTextAsync(written, TestContext.Current.CancellationToken);
        File.Delete(written);
        using (EtcdProcess found = EtcdProcess.Find(options)!)
        {
            Assert.Equal((started.Pid, true), (found.Pid, found.Adopted));
        }

        Assert.Equal(before, await File.ReadAllTextAsync(written, TestContext.Current.CancellationToken));
        await started.StopAsync(TimeSpan.FromSeconds(20));
        Assert.Null(EtcdProcess.Find(options));
    }

    /// <summary>It would vote without knowing what it had agreed to, or found its cluster a second time.</summary>
    [Fact]
    public async Task MemberWithoutData_IsNotStarted_UntilItHasSome_AndTheRepairIsSaid()
    {
        EtcdMemberOptions options = Options();
        List<string> says = [];
        var repair = new TaskCompletionSource();
        await using EtcdSupervisor supervisor = EtcdSupervisor.Start(options, TimeProvider.System, line =>
        {
            lock (says)
            {
                says.Add(line);
            }

            if (line.Contains("join anew", StringComparison.Ordinal))
            {
                repair.TrySetResult();
            }
        });
        await repair.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Contains("its data is not in", says[0], StringComparison.Ordinal);
        Assert.Null(EtcdProcess.Find(options));

        string log = Directory.CreateDirectory(Path.Combine(options.MemberFolder, "member", "wal")).FullName;
        await File.WriteAllTextAsync(Path.Combine(log, "0.wal"), "", TestContext.Current.CancellationToken);
        await PackageNodes.UntilAsync(() => File.Exists(Path.Combine(options.Folder, "pid")), "it runs");
        using EtcdProcess started = EtcdProcess.Find(options)!;
        await started.StopAsync(TimeSpan.FromSeconds(20));
    }

    /// <summary>Before it is made the only member, for good. What writes meanwhile would make the copy worth nothing.
    /// </summary>
    [Fact]
    public async Task Data_IsCopied_OnlyWhileNothingRuns()
    {
        EtcdMemberOptions options = Options();
        string log = Directory.CreateDirectory(Path.Combine(options.MemberFolder, "member", "wal")).FullName;
        await File.WriteAllTextAsync(Path.Combine(log, "0.wal"), "w", TestContext.Current.CancellationToken);
        string copy = Path.Combine(options.Folder, "copy");
        using EtcdProcess running = EtcdProcess.Start(options);
        Assert.False(EtcdProcess.TryCopyData(options, copy, TestContext.Current.CancellationToken));
        Assert.False(Directory.Exists(copy));
        await running.StopAsync(TimeSpan.FromSeconds(20));

        Assert.True(EtcdProcess.TryCopyData(options, copy, TestContext.Current.CancellationToken));
        Assert.Equal("w", await File.ReadAllTextAsync(
            Path.Combine(copy, "member", "wal", "0.wal"), TestContext.Current.CancellationToken));
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(copy) & Others);
    }

    /// <summary>It has the quorum by then, and what it would serve may have been given out by the lost ones.</summary>
    [Fact]
    public async Task MemberThatWasForcedAndNotFinished_IsNotStarted()
    {
        EtcdMemberOptions options = Options();
        string log = Directory.CreateDirectory(Path.Combine(options.MemberFolder, "member", "wal")).FullName;
        await File.WriteAllTextAsync(Path.Combine(log, "0.wal"), "w", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(options.ForcedFile, "", TestContext.Current.CancellationToken);
        var said = new TaskCompletionSource<string>();
        await using EtcdSupervisor supervisor =
            EtcdSupervisor.Start(options, TimeProvider.System, line => said.TrySetResult(line));
        Assert.Contains("force-quorum, once more", await said.Task.WaitAsync(
            TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Null(EtcdProcess.Find(options));
    }

    [Fact]
    public async Task LockThatSomebodyElseHolds_IsSaid()
    {
        EtcdMemberOptions options = Options();
        using EtcdProcess other = EtcdProcess.Start(options);
        File.Delete(Path.Combine(options.Folder, "pid"));
        var failed = Assert.Throws<IOException>(() => EtcdProcess.Find(options with { Name = "n2" }));
        Assert.Contains("is held", failed.Message, StringComparison.Ordinal);
        await other.StopAsync(TimeSpan.FromSeconds(20));
    }

    /// <summary>A program that takes any arguments and stays, in etcd's place.</summary>
    private EtcdMemberOptions Options()
    {
        string program = Path.Combine(_folder, "etcd");
        File.WriteAllText(program, "#!/bin/sh\nread -r nothing <> \"$0.fifo\"\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        if (!File.Exists(program + ".fifo"))
        {
            System.Diagnostics.Process.Start("mkfifo", [program + ".fifo"]).WaitForExit();
        }

        return new EtcdMemberOptions
        {
            Name = "n1", Program = program, Address = "127.0.0.1", ClientPort = 1, PeerPort = 2,
            Folder = Path.Combine(_folder, "member"), LogFile = Path.Combine(_folder, "log", "etcd.log"),
            Certificates = _cluster.Folder("n1"), Heartbeat = TimeSpan.FromMilliseconds(50),
            Election = TimeSpan.FromMilliseconds(500), Cluster = "n1=https://127.0.0.1:2", First = true,
        };
    }
}
