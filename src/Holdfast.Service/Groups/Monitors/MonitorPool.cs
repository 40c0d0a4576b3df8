using System.Collections.Concurrent;
using System.Text.Json;
using Holdfast.Core.Configuration;
using Holdfast.Core.Groups;
using Holdfast.Core.Time;
using Holdfast.Linux;
using Holdfast.MonitorProtocol.Monitors;
using Holdfast.Service.Packages;

namespace Holdfast.Service.Groups.Monitors;

/// <summary>
/// The living monitors of this node: one per package, one for each resource that has its own, and the spares.
/// </summary>
/// <remarks>
/// A monitor's death is noticed through its process handle, told in one event that names the calls in progress, and
/// told to
/// the groups that had resources in it; they open them in the next one. What a DLL does to its monitor reaches nobody
/// else.
/// </remarks>
internal sealed partial class MonitorPool : IMonitors
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);

    private readonly MonitorLauncher _launcher;
    private readonly MonitorPreparation _preparation;
    private readonly MonitorListening _listening;
    private readonly DeathNotes _notes;
    private readonly GroupMailboxes _mailboxes;
    private readonly RunPaths _paths;
    private readonly ILogger<MonitorPool> _logger;
    private readonly MonitorDeaths _deaths = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<MonitorPlace, Task<PooledMonitor>> _places = [];
    private readonly ConcurrentDictionary<string, PooledMonitor> _living = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, PooledMonitor> _gone = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _goneOrder = [];
    private long _closedEpoch;
    private volatile bool _letGo;

    public MonitorPool(
        MonitorLauncher launcher,
        IPackageStore packages,
        int spares,
        DeathNotes notes,
        GroupMailboxes mailboxes,
        RunPaths paths,
        ILogger<MonitorPool> logger)
    {
        _launcher = launcher;
        _notes = notes;
        _mailboxes = mailboxes;
        _paths = paths;
        _logger = logger;
        Spares = new(launcher, spares, Watch, TimeProvider.System, logger);
        _listening = new(mailboxes);
        _preparation = new(packages, Spares, _deaths, _listening);
    }

    /// <summary>Raised when a monitor came or went, or hosts other resources.</summary>
    public event Action? Changed;

    public SpareMonitors Spares { get; }

    /// <summary>What was last heard of polls.</summary>
    public MonitorListening Listening => _listening;

    public IReadOnlyList<PooledMonitor> All => [.. _living.Values.OrderBy(m => m.Pid)];

    public long Polls(string resource) => _listening.Polls(resource);

    public async Task<CallResult> CallAsync(
        GroupAction.Call call, GroupInstance instance, Action<string, int> sent, CancellationToken cancellationToken)
    {
        if (call.Kind == CallKind.Open)
        {
            return await OpenAsync(call, instance, sent, cancellationToken).ConfigureAwait(false);
        }

        if (call.Kind == CallKind.Prepare)
        {
            return await PrepareAsync(call, instance, cancellationToken).ConfigureAwait(false);
        }

        if (Find(call.MonitorId!) is not { } monitor)
        {
            return new CallResult.Failed($"monitor {call.MonitorId} is gone");
        }

        sent(monitor.Id, monitor.Pid);
        CallResult result = await MonitorCalls.MakeAsync(monitor, call, cancellationToken).ConfigureAwait(false);
        if (call.Kind == CallKind.Close)
        {
            Unhost(monitor, call.Resource);
        }

        return result;
    }

    public Task<CallOutcome?> ControlAsync(
        string monitorId, string resource, string control, JsonElement input, CancellationToken cancellationToken)
    {
        string? json = input.ValueKind == JsonValueKind.Undefined ? null : input.GetRawText();
        return AskAsync(monitorId, client => client.ControlAsync(resource, control, json, cancellationToken));
    }

    /// <summary>The newest health polls of a resource; null if its monitor did not answer.</summary>
    public Task<CallOutcome?> PollsAsync(string monitorId, string resource, CancellationToken cancellationToken) =>
        AskAsync(monitorId, client => client.PollsAsync(resource, cancellationToken));

    public void Release(string monitorId, string resource)
    {
        if (_living.TryGetValue(monitorId, out PooledMonitor? monitor))
        {
            Leave(monitor);
            Unhost(monitor, resource, atOnce: true);
        }
    }

    public void Kill(string monitorId, string resource, string reason)
    {
        if (_living.TryGetValue(monitorId, out PooledMonitor? monitor))
        {
            LogHung(_logger, monitor.Id, reason);
            string text = $"{MonitorDeaths.Name(monitor)} hung and was killed: {reason}";
            monitor.Kill(new(MonitorDeathCause.Hung, text, resource.Length > 0 ? [resource] : []));
        }
    }

    /// <summary>The service ends: what happens to monitors from now on is for the next one to find.</summary>
    public void LetGo() => _letGo = true;

    /// <summary>From now on nothing is opened for epochs up to this.</summary>
    public void Close(long epoch)
    {
        lock (_gate)
        {
            _closedEpoch = Math.Max(_closedEpoch, epoch);
        }
    }

    /// <summary>Takes in a monitor that an earlier service started.</summary>
    /// <param name="monitor">The monitor.</param>
    /// <param name="place">Where it belongs; null for a spare.</param>
    /// <param name="dllName">File name of its DLL.</param>
    /// <param name="hosted">What it hosts and is kept.</param>
    public void Adopt(PooledMonitor monitor, MonitorPlace? place, string dllName, IReadOnlyList<HostedIn> hosted)
    {
        if (place is null)
        {
            Watch(monitor);
            Spares.Add(monitor);
            return;
        }

        monitor.Settle(place, dllName);
        foreach (HostedIn resource in hosted)
        {
            monitor.TryHost(resource);
        }

        Watch(monitor);
        lock (_gate)
        {
            _places[place] = Task.FromResult(monitor);
        }

        _listening.Begin(monitor);
    }

    private async Task<CallOutcome?> AskAsync(string monitorId, Func<MonitorClient, Task<CallOutcome>> ask)
    {
        try
        {
            return _living.TryGetValue(monitorId, out PooledMonitor? monitor)
                ? await ask(monitor.Client).ConfigureAwait(false)
                : null;
        }
        catch (Exception error) when (MonitorCalls.IsLost(error))
        {
            return null;
        }
    }

    private PooledMonitor? Find(string id) =>
        _living.TryGetValue(id, out PooledMonitor? living) ? living : _gone.GetValueOrDefault(id);

    private async Task<CallResult> OpenAsync(
        GroupAction.Call call, GroupInstance instance, Action<string, int> sent, CancellationToken cancellationToken)
    {
        PooledMonitor monitor;
        try
        {
            monitor = await ObtainAsync(call, instance, cancellationToken).ConfigureAwait(false);
        }
        catch (MonitorNotReadyException error)
        {
            return error.Result;
        }

        OnChanged();
        sent(monitor.Id, monitor.Pid);
        OpenRequest request = MonitorCalls.Open(call, instance, _paths.GuardSocket(instance.Group));
        CallResult result = await MonitorCalls.OpenAsync(monitor, request, cancellationToken).ConfigureAwait(false);
        Spares.Refill();
        if (result is not CallResult.Ok)
        {
            Unhost(monitor, call.Resource);
        }

        return result;
    }

    /// <summary>Gets a monitor ready that is to take the resource over; it ends if that does not come.</summary>
    private async Task<CallResult> PrepareAsync(
        GroupAction.Call call, GroupInstance instance, CancellationToken cancellationToken)
    {
        try
        {
            PooledMonitor monitor = await ObtainAsync(call, instance, cancellationToken).ConfigureAwait(false);
            if (monitor.Unhost(call.Resource))
            {
                _ = EndIdleAsync(monitor, Idle);
            }

            return CallResult.Ok.Instance;
        }
        catch (MonitorNotReadyException error)
        {
            return error.Result;
        }
    }

    private async Task<PooledMonitor> ObtainAsync(
        GroupAction.Call call, GroupInstance instance, CancellationToken cancellationToken)
    {
        MonitorPlace place = call.Settings!.Place;
        while (true)
        {
            Task<PooledMonitor>? ready;
            lock (_gate)
            {
                ThrowIfClosed(instance.Epoch);
                if (!_places.TryGetValue(place, out ready))
                {
                    _places[place] = ready = Task.Run(() => PrepareAsync(place, call.Type!), CancellationToken.None);
                }
            }

            PooledMonitor monitor = await ready.WaitAsync(cancellationToken).ConfigureAwait(false);
            lock (_gate)
            {
                // Getting it ready took a while: from here on, whoever closes the epoch finds the resource in it.
                ThrowIfClosed(instance.Epoch);
                if (monitor.TryHost(new(call.Resource, instance, call.DeadlockTimeout)))
                {
                    return monitor;
                }
            }

            // It is at its end; the next one takes its place.
            Leave(monitor);
        }
    }

    private void ThrowIfClosed(long epoch)
    {
        if (epoch <= _closedEpoch)
        {
            throw new MonitorNotReadyException(
                new CallResult.NoMonitor($"epoch {epoch} has ended; nothing of it starts any more"));
        }
    }

    private async Task<PooledMonitor> PrepareAsync(MonitorPlace place, ResourceTypeConfig type)
    {
        try
        {
            return await _preparation.PrepareAsync(place, type, CancellationToken.None).ConfigureAwait(false);
        }
        catch (MonitorNotReadyException)
        {
            lock (_gate)
            {
                _places.Remove(place);
            }

            throw;
        }
    }

    /// <summary>Nothing more is opened in it.</summary>
    private void Leave(PooledMonitor monitor)
    {
        lock (_gate)
        {
            if (monitor.Place is { } place && _places.TryGetValue(place, out Task<PooledMonitor>? task)
                && task.IsCompletedSuccessfully && ReferenceEquals(task.Result, monitor))
            {
                _places.Remove(place);
            }
        }
    }

    private void Unhost(PooledMonitor monitor, string resource, bool atOnce = false)
    {
        if (monitor.Unhost(resource))
        {
            _ = EndIdleAsync(monitor, atOnce || monitor.Place?.Alone is not null ? TimeSpan.Zero : Idle);
        }

        OnChanged();
    }

    private async Task EndIdleAsync(PooledMonitor monitor, TimeSpan after)
    {
        await Task.WhenAny(monitor.Exited, Task.Delay(after)).ConfigureAwait(false);
        monitor.Kill(new(MonitorDeathCause.Replaced, $"{MonitorDeaths.Name(monitor)} had nothing left to host", []),
            true);
    }

    private void Watch(PooledMonitor monitor)
    {
        _living[monitor.Id] = monitor;
        _ = WatchAsync(monitor);
        OnChanged();
    }

    private async Task WatchAsync(PooledMonitor monitor)
    {
        await monitor.Exited.ConfigureAwait(false);
        if (_letGo)
        {
            return;
        }

        monitor.Close();
        _ = monitor.Status;
        IReadOnlyList<CallInProgress> calls = CallBoard.Read(_paths.MonitorCalls(monitor.Id));
        MonitorDeath death = MonitorDeaths.Describe(monitor, calls);
        IReadOnlyList<HostedIn> hosted = monitor.Hosted;
        if (death.Cause != MonitorDeathCause.Replaced && (hosted.Count > 0 || monitor.Place is not null))
        {
            LogDied(_logger, death.Text);
            death = death with { EventId = _notes.Tell(monitor.Id, MonitorDeaths.Event(death, hosted)) };
        }
        else
        {
            _launcher.RemoveFiles(monitor.Id);
        }

        _gone[monitor.Id] = monitor;
        _living.TryRemove(monitor.Id, out _);
        ForgetOldest(monitor.Id);
        Leave(monitor);
        Spares.Drop(monitor);
        if (monitor.Place is { } place)
        {
            _deaths.Note(place, death.Cause, monitor.HasServed, new BootTime(BootClock.Now));
        }

        monitor.Complete(death);
        foreach (string group in hosted.Select(h => h.Instance.Group).Distinct(StringComparer.Ordinal))
        {
            _mailboxes.Post(group, new GroupEvent.MonitorLost(monitor.Id, death));
        }

        OnChanged();
    }

    private void ForgetOldest(string id)
    {
        const int Remembered = 100;
        _goneOrder.Enqueue(id);
        if (_goneOrder.Count > Remembered && _goneOrder.TryDequeue(out string? oldest))
        {
            _gone.TryRemove(oldest, out _);
        }
    }

    private void OnChanged() => Changed?.Invoke();

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Text}")]
    private static partial void LogDied(ILogger logger, string text);

    [LoggerMessage(Level = LogLevel.Warning, Message = "monitor {Id} hangs and is killed: {Reason}")]
    private static partial void LogHung(ILogger logger, string id, string reason);
}
