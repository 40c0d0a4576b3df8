namespace Holdfast.Client.Requests;

/// <summary>Body of <c>POST /api/v1/people</c>.</summary>
public sealed record PersonRequest
{
    /// <summary>Letters, digits, '-', '_' and '.', starting with a letter or digit, at most 63.</summary>
    public required string Name { get; init; }

    /// <summary><c>Viewer</c>, <c>Operator</c> or <c>Administrator</c>; Viewer if not given.</summary>
    public string? Role { get; init; }

    /// <summary>Their certificate, as PEM, without its key. Who signed it is of no matter: exactly this one is let
    /// in.</summary>
    public required string Certificate { get; init; }
}
