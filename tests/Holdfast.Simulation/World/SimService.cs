using Holdfast.Core.Authority;
using Holdfast.Core.Groups;
using Holdfast.Core.Membership;
using Holdfast.Core.State;
using Holdfast.Core.Time;
using Holdfast.Simulation.Monitors;
using Holdfast.Simulation.Owners;

namespace Holdfast.Simulation.World;

/// <summary>
/// One run of a node's service: the product's step functions with a simulated shell around them. It can be killed, or
/// stopped so that everything that reaches it waits, and comes in random order when it goes on.
/// </summary>
internal sealed class SimService
{
    private readonly List<Action<SimService>> _waiting = [];
    private readonly Queue<Action<Action>> _database = new();
    private readonly Dictionary<string, long> _awaitedDeaths = new(StringComparer.Ordinal);
    private readonly SimOwner _owner;
    private readonly SimCoordinator _coordinator;
    private readonly SimHelp _help;
    private MemberAgentState _member;
    private bool _databaseBusy;
    private int _wakes;
    private bool _frozen;

    public SimService(Universe universe, SimNode node)
    {
        Universe = universe;
        Node = node;
        Key = $"{node.Name}#{universe.NextService():00000}";
        _member = new()
        {
            Identity = new(node.Name, node.Machine.BootId, node.AlivePath, ["guard-timer"])
            {
                Run = Key, AsksOthers = universe.NodesHelp,
            },
            Profile = universe.Profile,
            Faults = universe.ProtocolFaults,
        };
        Observer = new() { Node = node.Name, StartedAt = Now, Faults = universe.ProtocolFaults };
        Events = new(this);
        Statuses = new(this);
        _owner = new(this);
        _coordinator = new(this);
        _help = new(this);
    }

    public Universe Universe { get; }

    public SimNode Node { get; }

    public string Key { get; }

    public bool Ended { get; set; }

    public Observer Observer { get; private set; }

    public ClusterSnapshot View { get; private set; } = new();

    public MemberAgentState Member => _member;

    public SimEventLog Events { get; }

    public SimStatusWriter Statuses { get; }

    public BootTime Now => Node.Machine.Now;

    private bool Still => _frozen || Node.Machine.Suspended;

    public bool IsMember => _member.Phase == MemberPhase.Member;

    public TimeSpan Patience => _member.Profile.Authority / 4;

    public bool Lasts(TimeSpan margin) => IsMember && Now + margin < _member.Deadline;

    /// <summary>SIGSTOP and SIGCONT.</summary>
    public bool Frozen
    {
        get => _frozen;
        set
        {
            _frozen = value;
            Thaw();
        }
    }

    /// <summary>What reached it while it was stopped, or its machine suspended, comes in random order.</summary>
    public void Thaw()
    {
        if (Still)
        {
            return;
        }

        Action<SimService>[] waiting = [.. _waiting];
        _waiting.Clear();
        foreach (Action<SimService> action in waiting)
        {
            Post(Universe.Chance("thaw").Milliseconds(0, 2), action);
        }
    }

    public void Post(long delay, Action<SimService> action) => Universe.Schedule.After(delay, () => Deliver(action));

    /// <summary>As <see cref="Post"/>, by a timer of its own.</summary>
    public void Alarm(long delay, Action<SimService> action) => Node.Machine.Alarm(delay, () => Deliver(action));

    public void Start()
    {
        Poll();
        long newest = Node.Guards.Select(guard => guard.Epoch).Concat(Node.Monitors.Select(monitor => monitor.Epoch))
            .DefaultIfEmpty(0).Max();
        Step(new MemberEvent.Started(Now, new(newest, Node.Page)));
    }

    public void Step(MemberEvent happened)
    {
        MemberStep step = MemberAgent.Step(_member, happened);
        _member = step.State;
        foreach (MemberEffect effect in step.Effects)
        {
            Do(effect);
            if (Ended)
            {
                return;
            }
        }

        if (step.WakeAt is { } at)
        {
            int wake = ++_wakes;
            Alarm(Math.Max(0, Node.Machine.TrueTimeOf(at) - Universe.Schedule.Now), service =>
            {
                if (wake == _wakes)
                {
                    service.Step(new MemberEvent.Tick(Now));
                }
            });
        }
    }

    public void News(ClusterSnapshot snapshot)
    {
        if (snapshot.Revision <= View.Revision)
        {
            Universe.Counters.StaleNews++;
            return;
        }

        _coordinator.Note(View, snapshot);
        View = snapshot;
        Observer = Observer.See(snapshot, Now);
        Step(new MemberEvent.MembersSeen(Now, snapshot.Revision, snapshot.Members));
        AwaitDeaths();
        _owner.Look();
    }

    /// <summary>Another member asks whether this one agrees that it goes on.</summary>
    /// <returns>Whether it does; it has taken notice then.</returns>
    public bool Agree(AgreementQuestion question)
    {
        AgreementAnswer answer = Agreement.Answer(_member, Observer, question, Now);
        Observer = answer.Observer;
        Universe.Counters.AgreementsRefused += answer.Refusal is null ? 0 : 1;
        return answer.Refusal is null;
    }

