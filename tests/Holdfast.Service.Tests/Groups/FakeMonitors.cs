using System.Collections.Concurrent;
using System.Text.Json;
using Holdfast.Core.Collections;
using Holdfast.Core.Groups;
using Holdfast.MonitorProtocol.Monitors;
using Holdfast.Service.Groups;
using Holdfast.Service.Groups.Monitors;

namespace Holdfast.Service.Tests.Groups;

/// <summary>Monitors that do as a test says: every call succeeds unless it was told otherwise.</summary>
internal sealed class FakeMonitors(GroupMailboxes mailboxes) : IMonitors
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<CallResult>> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _hosts = new(StringComparer.Ordinal);
    private int _generation = 1;

    public ConcurrentQueue<string> Calls { get; } = [];

    public void Answers(string call, CallResult result) =>
        _answers.GetOrAdd(call, _ => []).Enqueue(result);

    public Task<CallResult> CallAsync(
        GroupAction.Call call, GroupInstance instance, Action<string, int> sent, CancellationToken cancellationToken)
    {
        string text = $"{call.Kind} {call.Resource}";
        Calls.Enqueue(text);
        string id = call.MonitorId ?? $"m{_generation}";
        _hosts[call.Resource] = id;
        sent(id, 1000 + _generation);
        CallResult ordinary = call.Kind == CallKind.Reattach ? CallResult.Running.Instance : CallResult.Ok.Instance;
        return Task.FromResult(
            _answers.TryGetValue(text, out ConcurrentQueue<CallResult>? queue) && queue.TryDequeue(out CallResult? told)
                ? told
                : ordinary);
    }

    public Task<CallOutcome?> ControlAsync(
        string monitorId, string resource, string control, JsonElement input, CancellationToken cancellationToken) =>
        Task.FromResult<CallOutcome?>(new() { Result = "ok" });

    public void Release(string monitorId, string resource) => _generation++;

    public void Kill(string monitorId, string resource, string reason) =>
        Die(monitorId, MonitorDeathCause.Hung, resource);

    public long Polls(string resource) => 0;

    public void Fail(string group, string resource, string reason) =>
        mailboxes.Post(group, new GroupEvent.FailureReported(resource, _hosts[resource], reason));

    /// <summary>The monitor of that name dies.</summary>
    public void Die(string id, MonitorDeathCause cause, params string[] calls)
    {
        _generation++;
        mailboxes.Post("g",
            new GroupEvent.MonitorLost(id, new(cause, $"monitor {id} died", calls.ToValueList(), "e-died")));
    }
}
