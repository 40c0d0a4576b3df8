using Holdfast.Core.Groups;

namespace Holdfast.Core.Tests.Scenarios;

/// <summary>A call that has not ended yet.</summary>
/// <param name="Host">Who made it.</param>
/// <param name="Call">The call.</param>
/// <param name="Answer">How it was told to end.</param>
internal sealed record CallInFlight(OwnedInstance Host, GroupAction.Call Call, Answer Answer)
{
    public string? MonitorId { get; init; }

    /// <summary>Why it never reached a monitor; null if it did.</summary>
    public CallResult? Refusal { get; init; }

    /// <summary>It ended, or its monitor died: nobody waits for an answer.</summary>
    public bool IsVoid { get; set; }
}

/// <summary>What a call comes to.</summary>
internal static class CallAnswers
{
    /// <param name="flight">The call.</param>
    /// <param name="runs">Whether the resource really runs on the node.</param>
    public static CallResult Of(CallInFlight flight, bool runs) => flight switch
    {
        { Refusal: { } refusal } => refusal,
        { Call.Kind: CallKind.Reattach, Answer: var answer } => Reattach(answer, runs),
        { Answer.Ending: Ending.Ok } => CallResult.Ok.Instance,
        _ => new CallResult.Failed(flight.Answer.Reason ?? "it was told to fail"),
    };

    private static CallResult Reattach(Answer answer, bool runs) => answer.Ending switch
    {
        Ending.Ok when runs => CallResult.Running.Instance,
        Ending.Ok => new CallResult.Gone("its process is gone"),
        Ending.Running => CallResult.Running.Instance,
        Ending.Gone => new CallResult.Gone(answer.Reason ?? "its process is gone"),
        Ending.Unknown => new CallResult.Unknown(answer.Reason ?? "nobody can tell"),
        _ => new CallResult.Failed(answer.Reason ?? "it was told to fail"),
    };
}
