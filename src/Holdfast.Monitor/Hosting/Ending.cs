using Holdfast.Monitor.Resources;

namespace Holdfast.Monitor.Hosting;

/// <summary>
/// Stops every resource before the guard's timer does: Offline with half of the time there is, then Terminate.
/// </summary>
internal sealed class Ending(HostedResources resources)
{
    /// <summary>
    /// How long Terminate may take at least, also when there is no time left: the guard kills meanwhile.
    /// </summary>
    private static readonly TimeSpan LastMoment = TimeSpan.FromMilliseconds(250);

    public Task StopAllAsync(TimeSpan left) =>
        Task.WhenAll(resources.All.Select(resource => StopAsync(resource, left / 2)));

    private static async Task StopAsync(HostedInstance resource, TimeSpan half)
    {
        if (half > TimeSpan.Zero)
        {
            var outcome = await WithinAsync(resource.OfflineAsync(), half).ConfigureAwait(false);
            if (outcome is { Result: "ok" })
            {
                return;
            }
        }

        var limit = half > LastMoment ? half : LastMoment;
        using var giveUp = new CancellationTokenSource(limit);
        await WithinAsync(resource.TerminateAsync(giveUp.Token), limit).ConfigureAwait(false);
    }

    private static async Task<T?> WithinAsync<T>(Task<T> call, TimeSpan limit)
        where T : class
    {
        try
        {
            return await call.WaitAsync(limit).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }
}
