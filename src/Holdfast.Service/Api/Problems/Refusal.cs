using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;

namespace Holdfast.Service.Api.Problems;

/// <summary>Why a request is not carried out; what the problem details of the answer are made from.</summary>
internal sealed record Refusal(string Code, string Detail)
{
    public string? DidYouMean { get; init; }

    public IReadOnlyList<ErrorDto> Errors { get; init; } = [];

    /// <summary>How long to wait before the next request; 0 where that makes no difference.</summary>
    public int RetryAfterSeconds { get; init; }

    /// <summary>HTTP status of the answer; the catalogue's unless another node has said otherwise.</summary>
    public int Status { get; init; } = ErrorCatalog.Of(Code).Status is > 0 and var status ? status : 503;

    /// <summary>A name that does not exist, with the nearest that does.</summary>
    public static Refusal NotFound(string code, string noun, string name, IEnumerable<string> known)
    {
        string? near = NearNames.Of(name, known);
        return new Refusal(code, $"no {noun} \"{name}\"" + NearNames.Question(near)) { DidYouMean = near };
    }

    /// <summary>Every error of a validation; the detail repeats the first, so that one is enough to read.</summary>
    public static Refusal Invalid(IReadOnlyList<ErrorDto> errors) =>
        new(ErrorCodes.Invalid, errors.Count == 1
            ? $"{errors[0].Path}: {errors[0].Message}"
            : $"{errors.Count} errors; the first: {errors[0].Path}: {errors[0].Message}") { Errors = errors };

    public ProblemDto ToProblem() => new()
    {
        Type = "https://holdfast.example/errors#" + Code.ToLowerInvariant(),
        Title = ErrorCatalog.Of(Code).Title,
        Status = Status,
        Detail = Detail,
        Code = Code,
        DidYouMean = DidYouMean,
        Errors = Errors.Count == 0 ? null : Errors,
    };
}
