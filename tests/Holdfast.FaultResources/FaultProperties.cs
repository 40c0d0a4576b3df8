using Holdfast.ResourceApi;

namespace Holdfast.FaultResources;

/// <summary>When and how a Fault resource misbehaves.</summary>
public sealed record FaultProperties
{
    [Property("Whether it runs a guarded process (sleep), so that survival can be seen.")]
    public bool Process { get; init; }

    [Property("Entry points in which it misbehaves, separated by commas: Open, Online, Offline, LooksAlive, IsAlive, "
        + "Reattach.")]
    public string When { get; init; } = "";

    [Property("How it misbehaves.")]
    public Misbehaviour How { get; init; } = Misbehaviour.None;

    [Property("If set, it misbehaves only while this file exists, and deletes it first: once for each time the file is "
        + "made.")]
    public string Trigger { get; init; } = "";

    [Property("How long Online, Offline and the control call Wait take, in ms, with a status report each 50 ms.")]
    public int TakesMs { get; init; }

    [Property("A text that is applied at once while online.", AppliesAtOnce = true)]
    public string Label { get; init; } = "";
}

/// <summary>The ways to misbehave.</summary>
public enum Misbehaviour
{
    None,

    /// <summary>An exception leaves the call.</summary>
    Throw,

    /// <summary>Environment.Exit.</summary>
    Exit,

    /// <summary>An exception on a thread of its own, which ends the process.</summary>
    UnhandledException,

    /// <summary>Endless recursion, which cannot be caught.</summary>
    StackOverflow,

    /// <summary>Takes memory until there is none.</summary>
    OutOfMemory,

    /// <summary>SIGSEGV in native code.</summary>
    NativeCrash,

    /// <summary>Never returns and does not look at its token.</summary>
    Hang,

    /// <summary>Starts threads that never end.</summary>
    LeakThreads,

    /// <summary>Writes 100,000 lines to its output.</summary>
    Flood,

    /// <summary>The health check answers Failed.</summary>
    Unhealthy,
}
