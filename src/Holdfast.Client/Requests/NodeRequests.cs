namespace Holdfast.Client.Requests;

/// <summary>Body of <c>PATCH /api/v1/nodes/{name}</c>; members left out stay as they are.</summary>
public sealed record UpdateNodeRequest
{
    /// <summary>Words for people.</summary>
    public string? Description { get; init; }

    /// <summary>Attributes to set, by name; null removes one.</summary>
    public IReadOnlyDictionary<string, string?>? Attributes { get; init; }

    /// <summary>Quantities that its groups share, by name; null removes one, which is then not limited.</summary>
    public IReadOnlyDictionary<string, long?>? Offers { get; init; }
}

/// <summary>Body of <c>POST /api/v1/nodes/{name}/pause</c>.</summary>
public sealed record PauseNodeRequest
{
    /// <summary>Also move its groups away.</summary>
    public bool? Drain { get; init; }
}

/// <summary>Body of <c>POST /api/v1/nodes/{name}/confirm-dead</c>.</summary>
public sealed record ConfirmDeadRequest
{
    /// <summary>The node's epoch as it was shown when you made sure that nothing of it runs.</summary>
    public required long Epoch { get; init; }
}

/// <summary>Body of <c>POST /api/v1/nodes/{name}/resume</c>.</summary>
public sealed record ResumeNodeRequest
{
    /// <summary>Also bring back what was drained from it.</summary>
    public bool? Failback { get; init; }
}
