using Holdfast.Linux;
using Holdfast.Monitor.Resources;

namespace Holdfast.Monitor.Hosting;

/// <summary>Stops every resource before the guard's timer does: Offline with the little time there is, then
/// Terminate.</summary>
internal sealed class Ending(HostedResources resources)
{
    /// <summary>Stops all, at the latest when the kernel is about to kill the processes.</summary>
    /// <param name="killAt">Safety clock, ns.</param>
    public async Task StopAllAsync(long killAt)
    {
        var left = TimeSpan.FromMilliseconds(Math.Clamp((killAt - BootClock.Now) / 1_000_000, 0, 60_000));
        await Task.WhenAll(resources.All.Select(resource => StopAsync(resource, left))).ConfigureAwait(false);
    }

    private static async Task StopAsync(HostedInstance resource, TimeSpan left)
    {
        var outcome = await FirstAsync(resource.OfflineAsync(), left / 2).ConfigureAwait(false);
        if (outcome?.Result != "ok")
        {
            using var limit = new CancellationTokenSource(left / 2);
            await FirstAsync(resource.TerminateAsync(limit.Token), left / 2).ConfigureAwait(false);
        }
    }

    private static async Task<T?> FirstAsync<T>(Task<T> call, TimeSpan limit)
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
