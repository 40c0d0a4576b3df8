namespace Holdfast.Client.Requests;

/// <summary>Body of <c>POST /api/v1/tokens</c>.</summary>
public sealed record ApiTokenRequest
{
    /// <summary>Letters, digits, '-', '_' and '.', starting with a letter or digit, at most 63.</summary>
    public required string Name { get; init; }

    /// <summary><c>Viewer</c>, <c>Operator</c> or <c>Administrator</c>; Viewer if not given.</summary>
    public string? Role { get; init; }

    /// <summary>How long it is good, such as <c>12h</c> or <c>90d</c>; 30d if not given.</summary>
    public string? Lifetime { get; init; }
}
