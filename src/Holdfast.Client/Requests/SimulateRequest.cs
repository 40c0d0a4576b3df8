using System.Text.Json;

namespace Holdfast.Client.Requests;

/// <summary>Faults and changes to imagine, all at once.</summary>
public sealed record SimulateRequest
{
    /// <summary>Nodes that lose power.</summary>
    public IReadOnlyList<string>? NodeDown { get; init; }

    /// <summary>Nodes that come back, with nothing running.</summary>
    public IReadOnlyList<string>? NodeUp { get; init; }

    /// <summary>Nodes that are paused.</summary>
    public IReadOnlyList<string>? Pause { get; init; }

    /// <summary>Nodes that are paused and drained.</summary>
    public IReadOnlyList<string>? Drain { get; init; }

    /// <summary>Nodes that are resumed.</summary>
    public IReadOnlyList<string>? Resume { get; init; }

    /// <summary>Moves, each <c>group=node</c>, or <c>group</c> alone for the best other node.</summary>
    public IReadOnlyList<string>? Move { get; init; }

    /// <summary>Groups that are wanted online.</summary>
    public IReadOnlyList<string>? Online { get; init; }

    /// <summary>Groups that are wanted offline.</summary>
    public IReadOnlyList<string>? Offline { get; init; }

    /// <summary>A document that is applied before all others, as <c>PUT /api/v1/configuration</c> takes it.</summary>
    public JsonElement? Apply { get; init; }

    /// <summary>Resources that fail where they run and cannot be restarted there.</summary>
    public IReadOnlyList<string>? Fail { get; init; }
}
