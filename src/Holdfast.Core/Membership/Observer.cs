using Holdfast.Core.Authority;
using Holdfast.Core.Collections;
using Holdfast.Core.Failover;
using Holdfast.Core.State;
using Holdfast.Core.Time;

namespace Holdfast.Core.Membership;

/// <summary>
/// What one service has seen of the other members, on its own clock: when each record last advanced, and whose death
/// was proven to it. Immutable; kept in memory only.
/// </summary>
/// <remarks>
/// A sighting is late at worst, which only makes the observer wait longer. A service that starts has seen everybody
/// "just
/// now": what it does not know must not look like silence.
/// </remarks>
public sealed record Observer
{
    /// <summary>How far the readings of the safety clock by two processes of one machine may differ.</summary>
    private static readonly TimeSpan ClockAgreement = TimeSpan.FromMilliseconds(5);

    /// <summary>The node whose service observes; empty where it is nobody's.</summary>
    public string Node { get; init; } = "";

    /// <summary>When this service began to observe.</summary>
    public required BootTime StartedAt { get; init; }

    /// <summary>The newest epoch and sequence seen of each member, and when they were first seen.</summary>
    public ValueMap<Sighting> Sightings { get; init; } = ValueMap<Sighting>.Empty;

    /// <summary>The highest epoch of each member of which nothing runs any more, nor ever will.</summary>
    public ValueMap<long> ProvenDead { get; init; } = ValueMap<long>.Empty;

    /// <summary>When each power-off that counts was first seen (<see cref="StonithCap"/>).</summary>
    public ValueMap<BootTime> PowerOffs { get; init; } = ValueMap<BootTime>.Empty;

    internal PlantedFaults Faults { get; init; } = PlantedFaults.None;

    /// <summary>Takes notice of the members as <paramref name="snapshot"/> shows them.</summary>
    public Observer See(ClusterSnapshot snapshot, BootTime now)
    {
        ValueMap<Sighting> sightings = Sightings;
        foreach ((string node, Row<MemberState> row) in snapshot.Members)
        {
            bool known = Sightings.TryGetValue(node, out Sighting? seen);
            if (known && row.Revision <= seen!.Revision)
            {
                continue;
            }

            MemberState member = row.Value;
            bool advanced = !known || member.Epoch > seen!.Epoch
                || (member.Epoch == seen.Epoch && member.Sequence > seen.Sequence);
            BootTime at = advanced ? now : seen!.At;
            if (!known && Faults.RestartObsNotReset)
            {
                at = BootTime.Zero;
            }

            long first = known ? seen!.FirstEpoch : member.Epoch;
            bool met = known && (seen!.Met || (advanced && member.Epoch == first));
            bool sameEpoch = known && seen!.Epoch == member.Epoch;
            var sighting = new Sighting(member.Epoch, member.Sequence, row.Revision, at)
            {
                FirstEpoch = first,
                Met = met,
                EpochSince = sameEpoch ? seen!.EpochSince : now,
                View = member.View,
                DroppedEpochs = sameEpoch ? seen!.DroppedEpochs : ValueMap<long>.Empty,
                DroppedAt = sameEpoch ? seen!.DroppedAt : ValueMap<long>.Empty,
            };
            sightings = sightings.Set(node, sighting.Drop(sameEpoch ? seen!.View : member.View, now));
        }

        ValueMap<BootTime> powerOffs = StonithCap.See(PowerOffs, snapshot, now);
        return ReferenceEquals(sightings, Sightings) && ReferenceEquals(powerOffs, PowerOffs)
            ? this
            : this with { Sightings = sightings, PowerOffs = powerOffs };
    }

    /// <summary>The member was heard of on another way than by its record: it asked this node to agree.</summary>
    public Observer Hear(string node, BootTime now) =>
        Sightings.TryGetValue(node, out Sighting? seen) && now > seen.At
            ? this with { Sightings = Sightings.Set(node, seen with { At = now }) }
            : this;

    /// <summary>
    /// Nothing of <paramref name="node"/> runs that belongs to <paramref name="epoch"/> or to an earlier one.
    /// </summary>
    public Observer Prove(string node, long epoch) =>
        ProvenDead.TryGetValue(node, out long known) && known >= epoch
            ? this
            : this with { ProvenDead = ProvenDead.Set(node, epoch) };

    /// <summary>Whether it was proven that nothing of this member's epoch runs.</summary>
    public bool IsProvenDead(MemberState member) => IsProvenDead(member.Node, member.Epoch);

    public bool IsProvenDead(string node, long epoch) =>
        ProvenDead.TryGetValue(node, out long proven) && (proven >= epoch || Faults.ProofOfWrongEpoch);

