using System.Collections.Concurrent;
using System.Text.Json;
using Holdfast.Core.Status;
using Holdfast.Service.Groups;

namespace Holdfast.Service.Tests.Api;

/// <summary>The owner's side, remembering what it was asked.</summary>
internal sealed class FakeOperations : IGroupOperations
{
    public ConcurrentQueue<string> Calls { get; } = [];

    public OperationResult Result { get; set; } = new(true);

    public event Action? ProcessesChanged
    {
        add { }
        remove { }
    }

    public IReadOnlyList<NodeProcess> Processes { get; set; } = [];

    public Task<OperationResult> FailAsync(string resource, string reason, CancellationToken cancellationToken) =>
        AnswerAsync($"fail {resource}: {reason}");

    public Task<OperationResult> ClearAsync(string resource, CancellationToken cancellationToken) =>
        AnswerAsync($"clear {resource}");

    public Task<OperationResult> ControlAsync(
        string resource, string control, JsonElement input, CancellationToken cancellationToken) =>
        AnswerAsync($"control {resource} {control} {input.GetRawText()}");

    public Task<OperationResult> PollsAsync(string resource, CancellationToken cancellationToken) =>
        AnswerAsync($"polls {resource}");

    private Task<OperationResult> AnswerAsync(string call)
    {
        Calls.Enqueue(call);
        return Task.FromResult(Result);
    }
}
