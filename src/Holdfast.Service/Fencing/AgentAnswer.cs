using Holdfast.Linux;

namespace Holdfast.Service.Fencing;

/// <summary>How one run of a fence agent ended: a closed set.</summary>
internal abstract record AgentAnswer
{
    private AgentAnswer()
    {
    }

    /// <summary>It ended by itself.</summary>
    /// <param name="Exit">0 for done; of status and monitor 2 for off.</param>
    /// <param name="Output">What it printed.</param>
    /// <param name="Said">Its last words on standard error, for people.</param>
    public sealed record Ended(ExitStatus Exit, string Output, string Said) : AgentAnswer;

    /// <summary>It took too long, and it and all its children were killed; what it did is not known.</summary>
    public sealed record TimedOut(TimeSpan After) : AgentAnswer;

    /// <summary>It was not run.</summary>
    public sealed record NotRun(string Reason) : AgentAnswer;

    public bool IsDone => this is Ended { Exit.Code: 0 };

    /// <summary>The answer of a status that says that the plug is off.</summary>
    public bool IsOff => this is Ended { Exit.Code: 2 };

    /// <summary>Whether the device was reached: some agents answer monitor as they answer status, where 2 is off.
    /// </summary>
    public bool IsAnswer => IsDone || IsOff;

    /// <summary>What came of it, in words.</summary>
    public string Text => this switch
    {
        Ended { Said.Length: > 0 } ended => $"{ended.Exit}: {ended.Said}",
        Ended ended => $"{ended.Exit}",
        TimedOut late =>
            $"no answer within {late.After.TotalSeconds:0.###} s; it was killed, and what it did is unknown",
        NotRun not => not.Reason,
        _ => throw new InvalidOperationException("closed set"),
    };
}
