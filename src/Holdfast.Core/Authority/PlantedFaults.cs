namespace Holdfast.Core.Authority;

/// <summary>
/// Ways to break the protocol on purpose, so that the simulation can show that it would notice. Only tests can set one;
/// in the product there is none.
/// </summary>
internal sealed record PlantedFaults
{
    public static PlantedFaults None { get; } = new();

    /// <summary>The deadline counts from the answer of a renewal, not from its sending.</summary>
    public bool DeadlineFromAnswer { get; init; }

    /// <summary>An epoch whose deadline passed goes on when a renewal succeeds after all.</summary>
    public bool AuthorityRevived { get; init; }

    /// <summary>A node whose epoch is over joins again without stopping what it runs.</summary>
    public bool RejoinWithoutStop { get; init; }

    /// <summary>The answer of a join is taken although a later join was sent.</summary>
    public bool AdoptSupersededJoin { get; init; }

    /// <summary>A renewal that an earlier run of the service had under way is taken for one of this run.</summary>
    public bool OtherRunsWriteTaken { get; init; }

    /// <summary>A service that returns publishes the short lease before its guards have it.</summary>
    public bool NormalProfilePublishedBeforeGuardsConfirm { get; init; }

    /// <summary>A short lease whose publication may have taken effect goes on sliding with each new try.</summary>
    public bool UnsettledShortLeaseSlides { get; init; }

    /// <summary>Guards confirm a short lease by timers that they set when the hold began.</summary>
    public bool HoldTimersKept { get; init; }

    /// <summary>A service that returns continues an epoch whose deadline has passed.</summary>
    public bool LapsedEpochContinued { get; init; }

    /// <summary>The longer lease of a hold is handed to the guards before it is published.</summary>
    public bool HoldBeforePublished { get; init; }

    /// <summary>What the others agreed to counts from their answer, not from the asking.</summary>
    public bool AgreementFromAnswer { get; init; }

    /// <summary>It is enough if one of those agrees that were asked.</summary>
    public bool AgreementByOne { get; init; }

    /// <summary>Only those are asked that the node's newest look shows, not those that its record may name.</summary>
    public bool AgreementOfNewestView { get; init; }

    /// <summary>Who agrees takes no notice of it as a sign of life.</summary>
    public bool AgreementUnnoticed { get; init; }

    /// <summary>Who agrees does not ask itself whether it is meant in this epoch.</summary>
    public bool AgreementInAnyEpoch { get; init; }

    /// <summary>Observers do not ask whether others may have agreed that the silent one goes on.</summary>
    public bool AgreementOfOthersIgnored { get; init; }

    /// <summary>Observers wait only two thirds of W.</summary>
    public bool ShortW { get; init; }

    /// <summary>Observers compute W from the cluster's profile, not from what the member published.</summary>
    public bool HoldIgnoredByObserver { get; init; }

    /// <summary>The proof that one epoch is dead is taken for every epoch of that node.</summary>
    public bool ProofOfWrongEpoch { get; init; }

    /// <summary>A service that starts takes members that it has not yet seen for silent.</summary>
    public bool RestartObsNotReset { get; init; }

    /// <summary>A fence does not compare the member's record.</summary>
    public bool NoRevisionGuardOnFence { get; init; }

    /// <summary>An assignment does not compare the group's record and the coordinator's term.</summary>
    public bool StaleSnapshotActedOn { get; init; }

    /// <summary>An assignment keeps the generation.</summary>
    public bool GenerationNotRaised { get; init; }

    /// <summary>
    /// A group is taken from an owner that was fenced without silence or proof being asked again, or never fenced.
    /// </summary>
    public bool TakenWithoutFence { get; init; }

    /// <summary>An instance is given to a node that has as many of its group as it may have.</summary>
    public bool SiblingsIgnored { get; init; }

    /// <summary>An instance that was told to give its role up counts as unpromoted before it says so.</summary>
    public bool DemotionNotAwaited { get; init; }

    /// <summary>An instance that is to go counts as gone when roles are given.</summary>
    public bool LeftoverRolesIgnored { get; init; }

    /// <summary>A group that could not be stopped is given to another node.</summary>
    public bool StopFailedIgnored { get; init; }

    /// <summary>A power-off that failed, or that nobody has confirmed yet, is taken for a confirmed one.</summary>
    public bool UnconfirmedFenceTaken { get; init; }

    /// <summary>A node that was only cut off, and still has power, is taken for one that was powered off.</summary>
    public bool CutTakenAsOff { get; init; }
}
