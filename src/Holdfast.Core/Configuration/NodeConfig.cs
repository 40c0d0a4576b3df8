namespace Holdfast.Core.Configuration;

/// <summary>What people want of a node: key <c>config/nodes/&lt;n&gt;</c>.</summary>
public sealed record NodeConfig : StoredRecord
{
    public required string Name { get; init; }

    /// <summary>
    /// The order in which nodes were added, from 1; the last word in placement, after preferred owners.
    /// </summary>
    public int Id { get; init; }

    /// <summary>A paused node keeps what it runs and is given nothing new.</summary>
    public bool Paused { get; init; }

    /// <summary>Set by <c>node pause --drain</c>: its groups are moved away.</summary>
    public bool Drain { get; init; }

    public string Description { get; init; } = "";
}
