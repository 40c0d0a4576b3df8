using Holdfast.Core.Authority;
using Holdfast.Simulation.Owners;
using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Runs;

/// <summary>Every planted fault. What shows that the simulator has teeth is that it finds them.</summary>
internal static class Mutants
{
    public static IReadOnlyList<Mutant> All { get; } =
    [
        Protocol(new() { DeadlineFromAnswer = true }, nameof(PlantedFaults.DeadlineFromAnswer)),
        Protocol(new() { AuthorityRevived = true }, nameof(PlantedFaults.AuthorityRevived)),
        Protocol(new() { RejoinWithoutStop = true }, nameof(PlantedFaults.RejoinWithoutStop)),
        Protocol(new() { AdoptSupersededJoin = true }, nameof(PlantedFaults.AdoptSupersededJoin)),
        Protocol(new() { OtherRunsWriteTaken = true }, nameof(PlantedFaults.OtherRunsWriteTaken)) with { Near = 438 },
        Protocol(
            new() { NormalProfilePublishedBeforeGuardsConfirm = true },
            nameof(PlantedFaults.NormalProfilePublishedBeforeGuardsConfirm)),
        Protocol(new() { HoldTimersKept = true }, nameof(PlantedFaults.HoldTimersKept)),
        Protocol(new() { UnsettledShortLeaseSlides = true }, nameof(PlantedFaults.UnsettledShortLeaseSlides)) with
        {
            Near = 765,
        },
        Protocol(new() { LapsedEpochContinued = true }, nameof(PlantedFaults.LapsedEpochContinued)),
        Protocol(new() { HoldBeforePublished = true }, nameof(PlantedFaults.HoldBeforePublished)),
        Protocol(new() { AgreementFromAnswer = true }, nameof(PlantedFaults.AgreementFromAnswer)),
        Protocol(new() { AgreementByOne = true }, nameof(PlantedFaults.AgreementByOne)),
        Protocol(new() { AgreementOfNewestView = true }, nameof(PlantedFaults.AgreementOfNewestView)),
        Protocol(new() { AgreementUnnoticed = true }, nameof(PlantedFaults.AgreementUnnoticed)),
        Protocol(new() { AgreementInAnyEpoch = true }, nameof(PlantedFaults.AgreementInAnyEpoch)),
        Protocol(
            new() { AgreementOfOthersIgnored = true }, nameof(PlantedFaults.AgreementOfOthersIgnored)) with
        {
            Near = 2406,
        },
        Protocol(new() { ShortW = true }, nameof(PlantedFaults.ShortW)),
        Protocol(new() { HoldIgnoredByObserver = true }, nameof(PlantedFaults.HoldIgnoredByObserver)),
        Protocol(new() { ProofOfWrongEpoch = true }, nameof(PlantedFaults.ProofOfWrongEpoch)),
        Protocol(new() { RestartObsNotReset = true }, nameof(PlantedFaults.RestartObsNotReset)),
        Protocol(new() { NoRevisionGuardOnFence = true }, nameof(PlantedFaults.NoRevisionGuardOnFence)),
        Protocol(new() { StaleSnapshotActedOn = true }, nameof(PlantedFaults.StaleSnapshotActedOn)),
        Protocol(new() { GenerationNotRaised = true }, nameof(PlantedFaults.GenerationNotRaised)),
        Protocol(new() { TakenWithoutFence = true }, nameof(PlantedFaults.TakenWithoutFence)),
        Protocol(new() { StopFailedIgnored = true }, nameof(PlantedFaults.StopFailedIgnored)),
        Protocol(new() { SiblingsIgnored = true }, nameof(PlantedFaults.SiblingsIgnored)),
        Protocol(new() { DemotionNotAwaited = true }, nameof(PlantedFaults.DemotionNotAwaited)),
        Protocol(new() { LeftoverRolesIgnored = true }, nameof(PlantedFaults.LeftoverRolesIgnored)),
        Owner(new() { StopStartRace = true }, nameof(OwnerFaults.StopStartRace)),
        Owner(new() { NoAuthorityCheckAtStart = true }, nameof(OwnerFaults.NoAuthorityCheckAtStart)),
        Owner(new() { StartUnannounced = true }, nameof(OwnerFaults.StartUnannounced)),
        Owner(new() { StoppedBeforeGuardIsGone = true }, nameof(OwnerFaults.StoppedBeforeGuardIsGone)),
        Owner(new() { EndedAssignmentFollowed = true }, nameof(OwnerFaults.EndedAssignmentFollowed)),
        Owner(new() { NoGroupLock = true }, nameof(OwnerFaults.NoGroupLock)),
        Owner(new() { ConfirmationOfAFixedTime = true }, nameof(OwnerFaults.ConfirmationOfAFixedTime)),
        Owner(new() { RegistrationReadFromMonitor = true }, nameof(OwnerFaults.RegistrationReadFromMonitor)),
        Owner(new() { DependencyOrderIgnored = true }, nameof(OwnerFaults.DependencyOrderIgnored)),
        Owner(new() { MonitorDeathUnasked = true }, nameof(OwnerFaults.MonitorDeathUnasked)),
        Owner(new() { AdoptedWithoutAsking = true }, nameof(OwnerFaults.AdoptedWithoutAsking)),
        Owner(new() { DeletedNotAdopted = true }, nameof(OwnerFaults.DeletedNotAdopted)) with { Near = 1484 },
        Owner(new() { StatusNotCompared = true }, nameof(OwnerFaults.StatusNotCompared)) with { Near = 266 },
        Owner(new() { KernelTimersStopInSuspend = true }, nameof(OwnerFaults.KernelTimersStopInSuspend)),
        Owner(new() { SafetyClockStopsInSuspend = true }, nameof(OwnerFaults.SafetyClockStopsInSuspend)),
        Owner(new() { GroupDependencyIgnored = true }, nameof(OwnerFaults.GroupDependencyIgnored)),
        Owner(new() { RoleForgotten = true }, nameof(OwnerFaults.RoleForgotten)) with { Near = 46 },
        Owner(new() { EventsGivenUp = true }, nameof(OwnerFaults.EventsGivenUp)),
        Owner(new() { EventIdsWithoutTime = true }, nameof(OwnerFaults.EventIdsWithoutTime)),
    ];

    /// <summary>The one that <c>--mutant</c> names; null without it.</summary>
    public static Mutant? Named(string[] args)
    {
        int at = Array.IndexOf(args, "--mutant");
        return at < 0 ? null : All.Single(mutant => mutant.Name == args[at + 1]);
    }

    /// <summary>
    /// Runs from <paramref name="seed"/> on until the mutant is found; null if it is not within the limit.
    /// </summary>
    public static RunResult? Hunt(Mutant mutant, long seed, long limit, out long runs)
    {
        for (runs = 1; runs <= limit; runs++)
        {
            RunResult run = Run.Of(seed + runs - 1, mutant);
            if (run.Violation is not null)
            {
                return run;
            }
        }

        runs = limit;
        return null;
    }

    private static Mutant Protocol(PlantedFaults faults, string name) => new(name, faults, OwnerFaults.None);

    private static Mutant Owner(OwnerFaults faults, string name) => new(name, PlantedFaults.None, faults);
}
