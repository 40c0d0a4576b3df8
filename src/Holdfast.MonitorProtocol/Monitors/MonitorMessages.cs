using System.Text.Json;
using System.Text.Json.Serialization;

namespace Holdfast.MonitorProtocol.Monitors;

/// <summary>GET /v1/hello: what a monitor is and hosts. A service that starts again adopts it from this.</summary>
public sealed record MonitorHello
{
    public required string Id { get; init; }

    public required int Pid { get; init; }

    public required string Node { get; init; }

    /// <summary>The epoch it was last told; 0 for a spare.</summary>
    public required long Epoch { get; init; }

    /// <summary>Null for a spare that has loaded nothing yet.</summary>
    public string? PackageHash { get; init; }

    public IReadOnlyList<HostedResource> Resources { get; init; } = [];
}

/// <summary>A resource that a monitor hosts.</summary>
public sealed record HostedResource
{
    public required string Name { get; init; }

    public required string Group { get; init; }

    public required string Type { get; init; }

    public required long Generation { get; init; }

    /// <summary><c>Offline</c>, <c>OnlinePending</c>, <c>Online</c>, <c>OfflinePending</c> or <c>Failed</c>.</summary>
    public required string State { get; init; }

    public string? CallInProgress { get; init; }

    public long Polls { get; init; }

    /// <summary>"Ok", "Degraded: why" or "Failed: why" of the last poll.</summary>
    public string? Health { get; init; }

    /// <summary>Why it is Failed.</summary>
    public string? FailureReason { get; init; }

    /// <summary>
    /// <c>Promoted</c> from when it is told so until it was demoted or stopped, else <c>Unpromoted</c>; null if this
    /// monitor cannot know, since it took the resource up running and told it no role yet.
    /// </summary>
    public string? Role { get; init; }

    /// <summary>The newest event of each kind that holds until the next: <c>score</c> and <c>fitness</c>.</summary>
    public IReadOnlyList<MonitorEvent> Reports { get; init; } = [];
}

/// <summary>POST /v1/load: verify the package by its hash and load its DLL. Once per monitor.</summary>
public sealed record LoadRequest
{
    /// <summary>Folder of the package; empty for the built-in DLL.</summary>
    public required string PackagePath { get; init; }

    public required string PackageHash { get; init; }

    public required string DllName { get; init; }
}

/// <summary>POST /v1/resources/{name}/open.</summary>
public sealed record OpenRequest
{
    public required string Name { get; init; }

    public required string Group { get; init; }

    public required string Type { get; init; }

    public required string EntryType { get; init; }

    public required string Node { get; init; }

    public required long Epoch { get; init; }

    public required long Generation { get; init; }

    /// <summary>JSON object.</summary>
    public required string Properties { get; init; }

    /// <summary>Unix socket of the group's guard.</summary>
    public required string GuardSocket { get; init; }

    public required long LooksAlivePollMs { get; init; }

    public required long IsAlivePollMs { get; init; }
}

/// <summary>
/// POST /v1/resources/{name}/{online|offline|promote|demote|terminate|reattach|close} has no body; /set and
/// /control/{call} do.
/// </summary>
public sealed record SetPropertiesRequest
{
    public required string Properties { get; init; }

    public long LooksAlivePollMs { get; init; }

    public long IsAlivePollMs { get; init; }
}

/// <summary>POST /v1/validate: whether properties fit a type of the loaded DLL; no resource is needed.</summary>
public sealed record ValidateRequest
{
    public required string EntryType { get; init; }

    /// <summary>JSON object.</summary>
    public required string Properties { get; init; }
}

/// <summary>The answer: every error; none if the properties are valid.</summary>
public sealed record ValidateAnswer
{
    public required IReadOnlyList<PropertyFault> Errors { get; init; }
}

/// <summary>What is wrong with a property; the name is empty if it is about several.</summary>
public sealed record PropertyFault(string Property, string Message);

/// <summary>
/// The outcome of a call into the DLL. The HTTP answer comes when the call has ended (an await is the pending state).
/// </summary>
public sealed record CallOutcome
{
    /// <summary>
    /// <c>ok</c>, <c>failed</c>, <c>cancelled</c> (by Terminate), <c>refused</c> (the DLL was not called); for reattach
    /// <c>running</c>, <c>gone</c>, <c>unknown</c>.
    /// </summary>
    public required string Result { get; init; }

