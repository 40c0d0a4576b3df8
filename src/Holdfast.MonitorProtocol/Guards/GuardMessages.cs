using System.Text.Json.Serialization;

namespace Holdfast.MonitorProtocol.Guards;

/// <summary>
/// What is asked of a guard: one JSON object a line over its Unix socket. Each request is answered by one
/// <see cref="GuardAnswer"/> with the same <see cref="Id"/>; after <c>subscribe</c>, <see cref="GuardNotice"/>
/// lines come between.
/// </summary>
public sealed record GuardRequest
{
    public required long Id { get; init; }

    /// <summary>
    /// <c>hello</c>, <c>start</c>, <c>list</c>, <c>stop</c>, <c>save</c>, <c>load</c>, <c>subscribe</c>,
    /// <c>end</c>; see docs/guard.md.
    /// </summary>
    public required string Verb { get; init; }

    /// <summary>Name of the resource it is about.</summary>
    public string? Resource { get; init; }

    /// <summary>Name of the process within the resource, or of the saved state.</summary>
    public string? Name { get; init; }

    public GuardStart? Start { get; init; }

    /// <summary>For <c>stop</c> and <c>end</c>: how long after SIGTERM comes SIGKILL, in ms; 0 kills at once.</summary>
    public int GraceMs { get; init; }

    /// <summary>For <c>save</c>: JSON text to keep for as long as the guard lives.</summary>
    public string? State { get; init; }

    /// <summary>For <c>subscribe</c>: whether starts are told as well as exits. A guard of an earlier version does not
    /// know of it, and tells of exits alone.</summary>
    public bool Starts { get; init; }
}

/// <summary>What a guard starts.</summary>
public sealed record GuardStart
{
    public required string FileName { get; init; }

    /// <remarks>Left out, it is null for the deserializer, which sets init-only members always.</remarks>
    public IReadOnlyList<string> Arguments { get; init => field = value ?? []; } = [];

    public string? WorkingDirectory { get; init; }

    /// <summary>Added to the guard's own environment; HOLDFAST_* are added by the guard.</summary>
    public IReadOnlyDictionary<string, string> Environment
    {
        get;
        init => field = value ?? new Dictionary<string, string>();
    } = new Dictionary<string, string>();
}

/// <summary>The answer to one request.</summary>
public sealed record GuardAnswer
{
    public required long Id { get; init; }

    /// <summary>Null on success; else what went wrong and what to do.</summary>
    public string? Error { get; init; }

    public GuardHello? Hello { get; init; }

    public IReadOnlyList<GuardProcess>? Processes { get; init; }

    public string? State { get; init; }
}

/// <summary>What a guard is.</summary>
public sealed record GuardHello
{
    public required int Pid { get; init; }

    public required string Node { get; init; }

    public required string Group { get; init; }

    public required long Epoch { get; init; }

    public required long Generation { get; init; }

    /// <summary>The point of the safety clock at which the kernel kills it and all it started; nanoseconds.</summary>
    public required long KillAt { get; init; }

    /// <summary><c>guard-timer</c>, <c>pid-namespace</c>: what it really has.</summary>
    public required IReadOnlyList<string> Protections { get; init; }
}

/// <summary>A process that a guard started.</summary>
public sealed record GuardProcess
{
    /// <summary>
    /// Names of commands begin with this, so that one that another monitor left behind is known as a command.
    /// </summary>
    public const char CommandMark = '~';

    public required string Resource { get; init; }

    public required string Name { get; init; }

    /// <summary>True for what is run to its end, such as one action of a script; false for what is to stay.</summary>
    [JsonIgnore]
    public bool IsCommand => Name[0] == CommandMark;

    /// <summary>Process id as the host sees it.</summary>
    public required int Pid { get; init; }

    /// <summary>Safety clock at start, nanoseconds.</summary>
    public required long StartedAt { get; init; }

    public bool HasExited { get; init; }

    /// <summary>Exit code, or 128 + signal.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The signal that ended it, e.g. 9.</summary>
    public int? Signal { get; init; }

    public long? ExitedAt { get; init; }

    /// <summary>Once it has exited: the end of what it wrote, as it wrote it, at most 4 KiB; the reason of a command's
    /// failure.</summary>
    public string? Output { get; init; }
}

/// <summary>Pushed to subscribers, one of the two: a process has exited, or one was started.</summary>
public sealed record GuardNotice
{
    public GuardProcess? Exited { get; init; }

    /// <summary>Only to those who asked for <see cref="GuardRequest.Starts"/>.</summary>
    public GuardProcess? Started { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GuardRequest))]
[JsonSerializable(typeof(GuardAnswer))]
[JsonSerializable(typeof(GuardNotice))]
public sealed partial class GuardJson : JsonSerializerContext;
