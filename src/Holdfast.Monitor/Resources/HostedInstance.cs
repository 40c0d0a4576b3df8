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

/// <summary>A resource that this monitor hosts: its object, its state, and the calls to it.</summary>
/// <remarks>
/// Whoever asks again for a call that is in progress joins it and gets its outcome, so a service that came back can ask
/// for what it wants without knowing what its predecessor asked for. Online of a resource that is online, and Offline
/// of one that is offline, succeed without a call.
/// </remarks>
internal sealed class HostedInstance : IResourceReports, IDisposable
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
    private ResourceInstance? instance;
    private ResourceState state = ResourceState.Offline;
    private string? failure;
    private string? waitingProperties;

    public HostedInstance(OpenRequest request, MonitorServices services)
    {
        this.request = request;
        this.services = services;
        guard = request.GuardSocket.Length == 0 ? null : services.Guards.Get(request.GuardSocket);
        processes = new GuardedProcesses(request.Name, guard);
        processes.ExitedUnasked += OnExitedUnasked;
        slot = services.Board.Take(request.Name);
        poll = new ResourcePoll(this, calls, slot, PollIntervals.Of(request.LooksAlivePollMs, request.IsAlivePollMs));
    }

    public string Name => request.Name;

    public long Epoch => request.Epoch;

    public Resource Resource => instance!.Resource;

    public bool IsOnline => state == ResourceState.Online;

    /// <summary>What the monitor says of it in its hello.</summary>
    public HostedResource Describe()
    {
        lock (gate)
        {
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
            };
        }
    }

    public Task<CallOutcome> OpenAsync(ResourceTypeDefinition definition) =>
        JoinAsync(EntryPoint.Open, async cancelled =>
    {
        if (guard is not null)
        {
            await guard.AttachAsync(processes, cancelled).ConfigureAwait(false);
        }

        var context = new MonitoredContext(request, processes, this);
        instance = ResourceInstance.Create(definition, context, request.Properties);
        await Resource.OpenAsync(cancelled).ConfigureAwait(false);
        return Outcomes.Ok;
    });

    public Task<CallOutcome> OnlineAsync() => JoinAsync(EntryPoint.Online, async cancelled =>
    {
        if (IsOnline)
        {
            return Outcomes.Ok;
        }

        if (waitingProperties is { } waiting)
        {
            await instance!.SetPropertiesAsync(waiting, online: false, cancelled).ConfigureAwait(false);
            waitingProperties = null;
        }

        Enter(ResourceState.OnlinePending);
        await Resource.OnlineAsync(cancelled).ConfigureAwait(false);
        return GoOnline(cancelled);
    });

    public Task<CallOutcome> OfflineAsync() => JoinAsync(EntryPoint.Offline, async cancelled =>
    {
        if (state == ResourceState.Offline)
        {
            return Outcomes.Ok;
        }

        Enter(ResourceState.OfflinePending);
        await Resource.OfflineAsync(cancelled).ConfigureAwait(false);
        Enter(ResourceState.Offline);
        return Outcomes.Ok;
    });

    public Task<CallOutcome> ReattachAsync() => JoinAsync(EntryPoint.Reattach, async cancelled =>
    {
        if (IsOnline)
        {
            return Outcomes.Running;
        }

        Enter(ResourceState.OnlinePending);
        var found = await Resource.ReattachAsync(cancelled).ConfigureAwait(false)
            ?? throw new InvalidOperationException("ReattachAsync returned null; return Running, Gone or Unknown.");
        if (found.Status == ReattachmentStatus.Running)
        {
            return GoOnline(cancelled) is { Result: "failed", Reason: var reason }
                ? new CallOutcome { Result = "gone", Reason = reason }
                : Outcomes.Running;
        }

        Fail(found.Reason, publish: false);
        return new CallOutcome { Result = found.Status == ReattachmentStatus.Gone ? "gone"
            : "unknown", Reason = found.Reason };
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

        var online = state is not ResourceState.Offline;
        var waiting = await instance!.SetPropertiesAsync(wanted.Properties, online, cancelled).ConfigureAwait(false);
        waitingProperties = waiting.Count > 0 ? wanted.Properties : null;
        return Outcomes.Ok with
        {
            Output = JsonSerializer.SerializeToElement(waiting, MonitorJson.Default.IReadOnlyListString),
        };
    });

    public Task<CallOutcome> ControlAsync(string name, string? json) =>
        RunAsync(EntryPoint.Control, name, async cancelled =>
        Outcomes.Ok with { Output = await instance!.ControlAsync(name, json, cancelled).ConfigureAwait(false) });

    /// <summary>Cancels what is in progress and terminates at once.</summary>
    public async Task<CallOutcome> TerminateAsync(CancellationToken cancellationToken)
    {
        Enter(ResourceState.OfflinePending);
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
            Enter(ResourceState.Offline);
        }
        else
        {
            Fail(outcome.Reason ?? "Terminate failed", publish: false);
        }

        return outcome;
    }

    public void Status(string status)
    {
        services.Events.Publish(Event("status", status));
        services.Log.Write(Name, status);
    }

    public void Failed(string reason)
    {
        lock (gate)
        {
            if (state == ResourceState.Online)
            {
                Fail(reason, publish: true);
                return;
            }

            if (state != ResourceState.OnlinePending)
            {
                return;
            }

            failure ??= reason;
        }

        calls.GiveUp(reason);
    }

    public void Log(string message) => services.Log.Write(Name, message);

    /// <summary>Tells of a health that differs from the one before.</summary>
    public void HealthChanged(Health health) => services.Events.Publish(Event("health", health.ToString()));

    public void Dispose()
    {
        services.Polls.Remove(poll);
        guard?.Detach(processes);
        processes.ExitedUnasked -= OnExitedUnasked;
        slot.Dispose();
    }

    private static async Task<CallOutcome> TerminateAsync(Resource? resource, CancellationToken cancellationToken)
    {
        await (resource?.TerminateAsync(cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
        return Outcomes.Ok;
    }

    private MonitorEvent Event(string kind, string text) =>
        new() { Kind = kind, Resource = Name, Generation = request.Generation, Text = text };

    private void OnExitedUnasked(GuardedProcess process)
    {
        if (state is ResourceState.Online or ResourceState.OnlinePending && instance is not null)
        {
            Resource.OnProcessExited(process);
        }
    }

    /// <summary>After a successful Online or Reattach; a failure reported meanwhile counts.</summary>
    private CallOutcome GoOnline(CancellationToken cancelled)
    {
        lock (gate)
        {
            cancelled.ThrowIfCancellationRequested();
            if (failure is not null)
            {
                return Outcomes.Failed(failure);
            }

            Enter(ResourceState.Online);
        }

        services.Polls.Add(poll);
        return Outcomes.Ok;
    }

    private void Enter(ResourceState next)
    {
        lock (gate)
        {
            state = next;
            if (next is not ResourceState.Online)
            {
                services.Polls.Remove(poll);
            }

            failure = null;
        }
    }

    private void Fail(string reason, bool publish)
    {
        lock (gate)
        {
            Enter(ResourceState.Failed);
            failure = reason;
        }

        services.Log.Write(Name, $"failed: {reason}");
        if (publish)
        {
            services.Events.Publish(Event("failure", reason));
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
        lock (gate)
        {
            // A failure that was reported during Online cancelled it.
            if (outcome.Result == "cancelled" && failure is { } reported && state == ResourceState.OnlinePending)
            {
                outcome = Outcomes.Failed(reported);
            }

            if (outcome.Result == "failed" && state is ResourceState.OnlinePending or ResourceState.OfflinePending
                && entryPoint is EntryPoint.Online or EntryPoint.Offline or EntryPoint.Reattach)
            {
                Fail(outcome.Reason ?? "", publish: false);
            }
        }

        return outcome;
    }
}
