using System.Diagnostics;

namespace Holdfast.Lab.Benches;

/// <summary>
/// Keeps some cores busy until disposed, each by a process of its own, as other people's work does: threads of this
/// process would also slow the client that measures.
/// </summary>
public sealed class CpuLoad : IDisposable
{
    private readonly Process[] _processes;

    public CpuLoad(int cores) =>
        _processes = [.. Enumerable.Range(0, cores)
            .Select(_ => Process.Start("/bin/sh", ["-c", "while :; do :; done"]))];

    public void Dispose()
    {
        foreach (Process process in _processes)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
    }
}