    /// <summary>Why, in words, where it is not ok.</summary>
    public string? Reason { get; init; }

    /// <summary>What a control call answered; after set, the names of the properties that wait.</summary>
    public JsonElement? Output { get; init; }
}

/// <summary>
/// GET /v1/resources/{name}/polls, as <see cref="CallOutcome.Output"/>: the newest health polls, oldest first.
/// </summary>
public sealed record PollHistory
{
    /// <summary>From when on this monitor has hosted the resource; it knows of no poll before.</summary>
    public required DateTimeOffset Since { get; init; }

    public required IReadOnlyList<PollRecord> Polls { get; init; }
}

/// <summary>One health poll.</summary>
public sealed record PollRecord
{
    /// <summary>When it ended, by the wall clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary><c>LooksAlive</c>, or <c>IsAlive</c> also where a LooksAlive that said no was before it.</summary>
    public required string Kind { get; init; }

    /// <summary><c>Ok</c>, <c>Degraded</c> or <c>Failed</c>.</summary>
    public required string Health { get; init; }

    /// <summary>Why it is not Ok; empty if it is.</summary>
    public required string Text { get; init; }

    public required double TookMs { get; init; }
}

/// <summary>
/// GET /v1/events: one JSON object a line for as long as the monitor lives. The first line is always <c>hello</c>.
/// </summary>
public sealed record MonitorEvent
{
    /// <summary>
    /// <c>hello</c>, <c>status</c> (a pending call reported progress), <c>failure</c> (the resource failed),
    /// <c>health</c> (it changed), <c>score</c> (how willing it is to be promoted), <c>fitness</c> (the text says why
    /// its node is not fit; empty if it is), <c>log</c>.
    /// </summary>
    public required string Kind { get; init; }

    public string? Resource { get; init; }

    public long Generation { get; init; }

    public string? Text { get; init; }

    /// <summary>Of <c>score</c>: higher is more willing; null if it must not be promoted.</summary>
    public int? Score { get; init; }

    /// <summary>
    /// Of <c>score</c> and <c>fitness</c>: rises within a monitor. One that is not above the last of its kind and
    /// resource is old news.
    /// </summary>
    public long Number { get; init; }
}

/// <summary>What <c>holdfast-monitor --describe</c> prints: the types of a DLL.</summary>
public sealed record PackageDescription
{
    public required string DllName { get; init; }

    public required string Version { get; init; }

    public IReadOnlyList<TypeDescription> Types { get; init; } = [];
}

/// <summary>One resource type of a DLL.</summary>
public sealed record TypeDescription
{
    public required string Name { get; init; }

    public required string DisplayName { get; init; }

    public required string EntryType { get; init; }

    public string Description { get; init; } = "";

    /// <summary>JSON Schema of the properties record.</summary>
    public required string PropertySchema { get; init; }

    public IReadOnlyList<string> AppliedAtOnce { get; init; } = [];

    public IReadOnlyList<string> Controls { get; init; } = [];

    public long LooksAlivePollMs { get; init; } = 5_000;

    public long IsAlivePollMs { get; init; } = 60_000;

    public long PendingTimeoutMs { get; init; } = 180_000;

    public long DeadlockTimeoutMs { get; init; } = 30_000;

    /// <summary><c>Process</c>, <c>Address</c> or <c>Node</c>.</summary>
    public string FenceScope { get; init; } = "Process";

    /// <summary>Whether its class says what it is to be promoted or demoted; null if who described it did not look.
    /// </summary>
    public bool? HasRoles { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MonitorHello))]
[JsonSerializable(typeof(LoadRequest))]
[JsonSerializable(typeof(OpenRequest))]
[JsonSerializable(typeof(SetPropertiesRequest))]
[JsonSerializable(typeof(ValidateRequest))]
[JsonSerializable(typeof(ValidateAnswer))]
[JsonSerializable(typeof(CallOutcome))]
[JsonSerializable(typeof(PollHistory))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(MonitorEvent))]
[JsonSerializable(typeof(PackageDescription))]
[JsonSerializable(typeof(JsonElement))]
public sealed partial class MonitorJson : JsonSerializerContext;
