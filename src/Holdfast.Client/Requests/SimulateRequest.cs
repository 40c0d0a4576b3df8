namespace Holdfast.Client.Requests;

/// <summary>Faults and changes to imagine, all at once.</summary>
public sealed record SimulateRequest
{
    /// <summary>Nodes that lose power.</summary>
    public IReadOnlyList<string>? NodeDown { get; init; }

    /// <summary>Nodes that come back, with nothing running.</summary>
    public IReadOnlyList<string>? NodeUp { get; init; }

    public IReadOnlyList<string>? Pause { get; init; }

    public IReadOnlyList<string>? Drain { get; init; }

    public IReadOnlyList<string>? Resume { get; init; }

    /// <summary>Moves, each <c>group=node</c>, or <c>group</c> alone for the best other node.</summary>
    public IReadOnlyList<string>? Move { get; init; }

    public IReadOnlyList<string>? Online { get; init; }

    public IReadOnlyList<string>? Offline { get; init; }

    /// <summary>Resources that fail where they run and cannot be restarted there.</summary>
    public IReadOnlyList<string>? Fail { get; init; }
}
