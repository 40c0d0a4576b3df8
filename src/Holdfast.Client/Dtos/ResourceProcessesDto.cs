namespace Holdfast.Client.Dtos;

/// <summary>The processes that a resource needs on its owner, as they are at this moment.</summary>
public sealed record ResourceProcessesDto
{
    /// <summary>Its monitor, the guard of its group, and its own.</summary>
    public required IReadOnlyList<RunningProcessDto> Processes { get; init; }
}

/// <summary>A process that runs.</summary>
public sealed record RunningProcessDto
{
    /// <summary>Its id on the owner's machine.</summary>
    public required int Pid { get; init; }

    /// <summary><c>monitor</c>, <c>guard</c> or <c>resource</c>.</summary>
    public required string Role { get; init; }

    /// <summary>Name of the monitor, the group or the resource.</summary>
    public required string Id { get; init; }

    /// <summary>How long it has run, in seconds.</summary>
    public required double UptimeSeconds { get; init; }

    /// <summary>Resident memory, in bytes.</summary>
    public required long MemoryBytes { get; init; }
}
