using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Service.Api.Problems;

/// <summary>What came of a request: a closed set.</summary>
internal abstract record Outcome<T>
{
    private Outcome()
    {
    }

    public sealed record Done(T Value) : Outcome<T>;

    public sealed record Refused(Refusal Refusal) : Outcome<T>;

    public static implicit operator Outcome<T>(T value) => new Done(value);

    public static implicit operator Outcome<T>(Refusal refusal) => new Refused(refusal);

    /// <summary>Takes it apart; exactly one of the two is not null (a value may be null by its own right).</summary>
    public bool Succeeded([MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out Refusal? refusal)
    {
        value = this is Done done ? done.Value : default;
        refusal = (this as Refused)?.Refusal;
        return refusal is null;
    }

    /// <summary>The answer: what <paramref name="answer"/> makes of the value, or the problem.</summary>
    public IResult ToResult(Func<T, IResult> answer) => this switch
    {
        Done done => answer(done.Value),
        Refused refused => new ProblemResult(refused.Refusal),
        _ => throw new InvalidOperationException("closed set"),
    };
}
