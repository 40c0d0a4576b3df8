using Holdfast.Linux;

namespace Holdfast.Service.Hosting;

/// <summary>
/// One service a node: an exclusive lock on <c>&lt;data&gt;/service.lock</c>, held until the process ends.
/// </summary>
/// <remarks>
/// A service that was killed may hold it for some milliseconds more: while its last threads end, and while a child that
/// it had just forked has not begun its own program. So it is waited for.
/// </remarks>
internal static class NodeLock
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(5);

    /// <summary>The file that is locked.</summary>
    public static string PathIn(string dataFolder) => Path.Combine(dataFolder, "service.lock");

    /// <summary>Takes the lock; null if another service of this node runs, and goes on running.</summary>
    /// <exception cref="LinuxException">The file cannot be opened or locked.</exception>
    public static async Task<ExclusiveLock?> TakeAsync(
        string dataFolder, TimeProvider time, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        while (true)
        {
            if (ExclusiveLock.TryTake(PathIn(dataFolder)) is { } taken)
            {
                return taken;
            }

            if (time.GetElapsedTime(began) >= Patience)
            {
                return null;
            }

            await Task.Delay(LookAgain, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
