using System.Globalization;
using Holdfast.ResourceApi;

namespace Holdfast.ClusterResources.Addresses;

/// <summary>
/// Sees to it that a process of the group's guard renews an address besides this monitor, which may hang or die. The
/// guard kills it with all else when the node's authority ends, and when the address is given up.
/// </summary>
internal sealed class AddressKeeper(ResourceContext context, HeldAddress held, string program)
{
    private const string Name = "keeper";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(30);

    /// <summary>The guard's program, which lies beside the monitor's; null where it is not.</summary>
    public static string? Program { get; } = Installed();

    /// <summary>Starts it, and again when it has ended, until told to stop. Never throws.</summary>
    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            TimeSpan pause = Interval;
            try
            {
                GuardedProcess? before = context.Processes.Find(Name);
                if (before is null or { HasExited: true })
                {
                    await context.Processes.StartAsync(Name, Start(), cancellationToken).ConfigureAwait(false);

                    // One that ends by itself, as under a guard of an earlier version, is not started all the time.
                    pause = before is null ? Interval : AfterFailure;
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failed)
            {
                // The monitor renews it all the same.
                context.ReportStatus($"nothing but its monitor renews {held.Address}: {failed.Message}");
                pause = AfterFailure;
            }

            await Task.Delay(pause, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static string? Installed()
    {
        string path = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "guard", "holdfast-guard"));
        return File.Exists(path) ? path : null;
    }

    private ProcessStart Start() => new(program)
    {
        Arguments =
        [
            "address", $"{held.Address}", held.PrefixLength.ToString(CultureInfo.InvariantCulture), held.Interface,
            held.Index.ToString(CultureInfo.InvariantCulture),
        ],
    };
}
