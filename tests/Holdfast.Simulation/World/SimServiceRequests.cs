using Holdfast.Core.Authority;
using Holdfast.Core.State;

namespace Holdfast.Simulation.World;

/// <content>Requests to the database, those about the own record one after the other.</content>
internal sealed partial class SimService
{
    private void CommitCompared(CommitPlan plan, int tries, Action<CommitOutcome> answer)
    {
        if (!IsMember || _member.Row is not { } row)
        {
            answer(new CommitOutcome.NotDone("no member"));
            return;
        }

        string key = Keys.Member(Node.Name);
        Commit(plan with { Guards = plan.Guards.Add(new(key, row.Revision)) }, outcome =>
        {
            if (outcome is CommitOutcome.Conflict conflict && conflict.Key == key && tries > 1)
            {
                // A renewal whose outcome was unknown took effect, or the epoch is over: the look tells which.
                Reach(_ => CommitCompared(plan, tries - 1, answer));
            }
            else
            {
                answer(outcome);
            }
        });
    }

    private void ReadOwnRow(long number)
    {
        bool answered = false;
        Universe.Network.Read(Node.Name, snapshot => Deliver(_ => Once(() => Found(snapshot))));
        Alarm((long)(Patience.Ticks * 100 / Node.Machine.SafetyRate), _ => Once(() =>
            _help.Read(found =>
            {
                if (found is null)
                {
                    Step(new MemberEvent.RowUnreadable(Now, number));
                }
                else
                {
                    Found(found);
                }
            })));

        void Found(ClusterSnapshot snapshot)
        {
            snapshot.Members.TryGetValue(Node.Name, out Row<MemberState>? row);
            Step(new MemberEvent.RowRead(Now, number, row));
        }

        void Once(Action action)
        {
            if (!answered)
            {
                answered = true;
                action();
            }
        }
    }

    /// <summary>
    /// Unlike other commits, one that is answered after the time-out is handed on: the member must cope with it.
    /// </summary>
    private void CommitOwnRow(MemberEffect.Commit commit)
    {
        Universe.Referee.Sent((MemberState)commit.Plan.Puts[0].Value, Now);
        Enqueue(done =>
        {
            bool direct = false;
            bool released = false;
            Universe.Network.Commit(Node.Name, commit.Plan, outcome => Deliver(_ => Answer(outcome)));
            Alarm((long)(Patience.Ticks * 100 / Node.Machine.SafetyRate), _ =>
            {
                if (!direct)
                {
                    Answer(new CommitOutcome.Unknown("time-out"));
                }
            });

            void Answer(CommitOutcome outcome)
            {
                bool first = !direct;
                direct = true;
                if (first && outcome is CommitOutcome.Unknown or CommitOutcome.NotDone)
                {
                    _help.Relay(commit, outcome, Settle);
                }
                else
                {
                    Settle(outcome);
                }
            }

            void Settle(CommitOutcome outcome)
            {
                bool first = !released;
                released = true;
                Step(new MemberEvent.Answered(Now, commit.Number, outcome));
                if (first && !Ended)
                {
                    done();
                }
            }
        });
    }

    private void Enqueue(Action<Action> operation)
    {
        _database.Enqueue(operation);
        Next();
    }

    private void Next()
    {
        if (_databaseBusy || _database.Count == 0)
        {
            return;
        }

        _databaseBusy = true;
        Action<Action> operation = _database.Dequeue();
        operation(() =>
        {
            _databaseBusy = false;
            Next();
        });
    }
}