    public void Proven(string node, long epoch)
    {
        Observer = Observer.Prove(node, epoch);
        _coordinator.Look();
    }

    public void GuardGone(SimGuard guard) => _owner.GuardGone(guard);

    public void MonitorGone(SimMonitor monitor, MonitorDeathCause cause, IReadOnlyList<string> calls) =>
        _owner.MonitorGone(monitor, cause, calls);

    public void FailureReported(SimMonitor monitor, SimHosted hosted, string reason) =>
        _owner.FailureReported(monitor, hosted, reason);

    public void PromotionScored(SimMonitor monitor, SimHosted hosted) => _owner.PromotionScored(monitor, hosted);

    public void Fail(string group) => _owner.Fail(group);

    /// <summary>Commits with this member's own record compared, one after the other with its renewals.</summary>
    public void CommitAsMember(CommitPlan plan, Action<CommitOutcome> answer) => Enqueue(done =>
        CommitCompared(plan, 3, outcome =>
        {
            done();
            answer(outcome);
        }));

    /// <summary>Looks at the database as it is now; false if it cannot be read.</summary>
    public void Reach(Action<bool> then)
    {
        bool answered = false;
        Universe.Network.Read(Node.Name, snapshot => Deliver(_ => Once(() =>
        {
            News(snapshot);
            then(true);
        })));
        Alarm((long)(Patience.Ticks * 100 / Node.Machine.SafetyRate), _ => Once(() => then(false)));

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
    /// Commits, and gives up waiting after L/4: then nobody knows. Whatever is answered later is dropped.
    /// </summary>
    public void Commit(CommitPlan plan, Action<CommitOutcome> answer)
    {
        bool answered = false;
        Universe.Network.Commit(Node.Name, plan, outcome => Deliver(_ => Once(outcome)));
        Alarm((long)(Patience.Ticks * 100 / Node.Machine.SafetyRate), _ => Once(new CommitOutcome.Unknown("time-out")));

        void Once(CommitOutcome outcome)
        {
            if (!answered)
            {
                answered = true;
                Universe.Counters.Conflicts += outcome is CommitOutcome.Conflict ? 1 : 0;
                answer(outcome);
            }
        }
    }

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

    private void Deliver(Action<SimService> action)
    {
        if (Ended)
        {
            return;
        }

        if (Still)
        {
            _waiting.Add(action);
        }
        else
        {
            action(this);
        }
    }

    private void Do(MemberEffect effect)
    {
        switch (effect)
        {
            case MemberEffect.ReadOwnRow read:
                ReadOwnRow(read.Number);
                break;
            case MemberEffect.Commit commit:
                CommitOwnRow(commit);
                break;
            case MemberEffect.WriteAuthority write:
                Node.WritePage(write.Page);
                break;
            case MemberEffect.StopEverything stop:
                _owner.StopEverything(stop.Number, stop.Epoch);
                break;
            case MemberEffect.ConfirmGuards confirm:
                _owner.ConfirmGuards(confirm.KillAt);
                break;
            case MemberEffect.AskOthers ask:
                _help.Ask(ask);
                break;
            case MemberEffect.EpochStarted started:
                Universe.Trace.Say(Node.Name, $"epoch {started.Epoch} {(started.Continued ? "goes on" : "starts")}");
                Universe.Counters.Joins += started.Continued ? 0 : 1;
                _owner.EpochStarted(started);
                break;
            case MemberEffect.EpochEnded ended:
                Universe.Trace.Say(Node.Name, $"epoch {ended.Epoch} ends: {ended.Cause}");
                Universe.Counters.Lapses += ended.Cause == EpochEnd.Lapsed ? 1 : 0;
                Universe.Referee.EpochEnded(Node, ended);
                _owner.EpochEnded();
                break;
            case MemberEffect.Detached detached:
                Universe.Counters.Holds += detached.ResourcesGoOn ? 1 : 0;
                Node.EndService("detached");
                break;
            case MemberEffect.Left:
                Universe.Counters.Leaves++;
                Node.EndService("left");
                break;
            default:
                throw new InvalidOperationException($"Not an effect: {effect}.");
        }
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

    /// <summary>The safety poll of the view, each 250 ms.</summary>
    private void Poll()
    {
        Universe.Network.Read(Node.Name, snapshot => Deliver(service => service.News(snapshot)));
        Alarm((long)250e6, service => service.Poll());
    }

    private void AwaitDeaths()
    {
        foreach ((string name, Row<MemberState> row) in View.Members)
        {
            if (name == Node.Name || row.Value.AlivePath.Length == 0 || row.Value.BootId != Node.Machine.BootId
                || _awaitedDeaths.GetValueOrDefault(name) >= row.Value.Epoch)
            {
                continue;
            }

            _awaitedDeaths[name] = row.Value.Epoch;
            Universe.Nodes.First(node => node.Name == name).AwaitDeath(this, row.Value.Epoch);
        }
    }
}
