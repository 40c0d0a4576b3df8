namespace Holdfast.Simulation.Owners;

/// <summary>Ways to break the owner's part of the protocol on purpose.</summary>
internal sealed record OwnerFaults
{
    public static OwnerFaults None { get; } = new();

    /// <summary>A group is reported stopped while the start of its guard is in flight.</summary>
    public bool StopStartRace { get; init; }

    /// <summary>Neither the service nor the guard looks at its authority before it starts something.</summary>
    public bool NoAuthorityCheckAtStart { get; init; }

    /// <summary>Something is started before a transaction has said so.</summary>
    public bool StartUnannounced { get; init; }

    /// <summary>A host follows what is wanted of its group although the group was given away.</summary>
    public bool EndedAssignmentFollowed { get; init; }

    /// <summary>A group is reported stopped when its guard was asked to end, not when nothing of it is left.</summary>
    public bool StoppedBeforeGuardIsGone { get; init; }

    /// <summary>What is still dying of an earlier guard of the group is taken for gone.</summary>
    public bool NoGroupLock { get; init; }

    /// <summary>
    /// Guards are asked for the lease as it was when they were first asked, though it slides meanwhile.
    /// </summary>
    public bool ConfirmationOfAFixedTime { get; init; }

    /// <summary>The type of a resource is asked of its monitor: the defect this project exists for.</summary>
    public bool RegistrationReadFromMonitor { get; init; }

    /// <summary>Resources are brought online and offline without regard to what needs what.</summary>
    public bool DependencyOrderIgnored { get; init; }

    /// <summary>A resource whose monitor died is started again without being asked whether it runs.</summary>
    public bool MonitorDeathUnasked { get; init; }

    /// <summary>A service that returns takes for offline what it has no certain knowledge of.</summary>
    public bool AdoptedWithoutAsking { get; init; }

    /// <summary>A service that returns forgets what was deleted while it was away, though it may run.</summary>
    public bool DeletedNotAdopted { get; init; }

    /// <summary>A status is written without a compare with the one that it replaces.</summary>
    public bool StatusNotCompared { get; init; }

    /// <summary>The kernel's timers stand still while the machine is suspended, as on CLOCK_MONOTONIC.</summary>
    public bool KernelTimersStopInSuspend { get; init; }

    /// <summary>Authority is measured on a clock that stands still while the machine is suspended.</summary>
    public bool SafetyClockStopsInSuspend { get; init; }

    /// <summary>A group is started without regard to what other groups it depends on.</summary>
    public bool GroupDependencyIgnored { get; init; }

    /// <summary>A service that returns takes what it has no certain knowledge of for unpromoted.</summary>
    public bool RoleForgotten { get; init; }

    /// <summary>Events of which no answer came are not written again.</summary>
    public bool EventsGivenUp { get; init; }

    /// <summary>The ids of events are counted from one by each run of a service.</summary>
    public bool EventIdsWithoutTime { get; init; }
}
