using Holdfast.Core.Authority;
using Holdfast.Core.Membership;
using Holdfast.Core.State;
using Holdfast.Simulation.Checks;

namespace Holdfast.Simulation.World;

/// <summary>
/// What a service asks of the others when the database is out of its reach: to renew and read for it, and to agree that
/// it goes on.
/// </summary>
internal sealed class SimHelp(SimService service)
{
    /// <summary>How many are asked to renew.</summary>
    private const int Most = 3;

    private Universe Universe => service.Universe;

    private string Name => service.Node.Name;

    private IEnumerable<SimNode> Others => Universe.NodesHelp
        ? Universe.Nodes.Where(node => node.Name != Name)
        : [];

    /// <summary>
    /// Sends a renewal by others, all at the same time: the first that succeeds counts. Where the own try may have taken
    /// effect, that the record has moved on since says nothing; then what it is now goes to the member first.
    /// </summary>
    public void Relay(MemberEffect.Commit commit, CommitOutcome own, Action<CommitOutcome> answer)
    {
        SimNode[] asked = commit.Kind == RequestKind.Renew ? [.. Others.Take(Most)] : [];
        var gathered = new Gathered<CommitOutcome>(asked.Length, outcome => outcome is CommitOutcome.Committed, all =>
        {
            RelayVerdict verdict = RelayVerdict.Of(own, all);
            Universe.Counters.Relayed += verdict.Outcome is CommitOutcome.Committed ? 1 : 0;
            if (!verdict.LookFirst)
            {
                answer(verdict.Outcome);
                return;
            }

            Read(found =>
            {
                if (found is not null)
                {
                    service.Step(new MemberEvent.MembersSeen(service.Now, found.Revision, found.Members));
                }

                answer(verdict.Outcome);
            });
        });
        foreach (SimNode other in asked)
        {
            To(other, helper =>
            {
                var record = (MemberState)commit.Plan.Puts[0].Value;
                CommitPlan plan = commit.Plan with
                {
                    Puts = [new(commit.Plan.Puts[0].Key, record with { Relayed = true })],
                };
                helper.Commit(plan, outcome => Back(other, () => gathered.Add(outcome)));
            });
        }

        Within(() => gathered.Close(new CommitOutcome.Unknown("nobody answered")));
    }

    /// <summary>Reads by others; null if nobody could.</summary>
    public void Read(Action<ClusterSnapshot?> answer)
    {
        SimNode[] asked = [.. Others.Take(Most)];
        var gathered = new Gathered<ClusterSnapshot?>(
            asked.Length, found => found is not null, all => answer(all.FirstOrDefault(found => found is not null)));
        foreach (SimNode other in asked)
        {
            To(other, helper => Universe.Network.Read(
                other.Name, snapshot => helper.Post(0, _ => Back(other, () => gathered.Add(snapshot)))));
        }

        Within(() => gathered.Close(null));
    }

    public void Ask(MemberEffect.AskOthers ask)
    {
        AgreementReferee referee = Universe.Referee.Agreements;
        referee.Asked(service, ask);
        var gathered = new Gathered<bool>(ask.Members.Count, _ => false, all =>
        {
            int agreed = all.Count(one => one);
            Universe.Counters.Agreements += agreed == ask.Members.Count ? 1 : 0;
            referee.Answered(service, ask.Number);
            service.Step(new MemberEvent.OthersAnswered(service.Now, ask.Number, agreed));
        });
        foreach ((string name, long epoch) in ask.Members)
        {
            SimNode other = Universe.Nodes.First(node => node.Name == name);
            To(other, helper =>
            {
                bool agrees = helper.Agree(new(Name, ask.Epoch, epoch));
                if (agrees)
                {
                    referee.Agreed(service, ask.Number, name, helper.Member.Epoch);
                }

                Back(other, () => gathered.Add(agrees));
            });
        }

        Within(() => gathered.Close(false));
    }

    private void To(SimNode other, Action<SimService> action) => Universe.Links.Send(Name, other.Name, () =>
        other.Service?.Post(0, action));

    private void Back(SimNode other, Action action) => Universe.Links.Send(other.Name, Name, () =>
        service.Post(0, _ => action()));

    private void Within(Action action) => service.Alarm(
        (long)(service.Patience.Ticks * 100 / service.Node.Machine.SafetyRate), _ => action());

    /// <summary>Answers of several, done when one is enough, all are there, or time is up.</summary>
    private sealed class Gathered<T>
    {
        private readonly List<T> _answers = [];
        private readonly int _asked;
        private readonly Func<T, bool> _enough;
        private readonly Action<IReadOnlyList<T>> _done;
        private bool _closed;

        public Gathered(int asked, Func<T, bool> enough, Action<IReadOnlyList<T>> done)
        {
            (_asked, _enough, _done) = (asked, enough, done);
            if (asked == 0)
            {
                End();
            }
        }

        public void Add(T answer)
        {
            if (_closed)
            {
                return;
            }

            _answers.Add(answer);
            if (_enough(answer) || _answers.Count == _asked)
            {
                End();
            }
        }

        /// <summary>Those that did not answer count as <paramref name="missing"/>.</summary>
        public void Close(T missing)
        {
            if (!_closed)
            {
                _answers.Add(missing);
                End();
            }
        }

        private void End()
        {
            _closed = true;
            _done(_answers);
        }
    }
}
