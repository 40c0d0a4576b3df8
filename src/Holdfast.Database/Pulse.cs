namespace Holdfast.Database;

/// <summary>
/// Wakes everyone who waits, as often as there is something new; nobody who looks first and waits then misses it.
/// </summary>
/// <remarks>Use: take <see cref="Next"/>, look for what is new, and await the task only if nothing was.</remarks>
/// <param name="inline">Those who wait go on within <see cref="Fire"/>, one after the other, and not on the thread
/// pool.</param>
public sealed class Pulse(bool inline = false)
{
    private TaskCompletionSource _next = New(inline);

    /// <summary>Completes at the next <see cref="Fire"/> after it was taken.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Fire() => Interlocked.Exchange(ref _next, New(inline)).SetResult();

    private static TaskCompletionSource New(bool inline) =>
        new(inline ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously);
}
