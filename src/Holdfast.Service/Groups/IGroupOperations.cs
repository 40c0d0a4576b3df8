using System.Text.Json;
using Holdfast.Core.Status;

namespace Holdfast.Service.Groups;

/// <summary>
/// What the API asks of the owner of a resource directly; on another node the API passes the request to the owner.
/// </summary>
public interface IGroupOperations
{
    /// <summary>Treats the resource as failed now, for tests and drills.</summary>
    Task<OperationResult> FailAsync(string resource, string reason, CancellationToken cancellationToken);

    /// <summary>Forgets the resource's failures, ends its isolation and, if it is Failed, tries again.</summary>
    Task<OperationResult> ClearAsync(string resource, CancellationToken cancellationToken);

    /// <summary>Calls one of the type's controls.</summary>
    Task<OperationResult> ControlAsync(
        string resource, string control, JsonElement input, CancellationToken cancellationToken);

    /// <summary>The newest health polls of a resource, as its monitor tells them.</summary>
    Task<OperationResult> PollsAsync(string resource, CancellationToken cancellationToken);

    /// <summary>The processes of this node's groups and monitors.</summary>
    IReadOnlyList<NodeProcess> Processes { get; }

    /// <summary>Raised when <see cref="Processes"/> has changed; handlers return at once.</summary>
    event Action? ProcessesChanged;
}

/// <summary>What came of an operation.</summary>
public sealed record OperationResult(bool Ok, string? Reason = null, JsonElement? Output = null);
