using Holdfast.Core.Status;
using Holdfast.Core.Time;

namespace Holdfast.Core.Groups;

/// <summary>What happens to a group on its owner: a closed set, the input of <see cref="GroupStep"/>.</summary>
public abstract record GroupEvent
{
    private GroupEvent()
    {
    }

    /// <summary>A call reached the monitor that is to do it.</summary>
    public sealed record CallSent(string Resource, long Call, string MonitorId, int MonitorPid) : GroupEvent;

    public sealed record CallEnded(string Resource, long Call, CallResult Result) : GroupEvent;

    /// <summary>A pending call reported progress.</summary>
    public sealed record StatusReported(string Resource, string MonitorId, string Text) : GroupEvent;

    /// <summary>The resource failed, as its monitor found or its DLL said.</summary>
    public sealed record FailureReported(string Resource, string MonitorId, string Reason) : GroupEvent;

    public sealed record HealthChanged(string Resource, string MonitorId, string Health) : GroupEvent;

    /// <summary>The resource says that its node is not fit, and why; an empty text takes it back.</summary>
    public sealed record NodeFitnessReported(string Resource, string MonitorId, string Unfit) : GroupEvent;

    /// <summary>How willing the resource is to be promoted; null if it must not be.</summary>
    public sealed record PromotionScored(string Resource, string MonitorId, int? Score) : GroupEvent;

    public sealed record MonitorLost(string MonitorId, MonitorDeath Death) : GroupEvent;

    public sealed record GuardReady(int Pid) : GroupEvent;

    public sealed record GuardFailed(string Reason) : GroupEvent;

    /// <summary>The guard died, and with it every process that it had started.</summary>
    public sealed record GuardLost(string Reason, string? EventId) : GroupEvent;

    /// <summary>The guard was asked to end: null if nothing of the group is left, else what is wrong.</summary>
    public sealed record GuardEnded(string? Failure) : GroupEvent;

    /// <summary>A package that was missing may be found now.</summary>
    public sealed record PackageFound(string PackageHash) : GroupEvent;

    public sealed record OperatorFailed(string Resource, string Reason) : GroupEvent;

    public sealed record OperatorCleared(string Resource) : GroupEvent;

    /// <summary>The report that the group is stopped could not be made; make it again.</summary>
    public sealed record StopReportLost : GroupEvent;

    /// <summary>A service that started again found the resource, or its processes, alive.</summary>
    /// <param name="Config">Its configuration.</param>
    /// <param name="State">Its state as last known.</param>
    /// <param name="Host">The monitor that has it open; null if that is gone.</param>
    /// <param name="Certain">Whether the state is known to be true; otherwise the resource is asked.</param>
    /// <param name="Restarts">Restarts counted before.</param>
    /// <param name="IsolatedUntil">End of its isolation.</param>
    /// <param name="Effective">The properties it went online with; null if that is not known.</param>
    /// <param name="Cause">Id of the event that tells of its monitor's death.</param>
    /// <param name="Since">Since when it is in that state; null for now.</param>
    public sealed record Adopted(
        Configuration.ResourceConfig Config,
        ResourceState State,
        Hosting? Host,
        bool Certain,
        int Restarts,
        BootTime? IsolatedUntil,
        string? Effective = null,
        string? Cause = null,
        BootTime? Since = null) : GroupEvent
    {
        /// <summary>The role it had when it was last published.</summary>
        public State.InstanceRole Role { get; init; }

        public int? PromotionScore { get; init; }

        public string NodeUnfit { get; init; } = "";
    }

    /// <summary>The monitors were asked how many polls they made; only what is published changes.</summary>
    public sealed record Looked : GroupEvent;
}
