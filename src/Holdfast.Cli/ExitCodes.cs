using Holdfast.Client.Errors;

namespace Holdfast.Cli;

/// <summary>The exit codes of <c>holdfast</c>; scripts rely on them.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int NotReachable = 3;
    public const int NotFound = 4;
    public const int Conflict = 5;
    public const int Refused = 6;
    public const int TimedOut = 7;
    public const int NotAllowed = 8;
    public const int Interrupted = 130;

    /// <summary>What each means, in order; docs/cli.md is written from here.</summary>
    public static IReadOnlyList<(int Code, string Meaning)> All { get; } =
    [
        (Ok, "it is done"),
        (Failed, "it was tried and failed, or an unexpected error"),
        (Usage, "the command line is wrong"),
        (NotReachable, "no cluster service answers, or it cannot reach the cluster database"),
        (NotFound, "there is no object of that name"),
        (Conflict, "the object's state, or somebody else's change, does not allow it"),
        (Refused, "refused by validation; every error is listed"),
        (TimedOut, "--wait ended before it happened; it may still happen"),
        (NotAllowed, "not allowed, or the server is not trusted"),
        (Interrupted, "interrupted by Ctrl+C"),
    ];

    public static int Of(HoldfastException failure) => failure.Code switch
    {
        ErrorCodes.TimedOut => TimedOut,
        ErrorCodes.NotReachable or ErrorCodes.NotAnApi => NotReachable,
        ErrorCodes.ServerNotTrusted => NotAllowed,
        _ => failure.Status switch
        {
            503 => NotReachable,
            404 => NotFound,
            409 => Conflict,
            400 or 413 or 415 => Refused,
            401 or 403 => NotAllowed,
            _ => Failed,
        },
    };
}
