using System.Text.Json;
using Holdfast.Linux;
using Holdfast.Monitor.Guards;
using Holdfast.Monitor.Logs;
using Holdfast.Monitor.Polling;
using Holdfast.MonitorProtocol.Monitors;
using Holdfast.ResourceApi;
using Holdfast.ResourceApi.Hosting;
using Holdfast.ResourceApi.Properties;

namespace Holdfast.Monitor.Resources;

/// <summary>A resource that this monitor hosts: its object and the calls to it.</summary>
/// <remarks>
/// Whoever asks again for a call that is in progress joins it and gets its outcome, so a service that came back can ask
/// for what it wants without knowing what its predecessor asked for. Online of a resource that is online succeeds
/// without a call.
/// </remarks>
internal sealed class HostedInstance : IDisposable
{
    private readonly MonitorServices services;
    private readonly OpenRequest request;
    private readonly CallGate calls = new();
    private readonly CallBoardSlot slot;
    private readonly GuardedProcesses processes;
    private readonly GuardConnection? guard;
    private readonly Lock gate = new();
    private readonly Dictionary<EntryPoint, Task<CallOutcome>> pending = [];
    private readonly ResourcePoll poll;
    private readonly ResourceStatus status;
    private Task<CallOutcome>? opened;
    private ResourceInstance? instance;
    private string? waitingProperties;

    public HostedInstance(OpenRequest request, MonitorServices services)
    {
        this.request = request;
        this.services = services;
        guard = request.GuardSocket.Length == 0 ? null : services.Guards.Get(request.GuardSocket);
        processes = new GuardedProcesses(request.Name, guard);
        processes.ExitedUnasked += OnExitedUnasked;
        slot = services.Board.Take(request.Name);
        status = new ResourceStatus(request, services, calls);
        var intervals = PollIntervals.Of(request.LooksAlivePollMs, request.IsAlivePollMs);
        poll = new ResourcePoll(status, () => Resource, calls, slot, intervals);
        status.Poll = poll;
    }

    public string Name => request.Name;

    public long Generation => request.Generation;

    private ResourceInstance Instance => instance ?? throw new ResourceException($"{Name} is not open.");

    private Resource Resource => Instance.Resource;

    /// <summary>What the monitor says of it in its hello.</summary>
    public HostedResource Describe()
    {
        var (state, failure) = status.Read();
        return new HostedResource
        {
            Name = request.Name,
            Group = request.Group,
            Type = request.Type,
            Generation = request.Generation,
            State = state.ToString(),
            CallInProgress = slot.Current?.ToString(),
            Polls = poll.Count,
            Health = poll.Health?.ToString(),
            FailureReason = failure,
            Role = status.Role?.ToString(),
            Reports = status.Reports,
        };
    }

    /// <summary>Its newest health polls.</summary>
    public PollHistory Polls() => poll.Log.Read();

    /// <summary>Opens it; asked again, gives the same outcome.</summary>
    public Task<CallOutcome> OpenAsync(ResourceTypeDefinition definition)
    {
        lock (gate)
        {
            return opened ??= RunAsync(EntryPoint.Open, "", cancelled => OpenAsync(definition, cancelled));
        }
    }

    public Task<CallOutcome> OnlineAsync() => JoinAsync(EntryPoint.Online, async cancelled =>
    {
        if (status.IsOnline)
        {
            return Outcomes.Ok;
        }

        if (waitingProperties is { } waiting)
        {
            await Instance.SetPropertiesAsync(waiting, online: false, cancelled).ConfigureAwait(false);
            waitingProperties = null;
        }

        status.Enter(ResourceState.OnlinePending);
        status.Role = ResourceRole.Unpromoted;
        await Resource.OnlineAsync(cancelled).ConfigureAwait(false);
        return status.GoOnline(cancelled);
    });

    public Task<CallOutcome> OfflineAsync() => JoinAsync(EntryPoint.Offline, async cancelled =>
    {
        status.Enter(ResourceState.OfflinePending);
        await Resource.OfflineAsync(cancelled).ConfigureAwait(false);
        status.Enter(ResourceState.Offline);
        return Outcomes.Ok;
    });

    /// <summary>Always calls the DLL, which may be promoted already.</summary>
    public Task<CallOutcome> PromoteAsync() => JoinAsync(EntryPoint.Promote, async cancelled =>
    {
        if (!status.IsOnline)
        {
            return Outcomes.Refused($"{Name} is not online, so it cannot be promoted.");
        }

        status.Role = ResourceRole.Promoted;
        await Resource.PromoteAsync(cancelled).ConfigureAwait(false);
        return Outcomes.Ok;
    });

    public Task<CallOutcome> DemoteAsync() => JoinAsync(EntryPoint.Demote, async cancelled =>
    {
        await Resource.DemoteAsync(cancelled).ConfigureAwait(false);
        status.Role = ResourceRole.Unpromoted;
        return Outcomes.Ok;
    });

    public Task<CallOutcome> ReattachAsync() => JoinAsync(EntryPoint.Reattach, async cancelled =>
    {
        if (status.IsOnline)
        {
            return Outcomes.Running;
        }

        status.Enter(ResourceState.OnlinePending);
        var found = await Resource.ReattachAsync(cancelled).ConfigureAwait(false)
            ?? throw new InvalidOperationException("ReattachAsync returned null; return Running, Gone or Unknown.");
        if (found.Status == ReattachmentStatus.Running)
        {
            return status.GoOnline(cancelled) is { Result: "failed", Reason: var reason }
                ? new CallOutcome { Result = "gone", Reason = reason }
                : Outcomes.Running;
        }

        status.Fail(found.Reason);
        var result = found.Status == ReattachmentStatus.Gone ? "gone" : "unknown";
        return new CallOutcome { Result = result, Reason = found.Reason };
    });

