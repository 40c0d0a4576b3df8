using Holdfast.Core.Configuration;
using Holdfast.Core.Groups;
using Holdfast.Core.Time;
using Holdfast.Linux;
using Holdfast.MonitorProtocol.Monitors;
using Holdfast.Service.Packages;

namespace Holdfast.Service.Groups.Monitors;

/// <summary>No monitor can host the resource now.</summary>
internal sealed class MonitorNotReadyException(CallResult result) : Exception("No monitor is ready.")
{
    public CallResult Result { get; } = result;
}

/// <summary>Gets a monitor ready for a package: a spare, with its DLL loaded and its events followed.</summary>
internal sealed class MonitorPreparation(
    IPackageStore packages, SpareMonitors spares, MonitorDeaths deaths, MonitorListening listening)
{
    private static readonly TimeSpan LongestLoad = TimeSpan.FromSeconds(30);

    /// <exception cref="MonitorNotReadyException">The DLL is missing or cannot be loaded, or no monitor
    /// starts.</exception>
    public async Task<PooledMonitor> PrepareAsync(
        MonitorPlace place, ResourceTypeConfig type, CancellationToken cancellationToken)
    {
        await Task.Delay(deaths.Delay(place, new BootTime(BootClock.Now)), cancellationToken).ConfigureAwait(false);
        string folder = await FolderAsync(type, cancellationToken).ConfigureAwait(false);
        PooledMonitor monitor;
        try
        {
            monitor = await spares.TakeAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (MonitorStartException error)
        {
            throw new MonitorNotReadyException(new CallResult.NoMonitor(error.Message));
        }

        monitor.Settle(place, type.DllName);
        try
        {
            await LoadAsync(monitor, type, folder, cancellationToken).ConfigureAwait(false);
            await listening.BeginAsync(monitor).ConfigureAwait(false);
            return monitor;
        }
        catch (Exception error) when (MonitorCalls.IsLost(error))
        {
            throw new MonitorNotReadyException(await DiedAsync(monitor).ConfigureAwait(false));
        }
    }

    private async Task<string> FolderAsync(ResourceTypeConfig type, CancellationToken cancellationToken)
    {
        if (type.BuiltIn)
        {
            return "";
        }

        return await packages.GetAsync(type.PackageHash, cancellationToken).ConfigureAwait(false) switch
        {
            PackageResult.Present present => present.Folder,
            PackageResult.Missing missing =>
                throw new MonitorNotReadyException(new CallResult.DllMissing(missing.Reason)),
            var other => throw new InvalidOperationException($"unknown result {other.GetType().Name}"),
        };
    }

    private static async Task LoadAsync(
        PooledMonitor monitor, ResourceTypeConfig type, string folder, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LongestLoad);
        string? failure;
        try
        {
            var load = new LoadRequest
            {
                PackagePath = folder, PackageHash = type.PackageHash, DllName = type.DllName,
            };
            CallOutcome outcome = await MonitorCalls
                .InsistAsync(monitor, () => monitor.Client.LoadAsync(load, limit.Token)).ConfigureAwait(false);
            failure = string.Equals(outcome.Result, "ok", StringComparison.Ordinal)
                ? null
                : outcome.Reason ?? $"{type.DllName} could not be loaded";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            failure = $"{type.DllName} was not loaded within {LongestLoad.TotalSeconds:0} s";
        }

        if (failure is not null)
        {
            monitor.Kill(new(MonitorDeathCause.Replaced, $"{MonitorDeaths.Name(monitor)} could not load its DLL", []));
            throw new MonitorNotReadyException(failure.StartsWith("DLL missing", StringComparison.Ordinal)
                ? new CallResult.DllMissing(failure)
                : new CallResult.NoMonitor(failure));
        }
    }

    /// <summary>
    /// A kill from outside is simply repaired; a DLL that crashes its monitor while it is loaded is a fault.
    /// </summary>
    private static async Task<CallResult> DiedAsync(PooledMonitor monitor)
    {
        MonitorDeath death = await MonitorCalls.DeathAsync(monitor).ConfigureAwait(false);
        return death.Cause == MonitorDeathCause.Killed
            ? new CallResult.MonitorDied(death)
            : new CallResult.NoMonitor(death.Text);
    }
}
