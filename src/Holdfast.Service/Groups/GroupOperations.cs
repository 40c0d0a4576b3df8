using System.Text.Json;
using Holdfast.Core.Collections;
using Holdfast.Core.Groups;
using Holdfast.Core.Status;
using Holdfast.MonitorProtocol.Guards;
using Holdfast.MonitorProtocol.Monitors;
using Holdfast.Service.Groups.Guards;
using Holdfast.Service.Groups.Hosts;
using Holdfast.Service.Groups.Monitors;

namespace Holdfast.Service.Groups;

/// <summary>What the API asks of the groups that this node owns.</summary>
internal sealed class GroupOperations : IGroupOperations
{
    private readonly GroupHosts _hosts;
    private readonly MonitorPool _monitors;
    private readonly GuardPool _guards;

    public GroupOperations(GroupHosts hosts, MonitorPool monitors, GuardPool guards)
    {
        _hosts = hosts;
        _monitors = monitors;
        _guards = guards;
        monitors.Changed += () => ProcessesChanged?.Invoke();
        guards.Changed += () => ProcessesChanged?.Invoke();
    }

    public event Action? ProcessesChanged;

    public IReadOnlyList<NodeProcess> Processes =>
    [
        .. _monitors.All.Select(monitor => new NodeProcess(
            monitor.Pid, "monitor", monitor.Id, monitor.Hosted.Select(h => h.Resource).ToValueList())),
        .. _guards.All.Select(guard => new NodeProcess(
            guard.Pid, "guard", guard.Instance.Group,
            Kept(guard).Select(p => p.Resource).Distinct(StringComparer.Ordinal).ToValueList())),
        .. _guards.All.SelectMany(Kept)
            .Select(process => new NodeProcess(process.Pid, "resource", process.Resource, [process.Resource])),
    ];

    public Task<OperationResult> FailAsync(string resource, string reason, CancellationToken cancellationToken)
    {
        if (_hosts.Of(resource) is not { } host)
        {
            return Task.FromResult(NotHere(resource));
        }

        ResourceRuntime known = host.Runtime.Resources[resource];
        if (known.State is not (ResourceState.Online or ResourceState.OnlinePending))
        {
            return Task.FromResult(new OperationResult(false, $"{resource} is {known.State}; bring it online first."));
        }

        host.Post(new GroupEvent.OperatorFailed(resource, reason));
        return Task.FromResult(new OperationResult(true));
    }

    public Task<OperationResult> ClearAsync(string resource, CancellationToken cancellationToken)
    {
        if (_hosts.Of(resource) is not { } host)
        {
            return Task.FromResult(NotHere(resource));
        }

        host.Post(new GroupEvent.OperatorCleared(resource));
        return Task.FromResult(new OperationResult(true));
    }

    public async Task<OperationResult> ControlAsync(
        string resource, string control, JsonElement input, CancellationToken cancellationToken)
    {
        if (HostOf(resource, out OperationResult? refused) is not { } host)
        {
            return refused!;
        }

        CallOutcome? outcome = await _monitors
            .ControlAsync(host.MonitorId, resource, control, input, cancellationToken).ConfigureAwait(false);
        return outcome is null
            ? new(false, $"The monitor of {resource} died during {control}; "
                + "whether it was done is not known. Try again.")
            : new(string.Equals(outcome.Result, "ok", StringComparison.Ordinal), outcome.Reason, outcome.Output);
    }

    public async Task<OperationResult> PollsAsync(string resource, CancellationToken cancellationToken)
    {
        if (HostOf(resource, out OperationResult? refused) is not { } host)
        {
            return refused!;
        }

        CallOutcome? outcome = await _monitors.PollsAsync(host.MonitorId, resource, cancellationToken)
            .ConfigureAwait(false);
        return outcome is null
            ? new(false, $"The monitor of {resource} did not answer; try again.")
            : new(string.Equals(outcome.Result, "ok", StringComparison.Ordinal), outcome.Reason, outcome.Output);
    }

    /// <summary>Where the resource is open; null with the reason if it is not.</summary>
    private Core.Groups.Hosting? HostOf(string resource, out OperationResult? refused)
    {
        ResourceRuntime? known = _hosts.Of(resource)?.Runtime.Resources[resource];
        refused = known is null ? NotHere(resource) : known.Host is not null ? null : new(false,
            $"{resource} is open in no monitor at the moment ({known.State}); bring it online and try again.");
        return known?.Host;
    }

    private static IEnumerable<GuardProcess> Kept(GroupGuard guard) =>
        guard.Processes.Where(process => !process.IsCommand);

    private static OperationResult NotHere(string resource) =>
        new(false, $"{resource} is not run by this node at the moment; ask its owner.");
}
