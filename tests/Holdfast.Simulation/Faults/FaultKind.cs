namespace Holdfast.Simulation.Faults;

/// <summary>What can go wrong, or be asked for, in a run.</summary>
internal enum FaultKind
{
    /// <summary>The service is killed and started again.</summary>
    ServiceKill,

    /// <summary>The service is killed while a slow renewal is under way, and started again at once.</summary>
    KillInFlight,

    /// <summary>The service is stopped (SIGSTOP) and goes on.</summary>
    ServiceFreeze,

    /// <summary>Everything of the node is killed.</summary>
    NodeKill,

    /// <summary>Everything of the node is frozen: service, guards, monitors; not the kernel's timers.</summary>
    NodeFreeze,

    /// <summary>The machine loses power and starts again.</summary>
    MachineReboot,

    /// <summary>The database answers nobody.</summary>
    DatabaseDown,

    /// <summary>A node's requests do not reach the database.</summary>
    RequestsCut,

    /// <summary>The database's answers do not reach a node.</summary>
    AnswersCut,

    /// <summary>A node hears nothing by the watch.</summary>
    WatchCut,

    /// <summary>Requests, answers and news are slow.</summary>
    Slow,

    /// <summary>A share of requests and answers is lost; what is lost may take effect much later.</summary>
    Loss,

    /// <summary>The guards of a node are stopped (SIGSTOP).</summary>
    GuardsFreeze,

    /// <summary>A guard is killed, and what it runs with it.</summary>
    GuardKill,

    /// <summary>The service is stopped in good order, with a hold, and started again.</summary>
    Detach,

    /// <summary>The same, but its guards are frozen when it comes back, and it is killed soon after.</summary>
    DetachThenKill,

    /// <summary>The service comes back just before the hold ends, and dies again with its guards frozen.</summary>
    ReturnLate,

    /// <summary>The node leaves the cluster and comes back.</summary>
    Leave,

    /// <summary>Somebody asks for a group to be moved.</summary>
    Move,

    /// <summary>A node is paused or drained, and resumed.</summary>
    Pause,

    /// <summary>A group is changed, deleted, or made anew.</summary>
    Edit,

    /// <summary>A resource fails more often than allowed.</summary>
    ResourceFails,

    /// <summary>A group cannot be stopped in good order.</summary>
    StopFails,

    /// <summary>The cluster goes over to a longer profile, or back.</summary>
    ProfileChange,

    /// <summary>The wall clock jumps.</summary>
    WallClockJump,

    /// <summary>A monitor is killed.</summary>
    MonitorKill,

    /// <summary>A monitor is stopped (SIGSTOP).</summary>
    MonitorFreeze,

    /// <summary>The process of a resource ends by itself.</summary>
    ProcessKill,

    /// <summary>Calls of all DLLs fail, hang, crash or are slow for a while.</summary>
    DllMisbehaves,

    /// <summary>A node has lost its packages, and no peer gives them.</summary>
    DllMissing,

    /// <summary>A resource type gets a new package.</summary>
    TypeUpgrade,

    /// <summary>A resource is changed, deleted, or made anew.</summary>
    ResourceEdit,

    /// <summary>A machine is suspended and wakes again.</summary>
    Suspend,

    /// <summary>An instance becomes more or less willing to be promoted, or must not be any more.</summary>
    ScoreChange,

    /// <summary>The parallel group gets other numbers, is taken offline, fails, moves, or is made anew.</summary>
    ParallelEdit,

    /// <summary>A group depends on another one, or on none any more.</summary>
    DependencyEdit,

    /// <summary>Two nodes do not reach each other, or one does not hear the other.</summary>
    LinkCut,

    /// <summary>A node does not reach the database, but the other nodes.</summary>
    OnlyDatabaseCut,

    /// <summary>Two nodes reach each other, and neither the others nor the database.</summary>
    PartCut,

    /// <summary>A node reaches nobody.</summary>
    Isolated,
}

/// <summary>One thing that goes wrong in a run.</summary>
/// <param name="At">True time, ns.</param>
/// <param name="Lasts">For how long, ns; what that means depends on the kind.</param>
/// <param name="Target">Which node, guard or group: taken modulo their number.</param>
/// <param name="Detail">Another number, for the kind to use.</param>
internal sealed record Fault(FaultKind Kind, long At, long Lasts, int Target, int Detail)
{
    public override string ToString() =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{At / 1e9:0.000}s {Kind} target {Target} detail {Detail} lasts {Lasts / 1e9:0.000}s");
}
