using Holdfast.Guard.Tests.Harness;
using Holdfast.MonitorProtocol.Guards;
using Xunit;

namespace Holdfast.Guard.Tests;

/// <summary>The guard's memory is locked where it may be, and it says so where not.</summary>
public sealed class MemoryTests
{
    private const string Words = "Locking this process's memory";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LockingIsRefused_ItIsToldOnce_WithTheRemedy_AndTheGuardWorks()
    {
        await using var guard = GuardUnderTest.Prepare();
        guard.Authority(5, 60);
        guard.Spawn(Refused());
        guard.Client = await guard.ConnectAsync();

        GuardProcess child = await guard.StartShellAsync("r", "sleep 1000");
        Assert.True(child.Pid > 0);
        await Until.Holds("it says so", () => guard.OwnLog().Contains("Guard of web", StringComparison.Ordinal));
        Assert.Equal(2, guard.OwnLog().Split(Words).Length);
        Assert.Contains("errno", guard.OwnLog(), StringComparison.Ordinal);
        Assert.Contains("LimitMEMLOCK=infinity", guard.OwnLog(), StringComparison.Ordinal);
        Assert.Equal(0, LockedKilobytes(guard.Process.Handle.Pid));
    }

    [Fact]
    public async Task LockingIsAllowed_NothingIsSaid()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "without a higher RLIMIT_MEMLOCK it takes root");
        await using GuardUnderTest guard = await GuardUnderTest.StartAsync();
        await guard.Client.HelloAsync(Ct);
        Assert.DoesNotContain(Words, guard.OwnLog(), StringComparison.Ordinal);
        Assert.True(LockedKilobytes(guard.Process.Handle.Pid) > 0);
    }

    /// <summary>No memory may be locked, and for root too: CAP_IPC_LOCK would lift the limit.</summary>
    private static string[] Refused() =>
    [
        .. Environment.IsPrivilegedProcess
            ? ["/usr/bin/setpriv", "--bounding-set", "-ipc_lock", "--inh-caps", "-ipc_lock"]
            : Array.Empty<string>(),
        "/usr/bin/prlimit", "--memlock=0:0",
    ];

    private static int LockedKilobytes(int pid) => int.Parse(
        File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith("VmLck:", StringComparison.Ordinal))
            .Split(':')[1].Replace("kB", "", StringComparison.Ordinal),
        System.Globalization.CultureInfo.InvariantCulture);
}
