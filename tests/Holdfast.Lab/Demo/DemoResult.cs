using System.Text.Json.Serialization;

namespace Holdfast.Lab.Demo;

/// <summary>The last line of the demo; names as COMMANDS says.</summary>
public sealed record DemoResult(
    MonitorKill MonitorKill, ServiceKill ServiceKill, NodeKill NodeKill, long Polls, long Requests)
{
    /// <summary>What the demo claims: no interruption by monitor and service, no overlap, no type ever null.</summary>
    [JsonIgnore]
    public bool Held => MonitorKill is { InterruptionMs: 0, TypeNeverNull: true }
        && ServiceKill is { InterruptionMs: 0, TypeNeverNull: true }
        && NodeKill is { OverlapMs: 0, TypeNeverNull: true };
}

public sealed record MonitorKill(double InterruptionMs, double SupervisedAgainMs, bool TypeNeverNull);

public sealed record ServiceKill(double InterruptionMs, double AdoptedAgainMs, bool TypeNeverNull);

public sealed record NodeKill(double FailoverMs, double OverlapMs, bool TypeNeverNull);
