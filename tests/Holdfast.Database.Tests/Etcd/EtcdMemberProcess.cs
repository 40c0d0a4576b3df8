using System.Diagnostics;

namespace Holdfast.Database.Tests.Etcd;

/// <summary>
/// One etcd process of a test. It is killed when disposed, and by a watcher if the test process dies first.
/// </summary>
internal sealed class EtcdMemberProcess : IDisposable
{
    private readonly Process _etcd;
    private readonly Process _watcher;

    public EtcdMemberProcess(string program, IEnumerable<string> arguments)
    {
        _etcd = Process.Start(new ProcessStartInfo(program, arguments))!;
        // Its standard input ends with this process.
        _watcher = Process.Start(new ProcessStartInfo(
            "/bin/sh", ["-c", "read line; kill -9 \"$0\" 2>/dev/null", $"{_etcd.Id}"])
        {
            RedirectStandardInput = true,
        })!;
    }

    public bool HasExited => _etcd.HasExited;

    /// <summary>SIGKILL; returns when it is gone.</summary>
    public void Kill()
    {
        _etcd.Kill();
        _etcd.WaitForExit();
    }

    /// <summary>STOP or CONT.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_etcd.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        if (!_watcher.HasExited)
        {
            _watcher.Kill();
            _watcher.WaitForExit();
        }

        if (!_etcd.HasExited)
        {
            Kill();
        }

        _watcher.Dispose();
        _etcd.Dispose();
    }
}
