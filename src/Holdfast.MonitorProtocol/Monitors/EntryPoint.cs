namespace Holdfast.MonitorProtocol.Monitors;

/// <summary>A call into a resource DLL. The numbers are part of the call board's format.</summary>
public enum EntryPoint
{
    /// <summary>The DLL itself is being loaded.</summary>
    Load = 1,

    Open = 2,

    Online = 3,

    Offline = 4,

    Terminate = 5,

    LooksAlive = 6,

    IsAlive = 7,

    Reattach = 8,

    Close = 9,

    /// <summary>New properties are being applied.</summary>
    Set = 10,

    /// <summary>A control call; its name is beside it.</summary>
    Control = 11,

    Promote = 12,

    Demote = 13,
}
