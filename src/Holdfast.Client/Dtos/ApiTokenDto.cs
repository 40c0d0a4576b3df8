namespace Holdfast.Client.Dtos;

/// <summary>Who asks.</summary>
public sealed record CallerDto
{
    /// <summary>As events name them.</summary>
    public required string Who { get; init; }

    /// <summary><c>Viewer</c>, <c>Operator</c> or <c>Administrator</c>.</summary>
    public required string Role { get; init; }
}

/// <summary>A token of a node, without what makes it one.</summary>
public sealed record ApiTokenDto
{
    /// <summary>Its name, by which it is deleted and by which events name who uses it.</summary>
    public required string Name { get; init; }

    /// <summary><c>Viewer</c>, <c>Operator</c> or <c>Administrator</c>.</summary>
    public required string Role { get; init; }

    /// <summary>After that it is worth nothing.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Who had it made.</summary>
    public required string MadeBy { get; init; }
}

/// <summary>A token that was made.</summary>
public sealed record MadeApiTokenDto
{
    /// <summary>The token itself, told only now; sent as <c>Authorization: Bearer …</c>.</summary>
    public required string Token { get; init; }

    /// <summary>What is kept of it.</summary>
    public required ApiTokenDto Made { get; init; }
}
