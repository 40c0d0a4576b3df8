namespace Holdfast.Client.Dtos;

/// <summary>How busy the machine of a node is at this moment.</summary>
public sealed record NodeLoadDto
{
    /// <summary>The node.</summary>
    public required string Node { get; init; }

    /// <summary>Processes that ran or waited to run, on average over the last minute.</summary>
    public required double LoadAverage { get; init; }

    /// <summary>Processors that there are.</summary>
    public required int Processors { get; init; }

    /// <summary>The machine's memory, in bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>How much of it could not be given to a new process, in bytes.</summary>
    public required long MemoryUsedBytes { get; init; }
}
