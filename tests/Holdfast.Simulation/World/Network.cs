using Holdfast.Core.State;

namespace Holdfast.Simulation.World;

/// <summary>
/// The way between the nodes and the database: slow, cut, one-way, or dishonest about what took effect. A request that
/// was lost on
/// the way may be held and committed much later, or twice.
/// </summary>
internal sealed class Network(Schedule schedule, SimDatabase database, Chance chance, Counters counters)
{
    private readonly HashSet<string> _requestsCut = new(StringComparer.Ordinal);
    private readonly HashSet<string> _answersCut = new(StringComparer.Ordinal);
    private readonly HashSet<string> _watchesCut = new(StringComparer.Ordinal);

    /// <summary>Share of requests that are lost on their way, in one of the ways below.</summary>
    public double Loss { get; set; }

    /// <summary>Share of lost commits that are held and take effect later.</summary>
    public double Held { get; set; }

    /// <summary>The longest a commit is held, ms.</summary>
    public double LongestHold { get; set; } = 20_000;

    /// <summary>Share of commits that are sent twice.</summary>
    public double Twice { get; set; }

    /// <summary>The longest way, ms.</summary>
    public double Slowness { get; set; } = 3;

    /// <summary>The longest way of an answer back, ms.</summary>
    public double AnswerSlowness { get; set; } = 3;

    /// <summary>The longest way of news by the watch, ms.</summary>
    public double WatchSlowness { get; set; } = 8;

    /// <summary>The database answers nobody.</summary>
    public bool Down { get; set; }

    public void CutRequests(string node, bool cut) => Set(_requestsCut, node, cut);

    public void CutAnswers(string node, bool cut) => Set(_answersCut, node, cut);

    public void CutWatch(string node, bool cut) => Set(_watchesCut, node, cut);

    public bool WatchWorks(string node) => !_watchesCut.Contains(node) && !_requestsCut.Contains(node) && !Down;

    /// <summary>All is well again.</summary>
    public void Heal()
    {
        (Loss, Held, Twice, Slowness, AnswerSlowness, WatchSlowness, Down) = (0, 0, 0, 3, 3, 8, false);
        _requestsCut.Clear();
        _answersCut.Clear();
        _watchesCut.Clear();
    }

    /// <summary>
    /// Sends a commit; <paramref name="answer"/> may never be called, and may be called after the sender gave up.
    /// </summary>
    public void Commit(string node, CommitPlan plan, Action<CommitOutcome> answer)
    {
        if (Down || _requestsCut.Contains(node) || chance.Happens(Loss))
        {
            if (chance.Happens(Held))
            {
                schedule.After(chance.Milliseconds(100, LongestHold), () =>
                {
                    if (database.Commit(plan, node) is CommitOutcome.Committed)
                    {
                        counters.LateCommits++;
                    }
                });
            }
            else if (chance.Happens(0.2))
            {
                schedule.After(Way(), () => answer(new CommitOutcome.NotDone("refused")));
            }

            return;
        }

        schedule.After(Way(), () => Answer(node, answer, database.Commit(plan, node)));
        if (chance.Happens(Twice))
        {
            counters.Duplicates++;
            schedule.After(chance.Milliseconds(1, LongestHold), () => database.Commit(plan, node));
        }
    }

    /// <summary>Reads the database as it is when the request gets there.</summary>
    public void Read(string node, Action<ClusterSnapshot> answer)
    {
        if (!Down && !_requestsCut.Contains(node) && !chance.Happens(Loss))
        {
            schedule.After(Way(), () => Answer(node, answer, database.Snapshot));
        }
    }

    /// <summary>How long news by the watch takes to a node.</summary>
    public long WatchWay() => chance.Milliseconds(0.3, WatchSlowness);

    private void Answer<T>(string node, Action<T> answer, T value)
    {
        if (_answersCut.Contains(node) || chance.Happens(Loss))
        {
            counters.LostAnswers++;
            return;
        }

        schedule.After(chance.Milliseconds(0.1, AnswerSlowness), () => answer(value));
    }

    private long Way() => chance.Milliseconds(0.1, Slowness);

    private static void Set(HashSet<string> set, string node, bool member)
    {
        if (member)
        {
            set.Add(node);
        }
        else
        {
            set.Remove(node);
        }
    }
}
