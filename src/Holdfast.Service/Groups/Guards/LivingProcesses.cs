using Holdfast.MonitorProtocol.Guards;

namespace Holdfast.Service.Groups.Guards;

/// <summary>
/// The processes of a guard that live, commands among them, put together from its answers and the starts and exits it
/// tells of, which overtake each other on their way here.
/// </summary>
/// <remarks>
/// An answer may be older than a start or an exit that has arrived already, and two answers may arrive in either order:
/// the answer to the later question counts, with what was told since it was asked.
/// </remarks>
internal sealed class LivingProcesses
{
    private readonly Lock _gate = new();
    private readonly List<(long Question, GuardProcess Process, bool HasExited)> _told = [];
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
                _told.Clear();
            }

            return changed;
        }
    }

    /// <summary>One was started.</summary>
    public void Started(GuardProcess process) => Tell(process, hasExited: false);

    /// <summary>One has exited.</summary>
    public void Exited(GuardProcess process) => Tell(process, hasExited: true);

    /// <summary>The guard itself is gone, and all with it.</summary>
    public void AllExited()
    {
        lock (_gate)
        {
            _lastAnswered = long.MaxValue;
            _living = [];
        }
    }

    private static List<GuardProcess> Apply(
        IEnumerable<GuardProcess> living, GuardProcess process, bool hasExited) =>
    [
        .. living.Where(each => each.Pid != process.Pid || each.StartedAt != process.StartedAt),
        .. hasExited ? [] : new[] { process },
    ];

    private void Tell(GuardProcess process, bool hasExited)
    {
        lock (_gate)
        {
            if (_open.Count > 0)
            {
                _told.Add((_lastQuestion, process, hasExited));
            }

            // Its end was told by itself, or overtaken by that of its guard.
            if (_lastAnswered < long.MaxValue)
            {
                _living = Apply(_living, process, hasExited);
            }
        }
    }

    private bool Take(long question, IReadOnlyList<GuardProcess> all)
    {
        _lastAnswered = question;
        List<GuardProcess> living = [.. all.Where(process => !process.HasExited)];
        foreach ((long _, GuardProcess process, bool hasExited) in _told.Where(told => told.Question >= question))
        {
            living = Apply(living, process, hasExited);
        }

        bool changed = !living.Select(process => process.Pid).SequenceEqual(_living.Select(process => process.Pid));
        _living = living;
        return changed;
    }
}
