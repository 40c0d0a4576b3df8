namespace Holdfast.Service.Hosting;

/// <summary>
/// What must not wait for a busy thread pool runs on a thread of its own, which sleeps until it is woken or it is time.
/// </summary>
internal static class OwnThread
{
    /// <summary>Runs the loop until it returns, which it does once it is cancelled.</summary>
    public static async Task RunAsync(Action<CancellationToken> loop, CancellationToken cancellationToken)
    {
        await Task.Factory.StartNew(
            () => loop(cancellationToken),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Sleeps until it is woken, or for so long: whole milliseconds, at least one.</summary>
    public static void Sleep(AutoResetEvent woken, TimeSpan longest) =>
        woken.WaitOne(Math.Max(1, (int)Math.Ceiling(longest.TotalMilliseconds)));
}
