using Holdfast.Core.Events;
using Holdfast.Core.Groups;
using Holdfast.MonitorProtocol.Guards;
using Holdfast.Service.Events;
using Holdfast.Service.Groups.Guards;

namespace Holdfast.Service.Groups.Hosts;

/// <summary>Carries out what was decided about a group; each outcome is posted back as an event.</summary>
/// <param name="instance">The group's instance.</param>
/// <param name="services">What it works with.</param>
/// <param name="post">Takes the outcomes.</param>
/// <param name="awaits">Whether a call is still the one in progress.</param>
internal sealed class HostActions(
    GroupInstance instance, HostServices services, Action<GroupEvent> post, Func<GroupAction.Call, bool> awaits)
{
    /// <summary>Name under which the guard keeps the properties that a resource is online with.</summary>
    public const string EffectiveName = "holdfast.properties";

    /// <summary>Authority that must be left for anything to be started.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(10);

    private IGroupGuard? _guard;

    public IGroupGuard? Guard => Volatile.Read(ref _guard);

    /// <summary>Takes over a guard that runs.</summary>
    public void Take(IGroupGuard guard) => Volatile.Write(ref _guard, guard);

    /// <summary>Tells when the guard has died.</summary>
    public async Task WatchAsync(IGroupGuard guard, CancellationToken cancellationToken)
    {
        string text = await guard.Died.WaitAsync(cancellationToken).ConfigureAwait(false);
        string id = services.Events.Append(new EventDraft(
            EventKinds.GuardDied, $"The {text}, and every process that it had started with it.")
        {
            Level = "error",
            Group = instance.Group,
        });
        Interlocked.CompareExchange(ref _guard, null, guard);
        post(new GroupEvent.GuardLost(text, id));
    }

    public Task DoAsync(GroupAction action, string? effective, CancellationToken cancellationToken) => action switch
    {
        GroupAction.StartGuard => StartGuardAsync(cancellationToken),
        GroupAction.EndGuard => EndGuardAsync(cancellationToken),
        GroupAction.Call { Kind: CallKind.StopProcesses } call => StopProcessesAsync(call, cancellationToken),
        GroupAction.Call call => CallAsync(call, effective, cancellationToken),
        _ => throw new ArgumentException($"{action.GetType().Name} is not done here.", nameof(action)),
    };

    /// <summary>
    /// The last question before anything starts: whether this epoch is still the node's, and its authority lasts.
    /// While it is
    /// short, the start waits; when the epoch has ended, it never happens.
    /// </summary>
    private async Task MayStartAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (services.Authority.Epoch == instance.Epoch && services.Authority.Lasts(Margin))
            {
                return;
            }

            await Task.Delay(LookAgain, services.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task StartGuardAsync(CancellationToken cancellationToken)
    {
        try
        {
            await MayStartAsync(cancellationToken).ConfigureAwait(false);
            IGroupGuard guard = await services.Guards.StartAsync(instance, cancellationToken).ConfigureAwait(false);
            Take(guard);
            post(new GroupEvent.GuardReady(guard.Pid));
            await WatchAsync(guard, cancellationToken).ConfigureAwait(false);
        }
        catch (GuardException error)
        {
            post(new GroupEvent.GuardFailed(error.Message));
        }
    }

    private async Task EndGuardAsync(CancellationToken cancellationToken)
    {
        string? failure = Guard is { } guard
            ? await guard.EndAsync(Grace, cancellationToken).ConfigureAwait(false)
            : null;
        if (failure is null)
        {
            Volatile.Write(ref _guard, null);
        }

        post(new GroupEvent.GuardEnded(failure));
    }

    private async Task StopProcessesAsync(GroupAction.Call call, CancellationToken cancellationToken)
    {
        CallResult result;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LongestStop);
        try
        {
            await (Guard ?? throw new GuardDisconnectedException()).StopAsync(call.Resource, limit.Token)
                .ConfigureAwait(false);
            result = CallResult.Ok.Instance;
        }
        catch (GuardDisconnectedException) when (Guard is null or { Died.IsCompleted: true })
        {
            // They died with their guard; its end, which is told by itself, voids this call.
            return;
        }
        catch (GuardException error)
        {
            result = new CallResult.Failed(error.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            result = new CallResult.Failed($"they did not end within {LongestStop.TotalSeconds:0} s");
        }

        post(new GroupEvent.CallEnded(call.Resource, call.Id, result));
    }

    private async Task CallAsync(GroupAction.Call call, string? effective, CancellationToken cancellationToken)
    {
        if (call.Kind is CallKind.Open or CallKind.Online or CallKind.Promote)
        {
            await MayStartAsync(cancellationToken).ConfigureAwait(false);
            if (!awaits(call))
            {
                // While it waited for authority it was given up, and what was decided instead may be done already.
                return;
            }
        }

        Task kept = effective is null ? Task.CompletedTask : KeepAsync(call.Resource, effective, cancellationToken);
        CallResult result = await services.Monitors.CallAsync(
            call, instance, (id, pid) => post(new GroupEvent.CallSent(call.Resource, call.Id, id, pid)),
                cancellationToken)
            .ConfigureAwait(false);
        post(new GroupEvent.CallEnded(call.Resource, call.Id, result));
        if (call.Kind == CallKind.Set && result is CallResult.Ok && call.Settings is { } settings)
        {
            kept = KeepAsync(call.Resource, settings.Properties, cancellationToken);
        }

        await kept.ConfigureAwait(false);
        if (call.Kind is CallKind.Online or CallKind.Reattach or CallKind.Offline or CallKind.Terminate)
        {
            await RefreshAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// The guard keeps it, for it lives as long as what is to be adopted later with these properties.
    /// </summary>
    private async Task KeepAsync(string resource, string properties, CancellationToken cancellationToken)
    {
        try
        {
            if (Guard is { } guard)
            {
                await guard.SaveAsync(resource, EffectiveName, properties, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (GuardException)
        {
            // Its death is noticed where the guard is watched; there is nothing left to adopt then.
        }
    }

    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (Guard is { } guard)
            {
                await guard.ListAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (GuardException)
        {
            // As above.
        }
    }
}
