namespace Holdfast.Database;

/// <summary>
/// Wakes everyone who waits, as often as there is something new; nobody who looks first and waits then misses it.
/// </summary>
/// <remarks>Use: take <see cref="Next"/>, look for what is new, and await the task only if nothing was.</remarks>
public sealed class Pulse
{
    private TaskCompletionSource _next = New();

    /// <summary>Completes at the next <see cref="Fire"/> after it was taken.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Fire() => Interlocked.Exchange(ref _next, New()).SetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
