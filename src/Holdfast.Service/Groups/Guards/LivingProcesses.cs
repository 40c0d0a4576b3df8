using Holdfast.MonitorProtocol.Guards;

namespace Holdfast.Service.Groups.Guards;

/// <summary>
/// The processes of a guard that live, put together from its answers and the exits it tells of, which overtake each
/// other on their way here.
/// </summary>
/// <remarks>
/// An answer may be older than an exit that has arrived already, and two answers may arrive in either order: the
/// answer to the later question counts, without those whose exit was told since it was asked.
/// </remarks>
internal sealed class LivingProcesses
{
    private readonly Lock _gate = new();
    private readonly List<(long Question, int Pid)> _exits = [];
    private readonly SortedSet<long> _open = [];
    private long _lastQuestion;
    private long _lastAnswered;
    private volatile IReadOnlyList<GuardProcess> _living = [];

    public IReadOnlyList<GuardProcess> All => _living;

    /// <summary>Call it before the guard is asked.</summary>
    /// <returns>The question's number, for <see cref="Answer"/>.</returns>
    public long Ask()
    {
        lock (_gate)
        {
            _open.Add(++_lastQuestion);
            return _lastQuestion;
        }
    }

    /// <summary>What a guard answered; null if it did not.</summary>
    /// <returns>True if other processes are known to live now.</returns>
    public bool Answer(long question, IReadOnlyList<GuardProcess>? all)
    {
        lock (_gate)
        {
            _open.Remove(question);
            bool changed = all is not null && question > _lastAnswered && Take(question, all);
            if (_open.Count == 0)
            {
                _exits.Clear();
            }

            return changed;
        }
    }

    /// <summary>One has exited.</summary>
    public void Exited(int pid)
    {
        lock (_gate)
        {
            if (_open.Count > 0)
            {
                _exits.Add((_lastQuestion, pid));
            }

            _living = [.. _living.Where(process => process.Pid != pid)];
        }
    }

    /// <summary>The guard itself is gone, and all with it.</summary>
    public void AllExited()
    {
        lock (_gate)
        {
            _lastAnswered = long.MaxValue;
            _living = [];
        }
    }

    private bool Take(long question, IReadOnlyList<GuardProcess> all)
    {
        _lastAnswered = question;
        List<GuardProcess> living =
        [
            .. all.Where(process => !process.HasExited
                && !_exits.Any(exit => exit.Question >= question && exit.Pid == process.Pid)),
        ];
        bool changed = !living.Select(process => process.Pid).SequenceEqual(_living.Select(process => process.Pid));
        _living = living;
        return changed;
    }
}
