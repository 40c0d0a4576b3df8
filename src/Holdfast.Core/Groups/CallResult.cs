namespace Holdfast.Core.Groups;

/// <summary>What a call came to: a closed set.</summary>
public abstract record CallResult
{
    private CallResult()
    {
    }

    public sealed record Ok : CallResult
    {
        public static Ok Instance { get; } = new();
    }

    /// <summary>The entry point failed, refused or was cancelled.</summary>
    public sealed record Failed(string Reason) : CallResult;

    /// <summary>Of Reattach: the resource runs.</summary>
    public sealed record Running : CallResult
    {
        public static Running Instance { get; } = new();
    }

    /// <summary>Of Reattach: the resource does not run any more.</summary>
    public sealed record Gone(string Reason) : CallResult;

    /// <summary>Of Reattach: nobody can tell.</summary>
    public sealed record Unknown(string Reason) : CallResult;

    /// <summary>
    /// Of Open: the type's DLL is nowhere; the reason starts with "DLL missing" and names the file.
    /// </summary>
    public sealed record DllMissing(string Reason) : CallResult;

    /// <summary>Of Open: no monitor could be started.</summary>
    public sealed record NoMonitor(string Reason) : CallResult;

    /// <summary>The monitor died while the call was in progress.</summary>
    public sealed record MonitorDied(MonitorDeath Death) : CallResult;
}

/// <summary>How a monitor came to its end.</summary>
/// <param name="Cause">What kind of end.</param>
/// <param name="Text">In words, e.g. "monitor m3 (pid 4211) died (SIGKILL) during IsAlive of counter".</param>
/// <param name="Calls">Resources in whose call it died or hung.</param>
/// <param name="EventId">Id of the event that tells of it.</param>
public sealed record MonitorDeath(
    MonitorDeathCause Cause, string Text, Collections.ValueList<string> Calls, string? EventId = null);

/// <summary>Kinds of a monitor's end.</summary>
public enum MonitorDeathCause
{
    /// <summary>SIGKILL from outside: a person, or the kernel for want of memory.</summary>
    Killed,

    /// <summary>It ended by itself: an exit code, or a signal of its own making.</summary>
    Crashed,

    /// <summary>The service killed it because a call did not end.</summary>
    Hung,

    /// <summary>The service ended it on purpose, to put another in its place.</summary>
    Replaced,
}
