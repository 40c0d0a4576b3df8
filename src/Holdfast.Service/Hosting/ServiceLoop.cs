using Holdfast.Database;

namespace Holdfast.Service.Hosting;

/// <summary>
/// Runs one background loop of the service until it is stopped: logs what it throws, counts it, waits a little
/// longer each time,
/// and goes on. The only place where a loop's exceptions are caught.
/// </summary>
/// <remarks>A pass is a level-triggered round (observe, decide, commit, act): a pass that threw is simply
/// repeated.</remarks>
public sealed partial class ServiceLoop(string name, TimeProvider time, ILogger<ServiceLoop> logger)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    public string Name { get; } = name;

    /// <summary>How often the loop has thrown since the service started.</summary>
    public long Failures { get; private set; }

    /// <summary>
    /// Runs <paramref name="body"/>, which returns only when it is cancelled, and again whenever it throws.
    /// </summary>
    public async Task RunAsync(Func<CancellationToken, Task> body, CancellationToken cancellationToken)
    {
        TimeSpan wait = FirstWait;
        while (!cancellationToken.IsCancellationRequested)
        {
            long started = time.GetTimestamp();
            try
            {
                await body(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (DatabaseCorruptException corrupt)
            {
                LogCorrupt(Name, corrupt.Message);
                throw;
            }
            catch (Exception failure)
            {
                Failures++;
                wait = time.GetElapsedTime(started) > LongestWait ? FirstWait : Min(wait * 2, LongestWait);
                LogFailure(Name, wait.TotalMilliseconds, failure);
                await Task.Delay(wait, time, cancellationToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Runs <paramref name="body"/> until it has returned once without throwing.</summary>
    public async Task RunOnceAsync(Func<CancellationToken, Task> body, CancellationToken cancellationToken)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await RunAsync(
            async token =>
            {
                await body(token).ConfigureAwait(false);
                await done.CancelAsync().ConfigureAwait(false);
            },
            done.Token).ConfigureAwait(false);
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;

    [LoggerMessage(Level = LogLevel.Error, Message = "loop {Loop} failed; it goes on in {WaitMs} ms")]
    private partial void LogFailure(string loop, double waitMs, Exception failure);

    [LoggerMessage(Level = LogLevel.Critical, Message = "loop {Loop} stops: {Reason}")]
    private partial void LogCorrupt(string loop, string reason);
}
