using Holdfast.Client.Dtos;

namespace Holdfast.Client.Errors;

/// <summary>A request was refused or failed; <see cref="Code"/> says why, in one of <see cref="ErrorCodes"/>.</summary>
public sealed class HoldfastException : Exception
{
    /// <param name="code">One of <see cref="ErrorCodes"/>.</param>
    /// <param name="detail">What went wrong here and what to do.</param>
    /// <param name="inner">What caused it.</param>
    public HoldfastException(string code, string detail, Exception? inner = null)
        : base($"{code}: {detail}", inner)
    {
        ErrorMeaning meaning = ErrorCatalog.Of(code);
        Code = code;
        Title = meaning.Title;
        Detail = detail;
        Status = meaning.Status;
    }

    /// <summary>From an answer of the API.</summary>
    public HoldfastException(ProblemDto problem)
        : base($"{problem.Code ?? ErrorCodes.NotAnApi}: {problem.Detail ?? problem.Title}")
    {
        Code = problem.Code ?? ErrorCodes.NotAnApi;
        Title = problem.Title ?? ErrorCatalog.Of(Code).Title;
        Detail = problem.Detail ?? Title;
        Status = problem.Status ?? 0;
        DidYouMean = problem.DidYouMean;
        Errors = problem.Errors ?? [];
    }

    public string Code { get; }

    public string Title { get; }

    public string Detail { get; }

    /// <summary>HTTP status; 0 where no node answered.</summary>
    public int Status { get; }

    public string? DidYouMean { get; }

    /// <summary>Every single error of a validation.</summary>
    public IReadOnlyList<ErrorDto> Errors { get; } = [];
}
