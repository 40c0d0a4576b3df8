namespace Holdfast.Monitor.Resources;

/// <summary>The states of a hosted resource, named as in <c>HostedResource.State</c>.</summary>
internal enum ResourceState
{
    Offline,
    OnlinePending,
    Online,
    OfflinePending,
    Failed,
}

/// <summary>The roles of a hosted resource, named as in <c>HostedResource.Role</c>.</summary>
internal enum ResourceRole
{
    Unpromoted,
    Promoted,
}
