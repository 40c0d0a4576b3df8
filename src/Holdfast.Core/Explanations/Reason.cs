namespace Holdfast.Core.Explanations;

/// <summary>Why something was decided, as an object for programs and a sentence for people.</summary>
/// <param name="Kind">What kind of reason it is; names are stable.</param>
/// <param name="Text">The reason in words, without the name of what it is about.</param>
public sealed record Reason(ReasonKind Kind, string Text)
{
    /// <summary>The group it is about, if it is about one.</summary>
    public string? Group { get; init; }

    /// <summary>The node it is about, if it is about one.</summary>
    public string? Node { get; init; }

    public override string ToString() => Text;
}

/// <summary>The kinds of reasons.</summary>
public enum ReasonKind
{
    /// <summary>The group had no owner yet.</summary>
    FirstOwner,

    /// <summary>Its owner stopped it in good order.</summary>
    StoppedByOwner,

    /// <summary>Its owner joined again or left, which proves that nothing of the old epoch runs.</summary>
    OwnerEpochOver,

    /// <summary>Its owner was silent for W.</summary>
    OwnerSilent,

    /// <summary>Nothing of its owner runs any more, as the owner's alive lock shows.</summary>
    OwnerProvenDead,

    /// <summary>An operator said that nothing of its owner runs any more.</summary>
    OwnerConfirmedDead,

    /// <summary>Its owner was powered off, and a device confirmed that it is off.</summary>
    OwnerPoweredOff,

    /// <summary>A node is powered off from outside, or is to be.</summary>
    Fencing,

    /// <summary>Someone asked for it.</summary>
    MoveAsked,

    /// <summary>A move that was asked for cannot be done.</summary>
    MoveRefused,

    /// <summary>Its resources failed on the owner more often than allowed.</summary>
    ResourceFailed,

    /// <summary>It failed over as often as allowed within the period.</summary>
    FailoverLimit,

    /// <summary>Its owner is being drained.</summary>
    Drain,

    /// <summary>It goes back to a more preferred owner.</summary>
    Failback,

    /// <summary>Its owner is no longer one of its possible owners.</summary>
    NotPossibleOwner,

    /// <summary>It was deleted.</summary>
    Deleted,

    /// <summary>No node can own it now.</summary>
    NoNode,

    /// <summary>It could not be stopped, so it must not be started elsewhere.</summary>
    StopFailed,

    /// <summary>Its dead owner had not published the protection that its fence scope needs.</summary>
    BlockedUnfenced,

    /// <summary>The coordinator was silent, is dead, or was stopped.</summary>
    CoordinatorGone,

    /// <summary>It, its node or the cluster is locked for maintenance.</summary>
    Locked,

    /// <summary>After the cluster was formed anew it waits for its most preferred owner.</summary>
    WaitsForPreferredOwner,

    /// <summary>Its failback waits for the hours in which it may fail back.</summary>
    OutsideFailbackWindow,

    /// <summary>A group that it depends on is elsewhere, or is not online.</summary>
    GroupDependency,

    /// <summary>Its owner does not meet what it requires any more, or is not fit.</summary>
    NotSuitable,

    /// <summary>A group of higher priority leaves the node first.</summary>
    DrainOrder,

    /// <summary>An instance of a parallel group is promoted or demoted.</summary>
    Role,
}
