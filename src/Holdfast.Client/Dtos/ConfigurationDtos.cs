using System.Text.Json;

namespace Holdfast.Client.Dtos;

/// <summary>What a document would change, or has changed.</summary>
public sealed record ConfigurationChangesDto
{
    /// <summary>The revision of the cluster that it was compared with; give it back to apply exactly this.</summary>
    public required long Revision { get; init; }

    /// <summary>Every difference, in the order of the paths; empty if there is none.</summary>
    public required IReadOnlyList<DifferenceDto> Differences { get; init; }
}

/// <summary>One difference.</summary>
public sealed record DifferenceDto
{
    /// <summary>Where it is, such as <c>groups.web.resources.nginx.policy.restartThreshold</c>.</summary>
    public required string Path { get; init; }

    /// <summary>What was there; null for nothing, or the default.</summary>
    public required JsonElement? Before { get; init; }

    /// <summary>What is there then; null for nothing, or the default.</summary>
    public required JsonElement? After { get; init; }
}
