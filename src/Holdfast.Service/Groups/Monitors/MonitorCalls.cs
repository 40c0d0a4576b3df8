using Holdfast.Core.Groups;
using Holdfast.MonitorProtocol.Monitors;

namespace Holdfast.Service.Groups.Monitors;

/// <summary>Turns decided calls into requests to a monitor, and its answers into results.</summary>
internal static class MonitorCalls
{
    /// <summary>A monitor whose connection fails is dying; one that does not is broken and is killed.</summary>
    private static readonly TimeSpan LongestDying = TimeSpan.FromSeconds(10);

    public static OpenRequest Open(GroupAction.Call call, GroupInstance instance, string guardSocket) => new()
    {
        Name = call.Resource,
        Group = instance.Group,
        Type = call.Type!.Name,
        EntryType = call.Type.EntryType,
        Node = instance.Node,
        Epoch = instance.Epoch,
        Generation = instance.Generation,
        Properties = call.Settings!.Properties,
        GuardSocket = guardSocket,
        LooksAlivePollMs = (long)call.Settings.LooksAlive.TotalMilliseconds,
        IsAlivePollMs = (long)call.Settings.IsAlive.TotalMilliseconds,
    };

    public static Task<CallResult> OpenAsync(
        PooledMonitor monitor, OpenRequest request, CancellationToken cancellationToken) =>
        AskAsync(monitor, () => monitor.Client.OpenAsync(request, cancellationToken));

    public static Task<CallResult> MakeAsync(
        PooledMonitor monitor, GroupAction.Call call, CancellationToken cancellationToken) =>
        AskAsync(monitor, () => call.Kind switch
        {
            CallKind.Online => monitor.Client.OnlineAsync(call.Resource, cancellationToken),
            CallKind.Offline => monitor.Client.OfflineAsync(call.Resource, cancellationToken),
            CallKind.Promote => monitor.Client.PromoteAsync(call.Resource, cancellationToken),
            CallKind.Demote => monitor.Client.DemoteAsync(call.Resource, cancellationToken),
            CallKind.Terminate => monitor.Client.TerminateAsync(call.Resource, cancellationToken),
            CallKind.Reattach => monitor.Client.ReattachAsync(call.Resource, cancellationToken),
            CallKind.Close => monitor.Client.CloseAsync(call.Resource, cancellationToken),
            CallKind.Set => monitor.Client.SetAsync(call.Resource, Set(call.Settings!), cancellationToken),
            _ => throw new ArgumentException($"{call.Kind} is no call to a monitor.", nameof(call)),
        });

    /// <summary>The monitor is not there, or went away before it answered.</summary>
    public static bool IsLost(Exception error) =>
        error is HttpRequestException or IOException or System.Text.Json.JsonException or ObjectDisposedException;

    /// <summary>How a monitor that does not answer any more ended.</summary>
    public static async Task<MonitorDeath> DeathAsync(PooledMonitor monitor, Exception? lost = null)
    {
        try
        {
            return await monitor.Died.WaitAsync(LongestDying).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            monitor.Kill(new(
                MonitorDeathCause.Hung,
                    $"{MonitorDeaths.Name(monitor)} was killed: its connection was lost{Because(lost)}", []));
            return await monitor.Died.ConfigureAwait(false);
        }
    }

    private static async Task<CallResult> AskAsync(PooledMonitor monitor, Func<Task<CallOutcome>> call)
    {
        try
        {
            CallResult result = Read(await call().ConfigureAwait(false));
            monitor.HasServed = true;
            return result;
        }
        catch (Exception error) when (IsLost(error))
        {
            return new CallResult.MonitorDied(await DeathAsync(monitor, error).ConfigureAwait(false));
        }
    }

    private static string Because(Exception? lost) =>
        lost is null ? "" : $" ({lost.GetBaseException().Message})";

    private static SetPropertiesRequest Set(HostedSettings settings) => new()
    {
        Properties = settings.Properties,
        LooksAlivePollMs = (long)settings.LooksAlive.TotalMilliseconds,
        IsAlivePollMs = (long)settings.IsAlive.TotalMilliseconds,
    };

    private static CallResult Read(CallOutcome outcome)
    {
        string reason = outcome.Reason ?? $"the monitor answered {outcome.Result}";
        return outcome.Result switch
        {
            "ok" => CallResult.Ok.Instance,
            "running" => CallResult.Running.Instance,
            "gone" => new CallResult.Gone(reason),
            "unknown" => new CallResult.Unknown(reason),
            _ => new CallResult.Failed(reason),
        };
    }
}