    public Task<CallOutcome> CloseAsync() => JoinAsync(EntryPoint.Close, async cancelled =>
    {
        services.Polls.Remove(poll);
        await Resource.CloseAsync(cancelled).ConfigureAwait(false);
        return Outcomes.Ok;
    });

    public Task<CallOutcome> SetAsync(SetPropertiesRequest wanted) => RunAsync(EntryPoint.Set, "", async cancelled =>
    {
        if (wanted is { LooksAlivePollMs: > 0, IsAlivePollMs: > 0 })
        {
            poll.Intervals = PollIntervals.Of(wanted.LooksAlivePollMs, wanted.IsAlivePollMs);
        }

        var online = status.Read().State is not ResourceState.Offline;
        var waiting = await Instance.SetPropertiesAsync(wanted.Properties, online, cancelled).ConfigureAwait(false);
        waitingProperties = waiting.Count > 0 ? wanted.Properties : null;
        return Outcomes.Ok with
        {
            Output = JsonSerializer.SerializeToElement(waiting, MonitorJson.Default.IReadOnlyListString),
        };
    });

    public Task<CallOutcome> ControlAsync(string name, string? json) =>
        RunAsync(EntryPoint.Control, name, async cancelled =>
        Outcomes.Ok with { Output = await Instance.ControlAsync(name, json, cancelled).ConfigureAwait(false) });

    /// <summary>Cancels what is in progress and terminates at once.</summary>
    public async Task<CallOutcome> TerminateAsync(CancellationToken cancellationToken)
    {
        status.Enter(ResourceState.OfflinePending);
        calls.GiveUp("Terminate was called");
        using var own = services.Board.Take(Name);
        own.Begin(EntryPoint.Terminate, BootClock.Now);
        var outcome = await Task.Run(
            () =>
            {
                ResourceConsole.Enter(Name);
                return Outcomes.CatchAsync(() => TerminateAsync(instance?.Resource, cancellationToken));
            },
            CancellationToken.None).ConfigureAwait(false);
        if (outcome.Result == "ok")
        {
            status.Enter(ResourceState.Offline);
        }
        else
        {
            status.Fail(outcome.Reason ?? "Terminate failed");
        }

        return outcome;
    }

    public void Dispose()
    {
        services.Polls.Remove(poll);
        guard?.Detach(processes);
        processes.ExitedUnasked -= OnExitedUnasked;
        slot.Dispose();
    }

    private async Task<CallOutcome> OpenAsync(ResourceTypeDefinition definition, CancellationToken cancelled)
    {
        if (guard is not null)
        {
            await guard.AttachAsync(processes, cancelled).ConfigureAwait(false);
        }

        var context = new MonitoredContext(request, processes, status, services.AuthorityLeft);
        instance = ResourceInstance.Create(definition, context, request.Properties);
        await Resource.OpenAsync(cancelled).ConfigureAwait(false);
        return Outcomes.Ok;
    }

    private static async Task<CallOutcome> TerminateAsync(Resource? resource, CancellationToken cancellationToken)
    {
        await (resource?.TerminateAsync(cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
        return Outcomes.Ok;
    }

    /// <summary>Called where the guard is listened to, so what the DLL does about it happens elsewhere.</summary>
    private void OnExitedUnasked(GuardedProcess process)
    {
        if (instance is not null && status.Read().State is ResourceState.Online or ResourceState.OnlinePending)
        {
            ThreadPool.QueueUserWorkItem(_ => TellOfExit(process));
        }
    }

    private void TellOfExit(GuardedProcess process)
    {
        ResourceConsole.Enter(Name);
        try
        {
            Resource.OnProcessExited(process);
        }
        catch (Exception exception)
        {
            status.Failed(Outcomes.Describe(exception));
        }
    }

    private Task<CallOutcome> JoinAsync(EntryPoint entryPoint, Func<CancellationToken, Task<CallOutcome>> call)
    {
        lock (gate)
        {
            if (pending.TryGetValue(entryPoint, out var inProgress) && !inProgress.IsCompleted)
            {
                return inProgress;
            }

            return pending[entryPoint] = RunAsync(entryPoint, "", call);
        }
    }

    private async Task<CallOutcome> RunAsync(
        EntryPoint entryPoint, string control, Func<CancellationToken, Task<CallOutcome>> call)
    {
        var outcome = await calls.RunAsync(cancelled => Task.Run(
            async () =>
            {
                cancelled.ThrowIfCancellationRequested();
                ResourceConsole.Enter(Name);
                slot.Begin(entryPoint, BootClock.Now, control);
                try
                {
                    return await Outcomes.CatchAsync(() => call(cancelled)).ConfigureAwait(false);
                }
                finally
                {
                    slot.End();
                }
            },
            CancellationToken.None)).ConfigureAwait(false);
        return entryPoint is EntryPoint.Online or EntryPoint.Offline or EntryPoint.Reattach
            ? status.Settle(outcome)
            : outcome;
    }
}
