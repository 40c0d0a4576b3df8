namespace Holdfast.Lab.Benches;

/// <summary>Keeps some cores busy until disposed, in this process.</summary>
public sealed class CpuLoad : IDisposable
{
    private readonly Thread[] _threads;
    private volatile bool _stop;

    public CpuLoad(int cores)
    {
        _threads = [.. Enumerable.Range(0, cores).Select(_ => new Thread(Burn) { IsBackground = true })];
        foreach (Thread thread in _threads)
        {
            thread.Start();
        }
    }

    public void Dispose()
    {
        _stop = true;
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }
    }

    private void Burn()
    {
        while (!_stop)
        {
            Thread.SpinWait(10_000);
        }
    }
}
