namespace Holdfast.Client.Dtos;

/// <summary>One thing that happened, with its cause.</summary>
public sealed record EventDto
{
    /// <summary>Ids rise with time.</summary>
    public required string Id { get; init; }

    /// <summary>Wall-clock time on the node that wrote it.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The node that wrote it.</summary>
    public required string Node { get; init; }

    /// <summary>Stable name, e.g. <c>MonitorDied</c>.</summary>
    public required string Kind { get; init; }

    /// <summary><c>info</c>, <c>warning</c> or <c>error</c>.</summary>
    public required string Level { get; init; }

    /// <summary>The group it is about, null if it is about none.</summary>
    public required string? Group { get; init; }

    /// <summary>The resource it is about, null if it is about none.</summary>
    public required string? Resource { get; init; }

    /// <summary>Registered name of the resource type it is about, null if it is about none.</summary>
    public required string? Type { get; init; }

    /// <summary>A whole sentence.</summary>
    public required string Message { get; init; }

    /// <summary>Id of the event that caused this one.</summary>
    public required string? Cause { get; init; }

    /// <summary>Revision of the database at which it was written.</summary>
    public required long Revision { get; init; }
}

/// <summary>A page of events, oldest first.</summary>
public sealed record EventListDto
{
    /// <summary>Revision that was read; a stream opened with <c>?after=</c> this misses nothing.</summary>
    public required long Revision { get; init; }

    /// <summary>The newest that were asked for, oldest first.</summary>
    public required IReadOnlyList<EventDto> Events { get; init; }
}

/// <summary>A change of the cluster, told by the event stream: what changed, not how; read it again.</summary>
public sealed record ChangeDto
{
    /// <summary><c>cluster</c>, <c>node</c>, <c>type</c>, <c>group</c>, <c>resource</c> or
    /// <c>coordinator</c>.</summary>
    public required string Noun { get; init; }

    /// <summary>Name of what changed.</summary>
    public required string Name { get; init; }

    /// <summary><c>config</c> (what is wanted), <c>state</c> (the coordinator's word) or <c>status</c> (the
    /// owner's).</summary>
    public required string Part { get; init; }

    /// <summary>Whether it is gone.</summary>
    public required bool Deleted { get; init; }
}

/// <summary>What answers: <c>GET /api/v1/version</c>.</summary>
public sealed record VersionDto
{
    /// <summary>Version of the node's cluster service.</summary>
    public required string Version { get; init; }

    /// <summary>Name of the node that answered.</summary>
    public required string Node { get; init; }
}
