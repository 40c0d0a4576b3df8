using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Membership;
using Holdfast.Core.Time;

namespace Holdfast.Core.State;

/// <summary>
/// A decision of the coordinator with all that it was made from: key <c>decisions/&lt;id&gt;</c>, written with what was
/// decided, bounded in number.
/// </summary>
public sealed record DecisionRecord : StoredRecord
{
    public required string Id { get; init; }

    /// <summary>The coordinator, its epoch and its term.</summary>
    public required string Node { get; init; }

    public required long Epoch { get; init; }

    public required long Term { get; init; }

    /// <summary>The revision of the database that was seen.</summary>
    public required long Revision { get; init; }

    /// <summary>The wall clock, with the offset of the node's time zone.</summary>
    public required DateTimeOffset WallClock { get; init; }

    /// <summary>The node's safety clock, in nanoseconds since its machine started.</summary>
    public required long Now { get; init; }

    /// <summary>What no revision holds: when the node had seen each member advance, on its own clock.</summary>
    public required long ObservedSince { get; init; }

    public ValueList<ObservedMember> Observed { get; init; } = [];

    /// <summary>When it had seen each power-off that counted, on its own clock.</summary>
    public ValueMap<long> PowerOffs { get; init; } = ValueMap<long>.Empty;

    /// <summary>The events that tell of it.</summary>
    public ValueList<string> Messages { get; init; } = [];

    /// <summary>SHA-256 of the decided transaction; a replay must come to the same.</summary>
    public string PlanHash { get; init; } = "";

    /// <summary>The rows that were seen, compressed; empty if they were too many to keep.</summary>
    public string Input { get; init; } = "";

    public static ValueList<ObservedMember> Of(Observer observer) => observer.Sightings
        .Select(seen => new ObservedMember(
            seen.Key,
            seen.Value.Epoch,
            seen.Value.Sequence,
            seen.Value.Revision,
            seen.Value.At.Nanoseconds,
            seen.Value.FirstEpoch,
            seen.Value.Met,
            observer.ProvenDead.TryGetValue(seen.Key, out long proven) ? proven : null)
        {
            EpochSince = seen.Value.EpochSince.Nanoseconds,
            DroppedEpochs = seen.Value.DroppedEpochs,
            DroppedAt = seen.Value.DroppedAt,
        })
        .ToValueList();

    /// <summary>What is kept of when an observer had seen power-offs.</summary>
    public static ValueMap<long> PowerOffsOf(Observer observer) => ValueMap<long>.From(
        observer.PowerOffs.Select(seen => KeyValuePair.Create(seen.Key, seen.Value.Nanoseconds)));

    /// <summary>The observer as it was.</summary>
    public Observer ToObserver() => new()
    {
        Node = Node,
        StartedAt = new BootTime(ObservedSince),
        Sightings = ValueMap<Sighting>.From(Observed.Select(seen => KeyValuePair.Create(
            seen.Node,
            new Sighting(seen.Epoch, seen.Sequence, seen.Revision, new BootTime(seen.At))
            {
                FirstEpoch = seen.FirstEpoch, Met = seen.Met,
                EpochSince = new BootTime(seen.EpochSince),
                DroppedEpochs = seen.DroppedEpochs,
                DroppedAt = seen.DroppedAt,
            }))),
        ProvenDead = ValueMap<long>.From(Observed
            .Where(seen => seen.ProvenDead is not null)
            .Select(seen => KeyValuePair.Create(seen.Node, seen.ProvenDead!.Value))),
        PowerOffs = ValueMap<BootTime>.From(
            PowerOffs.Select(seen => KeyValuePair.Create(seen.Key, new BootTime(seen.Value)))),
    };
}

/// <summary>What a coordinator had seen of a member; times in nanoseconds of its safety clock.</summary>
public sealed record ObservedMember(
    string Node, long Epoch, long Sequence, long Revision, long At, long FirstEpoch, bool Met, long? ProvenDead)
{
    /// <summary>Since when it was seen in this epoch.</summary>
    public long EpochSince { get; init; }

    /// <summary>The epochs of members that it was seen to name no more, in this epoch.</summary>
    public ValueMap<long> DroppedEpochs { get; init; } = ValueMap<long>.Empty;

    /// <summary>When that was seen.</summary>
    public ValueMap<long> DroppedAt { get; init; } = ValueMap<long>.Empty;
}
