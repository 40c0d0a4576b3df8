namespace Holdfast.Service.Membership;

/// <summary>
/// The thread that this node's own record is read and written on, one request after the other, renewals first.
/// </summary>
/// <remarks>
/// A thread of its own, because a renewal must not wait for the thread pool: a service that starts three hundred
/// resources at
/// once keeps the pool busy for longer than authority lasts.
/// </remarks>
internal sealed class MemberThread : IDisposable
{
    private readonly object _gate = new();
    private readonly Queue<Action> _urgent = [];
    private readonly Queue<Action> _rest = [];
    private readonly Thread _thread;
    private bool _closed;

    public MemberThread()
    {
        _thread = new(Run) { IsBackground = true, Name = "membership database" };
        _thread.Start();
    }

    /// <summary>Queues work that must not throw. Nothing is done any more once it is closed.</summary>
    public void Enqueue(Action work, bool urgent)
    {
        lock (_gate)
        {
            (urgent ? _urgent : _rest).Enqueue(work);
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Finishes what is being done, which is bounded, and nothing more.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.Pulse(_gate);
        }

        _thread.Join();
    }

    private void Run()
    {
        while (Next() is { } work)
        {
            work();
        }
    }

    private Action? Next()
    {
        lock (_gate)
        {
            while (!_closed)
            {
                if (_urgent.TryDequeue(out Action? work) || _rest.TryDequeue(out work))
                {
                    return work;
                }

                Monitor.Wait(_gate);
            }

            return null;
        }
    }
}
