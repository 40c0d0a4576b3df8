using Holdfast.Core.Authority;
using Holdfast.Core.State;
using Holdfast.Core.Time;

namespace Holdfast.Core.Tests.Authority;

/// <summary>A membership on a clock that the test turns, with its last effects.</summary>
internal sealed class AgentRig
{
    public static readonly MemberIdentity Identity = new(
        "n1", "boot-1", "/n1/alive", ["guard-timer"]) { Run = "this run" };

    public AgentRig()
        : this(Identity)
    {
    }

    public AgentRig(MemberIdentity identity) =>
        State = new() { Identity = identity, Profile = LeaseProfile.Fast };

    public MemberAgentState State { get; private set; }

    /// <summary>Milliseconds.</summary>
    public double Now { get; set; } = 10_000;

    public IReadOnlyList<MemberEffect> Effects { get; private set; } = [];

    public BootTime Clock => At(Now);

    public static BootTime At(double milliseconds) => new((long)(milliseconds * 1e6));

    /// <summary>A member of epoch 1 whose join was sent at 10,000 ms and answered 2 ms later, as revision 5.</summary>
    public static AgentRig Joined(MemberIdentity? identity = null)
    {
        var rig = new AgentRig(identity ?? Identity);
        rig.Start();
        rig.Answer(row: null);
        rig.NothingRuns();
        rig.Answer(row: null);
        rig.Now += 2;
        rig.Committed(5);
        return rig;
    }

    public AgentRig Start(long survivors = 0, AuthorityReading? page = null) =>
        Do(new MemberEvent.Started(Clock, new(survivors, page ?? AuthorityReading.None)));

    public AgentRig Do(MemberEvent happened)
    {
        MemberStep step = MemberAgent.Step(State, happened);
        State = step.State;
        Effects = step.Effects;
        return this;
    }

    public AgentRig Tick() => Do(new MemberEvent.Tick(Clock));

    /// <summary>Goes on to when the agent wants to be woken, and wakes it.</summary>
    public AgentRig Wake()
    {
        Now = State.WakeAt!.Value.Nanoseconds / 1e6;
        return Tick();
    }

    public AgentRig Answer(Row<MemberState>? row) => Do(new MemberEvent.RowRead(Clock, State.Pending!.Number, row));

    public AgentRig Committed(long revision) => Answer(new CommitOutcome.Committed(revision));

    public AgentRig Answer(CommitOutcome outcome) => Answer(State.Pending!.Number, outcome);

    public AgentRig Answer(long number, CommitOutcome outcome) =>
        Do(new MemberEvent.Answered(Clock, number, outcome));

    public AgentRig NothingRuns() => Do(new MemberEvent.NothingRuns(Clock, State.StopNumber));

    public T Single<T>()
        where T : MemberEffect => Effects.OfType<T>().Single();

    public bool Has<T>()
        where T : MemberEffect => Effects.OfType<T>().Any();

    /// <summary>The record that the last commit puts.</summary>
    public MemberState Written => (MemberState)Single<MemberEffect.Commit>().Plan.Puts[0].Value;

    public long Guard => Single<MemberEffect.Commit>().Plan.Guards[0].Revision;
}
