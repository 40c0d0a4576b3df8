namespace Holdfast.ResourceApi.Testing;

/// <summary>What a verification allows for.</summary>
public sealed record ContractOptions
{
    /// <summary>The longest silence of Online and Offline; the type's own PendingTimeout if null.</summary>
    public TimeSpan? PendingTimeout { get; init; }

    /// <summary>The longest any other call may take; the type's own DeadlockTimeout if null.</summary>
    public TimeSpan? DeadlockTimeout { get; init; }

    /// <summary>How long a call may go on after it was cancelled; 5 s by default.</summary>
    public TimeSpan CancellationGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whether the resource fails when its processes are killed, which is so for nearly all that have processes; true
    /// by default.
    /// </summary>
    public bool LivesInItsProcesses { get; init; } = true;

    /// <summary>Told each step, for a test's output.</summary>
    public Action<string>? Log { get; init; }
}
