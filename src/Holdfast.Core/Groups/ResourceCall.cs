using Holdfast.Core.Time;

namespace Holdfast.Core.Groups;

/// <summary>A call in progress.</summary>
/// <param name="Id">Tells it from every other call of the group; an answer to another one is void.</param>
/// <param name="Kind">The entry point.</param>
/// <param name="StartedAt">When it was decided.</param>
public sealed record ResourceCall(long Id, CallKind Kind, BootTime StartedAt)
{
    /// <summary>When it reached the monitor; null while a monitor is being got ready.</summary>
    public BootTime? SentAt { get; init; }

    /// <summary>When the resource last reported progress.</summary>
    public BootTime? ReportedAt { get; init; }

    /// <summary>What Open and Set hand over.</summary>
    public HostedSettings? Settings { get; init; }

    /// <summary>The silence it is given comes from PendingTimeout, not from DeadlockTimeout.</summary>
    public bool Pending { get; init; }

    /// <summary>
    /// For StopProcesses: the type holds nothing but processes, so that without them it is stopped.
    /// </summary>
    public bool ProcessesOnly { get; init; }

    /// <summary>Its monitor is being killed because of it.</summary>
    public bool KillAsked { get; init; }

    /// <summary>From when its silence counts.</summary>
    public BootTime SilentSince => ReportedAt ?? SentAt ?? StartedAt;
}

/// <summary>Which monitor process a resource belongs in: one per package, or one of its own.</summary>
/// <param name="PackageHash">Hash of the package that holds the type's DLL.</param>
/// <param name="Alone">The resource that has the monitor to itself; null for the package's shared monitor.</param>
public sealed record MonitorPlace(string PackageHash, string? Alone);

/// <summary>What a resource was opened with.</summary>
public sealed record HostedSettings
{
    public required MonitorPlace Place { get; init; }

    /// <summary>JSON object.</summary>
    public required string Properties { get; init; }

    public required TimeSpan LooksAlive { get; init; }

    public required TimeSpan IsAlive { get; init; }
}

/// <summary>Where a resource is open.</summary>
/// <param name="MonitorId">The monitor's id.</param>
/// <param name="MonitorPid">Its process.</param>
/// <param name="Settings">What it was opened with, and given since.</param>
public sealed record Hosting(string MonitorId, int MonitorPid, HostedSettings Settings);
