namespace Holdfast.Client.Dtos;

/// <summary>The whole cluster at one revision: <c>GET /api/v1/cluster/status</c>.</summary>
public sealed record ClusterStatusDto
{
    /// <summary>The cluster's name.</summary>
    public required string Name { get; init; }

    /// <summary>Given once, when the cluster's database was made.</summary>
    public required string Id { get; init; }

    /// <summary>The lease profile: <c>fast</c>, <c>standard</c>, <c>patient</c> or <c>wide</c>.</summary>
    public required string Profile { get; init; }

    /// <summary>Maintenance: no action is taken on any group; health is still shown.</summary>
    public required bool Locked { get; init; }

    /// <summary>Revision of the database that this answer was made from.</summary>
    public required long Revision { get; init; }

    /// <summary>The node that answered.</summary>
    public required string AnsweredBy { get; init; }

    /// <summary>The node that coordinates, null before the first has been elected.</summary>
    public required string? Coordinator { get; init; }

    /// <summary>The coordinator's term; rises with each change.</summary>
    public required long Term { get; init; }

    /// <summary>How the cluster database is.</summary>
    public required DatabaseDto Database { get; init; }

    /// <summary>Every node, in order of its id.</summary>
    public required IReadOnlyList<NodeDto> Nodes { get; init; }

    /// <summary>Every group, with its resources.</summary>
    public required IReadOnlyList<GroupDto> Groups { get; init; }

    /// <summary>Every registered resource type.</summary>
    public required IReadOnlyList<TypeDto> Types { get; init; }
}
