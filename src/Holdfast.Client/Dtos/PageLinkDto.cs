namespace Holdfast.Client.Dtos;

/// <summary>Where the web page can be opened once.</summary>
public sealed record PageLinkDto
{
    /// <summary>Address with a code that works once.</summary>
    public required string Url { get; init; }

    /// <summary>After that the code is worth nothing.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>Where the web page can be opened once at another node.</summary>
public sealed record NodePageLinkDto
{
    /// <summary>Name of the node.</summary>
    public required string Node { get; init; }

    /// <summary>Address with a code that works once.</summary>
    public required string Url { get; init; }

    /// <summary>After that the code is worth nothing.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
