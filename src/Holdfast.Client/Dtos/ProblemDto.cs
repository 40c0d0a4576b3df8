namespace Holdfast.Client.Dtos;

/// <summary>An error, as RFC 9457 problem details with a stable code.</summary>
public sealed record ProblemDto
{
    /// <summary>Address of the code's description.</summary>
    public string? Type { get; init; }

    /// <summary>The code's meaning in short.</summary>
    public string? Title { get; init; }

    /// <summary>HTTP status.</summary>
    public int? Status { get; init; }

    /// <summary>What went wrong here and what to do.</summary>
    public string? Detail { get; init; }

    /// <summary>The stable code, e.g. <c>HF1203</c>.</summary>
    public string? Code { get; init; }

    /// <summary>A name that was probably meant, null if none is near.</summary>
    public string? DidYouMean { get; init; }

    /// <summary>Every single error of a validation.</summary>
    public IReadOnlyList<ErrorDto>? Errors { get; init; }
}

/// <summary>One error of a validation.</summary>
public sealed record ErrorDto
{
    /// <summary>The member it is about, e.g. <c>properties.Port</c>.</summary>
    public required string Path { get; init; }

    /// <summary>The stable code.</summary>
    public required string Code { get; init; }

    /// <summary>What is wrong and what to do.</summary>
    public required string Message { get; init; }
}
