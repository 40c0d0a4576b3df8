namespace Holdfast.Core.Groups;

/// <summary>
/// What the owner has done with a resource, one at a time; all but the last two are entry points of its DLL.
/// </summary>
public enum CallKind
{
    Open,
    Online,
    Offline,
    Terminate,
    Reattach,
    Close,

    /// <summary>New properties or intervals while online.</summary>
    Set,

    /// <summary>It becomes the promoted one of a parallel group, or one of them.</summary>
    Promote,

    /// <summary>It is promoted no more.</summary>
    Demote,

    /// <summary>Another monitor is got ready for it while it goes on in its own; no entry point.</summary>
    Prepare,

    /// <summary>The guard kills the resource's processes, without the DLL.</summary>
    StopProcesses,
}
