using Holdfast.Core.Collections;
using Holdfast.Core.State;
using Holdfast.Core.Time;

namespace Holdfast.Core.Authority;

/// <summary>One call of <see cref="MemberAgent.Step"/> while it is being worked out.</summary>
internal sealed class MemberTurn(MemberAgentState state, BootTime now)
{
    /// <summary>How many writes of unknown fate are kept, as long as they differ in nothing that counts.</summary>
    private const int MostUnsettled = 32;

    public MemberAgentState State { get; set; } = state;

    public BootTime Now { get; } = now;

    public List<MemberEffect> Effects { get; } = [];

    public PlantedFaults Faults => State.Faults;

    /// <summary>The deadline has passed: the epoch is over for ever.</summary>
    public bool Lapsed => State.Phase == MemberPhase.Member && Now >= State.Deadline && !Faults.AuthorityRevived;

    /// <summary>How long to wait before a request is tried again.</summary>
    public TimeSpan RetryDelay => State.Profile.Heartbeat / 2;

    /// <summary>The watchdog's time-out as it is published: during a hold nobody feeds it, so it is disarmed.</summary>
    public TimeSpan Watchdog => State.Hold is null ? State.Identity.Watchdog : TimeSpan.Zero;

    /// <summary>What ends this node's resources when it goes silent.</summary>
    public ValueList<string> Protections => Watchdog > TimeSpan.Zero
        ? State.Identity.Protections.Add(Failover.Protections.Watchdog)
        : State.Identity.Protections;

    public void Do(MemberEffect effect) => Effects.Add(effect);

    public void ReadOwnRow() => Do(new MemberEffect.ReadOwnRow(Request(RequestKind.ReadRow)));

    /// <summary>Writes this node's own record, compared with <paramref name="guard"/>, and remembers when.</summary>
    public void WriteOwnRow(RequestKind kind, MemberState value, long guard)
    {
        long number = Request(kind);
        string key = Keys.Member(State.Identity.Node);
        State = State with
        {
            Unsettled = Bounded(State.Unsettled).Add(new(number, Now, value)),
            LastSequence = Math.Max(State.LastSequence, value.Sequence),
        };
        Do(new MemberEffect.Commit(number, kind, new()
        {
            Guards = [new(key, guard)],
            Puts = [new(key, value)],
            Renewal = kind == RequestKind.Renew,
        }));
    }

    /// <summary>
    /// Whether a record is what this run of the service sent, and not what an earlier run had under way.
    /// </summary>
    public bool IsOwn(SentWrite sent, MemberState row) =>
        sent.Value.Epoch == row.Epoch && sent.Value.Sequence == row.Sequence
        && (string.Equals(row.Run, State.Identity.Run, StringComparison.Ordinal) || Faults.OtherRunsWriteTaken);

    public void WritePage() =>
        Do(new MemberEffect.WriteAuthority(new(State.Epoch, State.Deadline, State.KillAt)));

    public void RetryLater() => State = State with { DueAt = Now + RetryDelay };

    /// <summary>
    /// Without the oldest write that a later one stands for, once there are many: while the database is away for long.
    /// If the forgotten one took effect after all, nothing is gained by it.
    /// </summary>
    private static ValueList<SentWrite> Bounded(ValueList<SentWrite> writes)
    {
        if (writes.Count < MostUnsettled)
        {
            return writes;
        }

        for (int i = 0; i + 1 < writes.Count; i++)
        {
            if (writes[i].Value.View == writes[i + 1].Value.View
                && Lease.Of(writes[i].Value) == Lease.Of(writes[i + 1].Value))
            {
                SentWrite forgotten = writes[i];
                return [.. writes.Where(write => write != forgotten)];
            }
        }

        return writes;
    }

    private long Request(RequestKind kind)
    {
        long number = State.LastRequest + 1;
        State = State with { LastRequest = number, Pending = new(number, kind), DueAt = null };
        return number;
    }
}
