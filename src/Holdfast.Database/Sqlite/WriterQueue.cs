namespace Holdfast.Database.Sqlite;

/// <summary>
/// What the writing thread has to do, in order. It sleeps while there is nothing, without spinning first.
/// </summary>
internal sealed class WriterQueue
{
    private readonly object _gate = new();
    private readonly Queue<Action> _work = [];
    private bool _busy;
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

    /// <summary>
    /// Takes the writer's place for a moment, if it has nothing to do; then <see cref="Leave"/> must follow.
    /// </summary>
    public bool TryEnter()
    {
        lock (_gate)
        {
            if (_closed || _busy || _work.Count > 0)
            {
                return false;
            }

            _busy = true;
            return true;
        }
    }

    public void Leave()
    {
        lock (_gate)
        {
            _busy = false;
            if (_work.Count > 0 || _closed)
            {
                Monitor.Pulse(_gate);
            }
        }
    }

    /// <summary>
    /// Waits for work; null once it is closed and all is done. <see cref="Leave"/> must follow each piece of work.
    /// </summary>
    public Action? Take()
    {
        lock (_gate)
        {
            while (_busy || (_work.Count == 0 && !_closed))
            {
                Monitor.Wait(_gate);
            }

            _busy = _work.TryDequeue(out Action? work);
            return work;
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