    /// <summary>
    /// Whether this observer met another member that was alive before it began to observe, and that was there while
    /// there was a coordinator: one that starts at the same time proves nothing.
    /// </summary>
    /// <param name="self">The observer's own node.</param>
    /// <param name="roster">Who was there; empty if it is not known.</param>
    public bool MetOthers(string self, ValueMap<long> roster) => Sightings.Any(
        seen => seen.Value.Met && !string.Equals(seen.Key, self, StringComparison.Ordinal)
            && (roster.Count == 0 || (roster.TryGetValue(seen.Key, out long epoch)
                && (epoch == seen.Value.FirstEpoch || epoch == seen.Value.Epoch))));

    /// <summary>When the member's record was last seen to advance.</summary>
    public BootTime SeenAt(string node) => Sightings.TryGetValue(node, out Sighting? seen) ? seen.At : StartedAt;

    /// <summary>W for this member, from what it published itself, also during a hold.</summary>
    public TimeSpan WaitFor(MemberState member)
    {
        TimeSpan wait = Faults.HoldIgnoredByObserver && member.Detached
            ? Lease.Of(LeaseProfile.Fast).Wait
            : Lease.Of(member).Wait + ClockAgreement;
        return Faults.ShortW ? wait * 2 / 3 : wait;
    }

    /// <summary>
    /// How long an observer must see nothing new before the member's watchdog has reset its machine. It is fed until LK
    /// at the latest; a process that was stopped between asking the clock and feeding goes on within the time-out, or
    /// the machine was reset before; so it bites within LK and twice the time-out.
    /// </summary>
    public TimeSpan WaitForWatchdog(MemberState member) =>
        LeaseInequality.RequiredWait(member.Kill + (member.Watchdog * 2), TimeSpan.Zero) + ClockAgreement;

    /// <summary>From when on nothing of this member's epoch can run, if its record does not advance.</summary>
    public BootTime SilentAt(MemberState member) => SeenAt(member.Node) + WaitFor(member);

    /// <summary>Why nothing of this member's epoch can run any more; null if something can.</summary>
    public Silence? SilenceOf(MemberState member, BootTime now)
    {
        if (IsProvenDead(member))
        {
            return Silence.Proven;
        }

        return now >= SilentAt(member) ? Silence.Waited : null;
    }

    /// <summary>Whether the member is late enough that nothing new should be given to it.</summary>
    public bool IsSuspect(MemberState member, BootTime now) =>
        IsProvenDead(member) || now >= SuspectAt(member);

    /// <summary>About W/3 without news.</summary>
    public BootTime SuspectAt(MemberState member) => SeenAt(member.Node) + WaitFor(member) / 3;
}

/// <summary>
/// When a member's record was first seen at this epoch and sequence, and the revision that was newest since.
/// </summary>
public sealed record Sighting(long Epoch, long Sequence, long Revision, BootTime At)
{
    /// <summary>The epoch in which it was first seen by this observer.</summary>
    public long FirstEpoch { get; init; }

    /// <summary>It was seen to renew in that epoch: it was alive before.</summary>
    public bool Met { get; init; }

    /// <summary>When it was first seen in this epoch.</summary>
    public BootTime EpochSince { get; init; }

    /// <summary>Whom it says that it knows to be alive.</summary>
    public ValueMap<long> View { get; init; } = ValueMap<long>.Empty;

    /// <summary>The epochs of members that it named, in this epoch, and was then seen not to name any more.</summary>
    public ValueMap<long> DroppedEpochs { get; init; } = ValueMap<long>.Empty;

    /// <summary>When that was seen, in nanoseconds of the safety clock.</summary>
    public ValueMap<long> DroppedAt { get; init; } = ValueMap<long>.Empty;

    /// <summary>The same with those noted that it named before and does not name any more.</summary>
    internal Sighting Drop(ValueMap<long> before, BootTime now)
    {
        Sighting noted = this;
        foreach ((string node, long epoch) in before == View ? ValueMap<long>.Empty : before)
        {
            if (!MemberView.Names(View, node, epoch))
            {
                noted = noted with
                {
                    DroppedEpochs = noted.DroppedEpochs.Set(node, epoch),
                    DroppedAt = noted.DroppedAt.Set(node, now.Nanoseconds),
                };
            }
        }

        return noted;
    }
}

/// <summary>How it is known that nothing of a member's epoch can run.</summary>
public enum Silence
{
    /// <summary>Nobody holds its alive lock.</summary>
    Proven,

    /// <summary>Its record did not advance for W.</summary>
    Waited,
}
