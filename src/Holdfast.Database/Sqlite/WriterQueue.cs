namespace Holdfast.Database.Sqlite;

/// <summary>
/// What the writing thread has to do, in order. It sleeps while there is nothing, without spinning first.
/// </summary>
internal sealed class WriterQueue
{
    private readonly object _gate = new();
    private readonly Queue<Action> _work = [];
    private bool _closed;

    /// <summary>False once it is closed.</summary>
    public bool TryAdd(Action work)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return false;
            }

            _work.Enqueue(work);
            Monitor.Pulse(_gate);
            return true;
        }
    }

    /// <summary>Waits for work; null once it is closed and all is done.</summary>
    public Action? Take()
    {
        lock (_gate)
        {
            while (_work.Count == 0 && !_closed)
            {
                Monitor.Wait(_gate);
            }

            return _work.TryDequeue(out Action? work) ? work : null;
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.Pulse(_gate);
        }
    }
}
