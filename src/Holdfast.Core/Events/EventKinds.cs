namespace Holdfast.Core.Events;

/// <summary>The kinds of events; names are stable.</summary>
public static class EventKinds
{
    public const string NodeUp = "NodeUp";
    public const string NodeDown = "NodeDown";
    public const string NodePaused = "NodePaused";
    public const string NodeResumed = "NodeResumed";
    public const string NodeDetached = "NodeDetached";
    public const string AuthorityLost = "AuthorityLost";
    public const string CoordinatorChanged = "CoordinatorChanged";
    public const string ServiceStarted = "ServiceStarted";
    public const string MonitorStarted = "MonitorStarted";
    public const string MonitorDied = "MonitorDied";
    public const string MonitorHung = "MonitorHung";
    public const string ResourceSupervisedAgain = "ResourceSupervisedAgain";
    public const string ResourceIsolated = "ResourceIsolated";
    public const string GuardDied = "GuardDied";
    public const string GuardNotStarted = "GuardNotStarted";
    public const string ResourceOnline = "ResourceOnline";
    public const string ResourceOffline = "ResourceOffline";
    public const string ResourceFailed = "ResourceFailed";
    public const string ResourceRestarting = "ResourceRestarting";
    public const string ResourceDegraded = "ResourceDegraded";
    public const string ResourcePending = "ResourcePending";
    public const string ResourcePromoted = "ResourcePromoted";
    public const string ResourceDemoted = "ResourceDemoted";
    public const string ResourceControl = "ResourceControl";
    public const string NodeFenced = "NodeFenced";
    public const string FenceIntended = "FenceIntended";
    public const string FenceHeld = "FenceHeld";
    public const string FenceStarted = "FenceStarted";
    public const string FenceConfirmed = "FenceConfirmed";
    public const string FenceFailed = "FenceFailed";
    public const string FenceWithdrawn = "FenceWithdrawn";
    public const string NodeQuarantined = "NodeQuarantined";
    public const string GroupRole = "GroupRole";
    public const string GroupAssigned = "GroupAssigned";
    public const string GroupStopping = "GroupStopping";
    public const string GroupStopped = "GroupStopped";
    public const string GroupStopFailed = "GroupStopFailed";
    public const string GroupFailover = "GroupFailover";
    public const string GroupFailoverLimit = "GroupFailoverLimit";
    public const string GroupUnplaced = "GroupUnplaced";
    public const string GroupHindered = "GroupHindered";
    public const string MoveRefused = "MoveRefused";
    public const string TypeRegistered = "TypeRegistered";
    public const string TypeUpgraded = "TypeUpgraded";
    public const string TypeUnregistered = "TypeUnregistered";
    public const string PackageMissing = "PackageMissing";
    public const string PackageHealed = "PackageHealed";
    public const string ConfigChanged = "ConfigChanged";
    public const string MachineJoined = "MachineJoined";
    public const string MachineRemoved = "MachineRemoved";
    public const string JoinTokenMade = "JoinTokenMade";
    public const string JoinRefused = "JoinRefused";
    public const string ServiceAdopted = "ServiceAdopted";
}
