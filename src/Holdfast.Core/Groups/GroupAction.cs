using Holdfast.Core.Configuration;

namespace Holdfast.Core.Groups;

/// <summary>What the owner is to do next: a closed set. Each says why.</summary>
public abstract record GroupAction
{
    private GroupAction()
    {
    }

    public required string Reason { get; init; }

    public sealed record StartGuard : GroupAction;

    /// <summary>End the guard; what still runs of the group is killed.</summary>
    public sealed record EndGuard : GroupAction;

    /// <summary>Nothing of the group runs any more: say so.</summary>
    public sealed record ReportStopped : GroupAction;

    /// <summary>An action on one resource.</summary>
    public abstract record OnResource : GroupAction
    {
        public required string Resource { get; init; }
    }

    /// <summary>Make a call; its end comes back as <see cref="GroupEvent.CallEnded"/>.</summary>
    public sealed record Call : OnResource
    {
        public required long Id { get; init; }

        public required CallKind Kind { get; init; }

        /// <summary>The monitor that has it open; null for Open and StopProcesses.</summary>
        public string? MonitorId { get; init; }

        /// <summary>For Open and Set.</summary>
        public HostedSettings? Settings { get; init; }

        /// <summary>For Open: the type as registered now.</summary>
        public ResourceTypeConfig? Type { get; init; }

        /// <summary>
        /// For Open: how long a single call, health polls too, may take before the monitor is judged hung.
        /// </summary>
        public TimeSpan DeadlockTimeout { get; init; }
    }

    /// <summary>
    /// Let go of a resource in a monitor that is to be replaced; it runs on, and is opened in another.
    /// </summary>
    public sealed record Release : OnResource
    {
        public required string MonitorId { get; init; }
    }

    /// <summary>A call hangs: kill its monitor.</summary>
    public sealed record KillMonitor : OnResource
    {
        public required string MonitorId { get; init; }
    }
}

/// <summary>What was decided.</summary>
/// <param name="Runtime">What the owner knows now: the actions are noted in it as begun.</param>
/// <param name="Actions">What to do, in order; different resources at the same time.</param>
/// <param name="WakeAt">When to decide again even if nothing happens.</param>
/// <param name="Reasons">Why, also for what is not done.</param>
public sealed record GroupDecision(
    GroupRuntime Runtime,
    Collections.ValueList<GroupAction> Actions,
    Time.BootTime? WakeAt,
    Collections.ValueList<DecisionReason> Reasons);

/// <summary>Why something was or was not decided.</summary>
/// <param name="Resource">The resource it is about; null for the group.</param>
/// <param name="Text">In words.</param>
public sealed record DecisionReason(string? Resource, string Text);
