using Holdfast.Core.State;
using Holdfast.Linux;
using Holdfast.MonitorProtocol.Guards;
using Holdfast.MonitorProtocol.Monitors;
using Holdfast.Service.Groups.Guards;
using Holdfast.Service.Groups.Hosts;
using Holdfast.Service.Groups.Monitors;
using Holdfast.Service.Hosting;
using Holdfast.Service.Membership;

namespace Holdfast.Service.Groups;

/// <summary>What runs on this node, for membership: found after a restart, armed, and stopped by force.</summary>
internal sealed partial class LocalResources(
    NodeOptions options,
    GuardPool guards,
    MonitorPool monitors,
    MonitorLauncher launcher,
    ILogger<LocalResources> logger) : ILocalResources
{
    /// <summary>What resources get to end by themselves before the guards end them by force.</summary>
    private static readonly TimeSpan ForTerminate = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(10);

    private readonly SemaphoreSlim _stopping = new(1, 1);
    private IReadOnlyList<FoundMonitor>? _found;

    /// <summary>Monitors of an earlier service, alive or dead, that nobody has taken up yet.</summary>
    public IReadOnlyList<FoundMonitor> Found => _found ?? [];

    public async ValueTask<SurvivingEpoch?> FindSurvivorsAsync(CancellationToken cancellationToken)
    {
        await guards.FindAsync(cancellationToken).ConfigureAwait(false);
        _found ??= await launcher.FindAsync(cancellationToken).ConfigureAwait(false);
        List<long> epochs =
        [
            .. guards.All.Select(guard => guard.Instance.Epoch),
            .. _found.Select(found => found.Hello?.Epoch ?? 0).Where(epoch => epoch > 0),
        ];
        return epochs.Count == 0
            ? null
            : new(epochs.Max(), guards.All.Count, epochs.Count - guards.All.Count);
    }

    /// <summary>Takes up what <see cref="FindSurvivorsAsync"/> found, once.</summary>
    public IReadOnlyList<FoundMonitor> TakeFound()
    {
        IReadOnlyList<FoundMonitor> found = Found;
        _found = [];
        return found;
    }

    public async Task StopAllAsync(long epoch, string reason, CancellationToken cancellationToken)
    {
        await _stopping.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await FindSurvivorsAsync(cancellationToken).ConfigureAwait(false);
            monitors.Close(epoch);
            await guards.CloseAsync(epoch).ConfigureAwait(false);
            LogStopping(logger, epoch, reason);
            await TerminateAsync(epoch).ConfigureAwait(false);
            await Task.WhenAll(guards.All.Where(guard => guard.Instance.Epoch <= epoch)
                .Select(guard => EndAsync(guard, cancellationToken))).ConfigureAwait(false);
            await KillMonitorsAsync(epoch, reason, cancellationToken).ConfigureAwait(false);
            await KillRestAsync(epoch, cancellationToken).ConfigureAwait(false);
            LogStopped(logger, epoch);
        }
        finally
        {
            _stopping.Release();
        }
    }

    public Task ConfirmGuardsAsync(Func<long> killAt, CancellationToken cancellationToken) =>
        guards.ConfirmAsync(killAt, cancellationToken);

    /// <summary>All at once, and not for long: what does not end is killed with its guard.</summary>
    private async Task TerminateAsync(long epoch)
    {
        using var limit = new CancellationTokenSource(ForTerminate);
        IEnumerable<Task> calls = monitors.All.SelectMany(monitor => monitor.Hosted
            .Where(hosted => hosted.Instance.Epoch <= epoch)
            .Select(hosted => TerminateAsync(monitor, hosted.Resource, limit.Token)));
        await Task.WhenAll(calls).ConfigureAwait(false);
    }

    private static async Task TerminateAsync(PooledMonitor monitor, string resource, CancellationToken limit)
    {
        try
        {
            await monitor.Client.TerminateAsync(resource, limit).ConfigureAwait(false);
        }
        catch (Exception error) when (MonitorCalls.IsLost(error) || error is OperationCanceledException)
        {
            // The guard's end is what counts.
        }
    }

    private async Task EndAsync(GroupGuard guard, CancellationToken cancellationToken)
    {
        while (await guard.EndAsync(TimeSpan.Zero, cancellationToken).ConfigureAwait(false) is { } failure)
        {
            LogNotEnded(logger, guard.Instance.Group, failure);
            await Task.Delay(LookAgain, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task KillMonitorsAsync(long epoch, string reason, CancellationToken cancellationToken)
    {
        var ends = new List<Task>();
        foreach (PooledMonitor monitor in monitors.All.Where(m => m.Place is not null))
        {
            if (monitor.Hosted.All(hosted => hosted.Instance.Epoch <= epoch))
            {
                string text = $"{MonitorDeaths.Name(monitor)} was ended: {reason}";
                monitor.Kill(new(Core.Groups.MonitorDeathCause.Replaced, text, []));
                ends.Add(monitor.Died);
            }
        }

        foreach (FoundMonitor found in Found.Where(found => found.Hello?.Epoch is > 0 and var e && e <= epoch))
        {
            found.Monitor!.Kill(new(Core.Groups.MonitorDeathCause.Replaced, reason, []));
            ends.Add(found.Monitor.Exited);
            launcher.RemoveFiles(found.Id);
        }

        _found = [.. Found.Where(found => found.Monitor is null || found.Hello!.Epoch == 0
            || found.Hello.Epoch > epoch)];
        await Task.WhenAll(ends).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whatever else still holds the node's alive file: nothing of an earlier epoch may be left.</summary>
    /// <remarks>Where a later epoch has guards, this was done before that epoch was joined, and what holds the file now
    /// may be theirs.</remarks>
    private async Task KillRestAsync(long epoch, CancellationToken cancellationToken)
    {
        while (!guards.All.Any(guard => guard.Instance.Epoch > epoch))
        {
            HashSet<int> ours =
            [
                Environment.ProcessId, .. monitors.All.Select(m => m.Pid),
                .. launcher.Starting, .. Found.Select(found => found.Monitor?.Pid ?? 0),
            ];
            List<int> rest = [.. LockHolders.OfShared(options.AlivePath).Where(pid => !ours.Contains(pid))];
            if (rest.Count == 0)
            {
                return;
            }

            foreach (int pid in rest)
            {
                using PidFd? handle = PidFd.TryOpen(pid);
                LogRest(logger, pid);
                handle?.Send(Signals.Kill);
            }

            await Task.Delay(LookAgain, cancellationToken).ConfigureAwait(false);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "everything of epoch {Epoch} is stopped: {Reason}")]
    private static partial void LogStopping(ILogger logger, long epoch, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "nothing of epoch {Epoch} runs any more")]
    private static partial void LogStopped(ILogger logger, long epoch);

    [LoggerMessage(Level = LogLevel.Error, Message = "group {Group} cannot be stopped: {Failure}")]
    private static partial void LogNotEnded(ILogger logger, string group, string failure);

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "process {Pid} was left over from an earlier epoch; it is killed")]
    private static partial void LogRest(ILogger logger, int pid);
}
