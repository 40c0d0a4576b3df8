using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Failover;
using Holdfast.Core.Membership;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Core.Time;

namespace Holdfast.Core.Placement;

/// <summary>What placement needs to know of a node, whichever group it is about.</summary>
public sealed record NodeFacts
{
    public required NodeConfig Config { get; init; }

    /// <summary>The epoch it would own a group with; 0 if it is not up.</summary>
    public long Epoch { get; init; }

    /// <summary>Why it is given no group at all now; null if it can be.</summary>
    public string? Refusal { get; init; }

    /// <summary>It is down, rather than up and refused.</summary>
    public bool IsDown { get; init; }

    /// <summary>Until when it is in quarantine; null if it is not.</summary>
    public DateTimeOffset? QuarantinedUntil { get; init; }

    /// <summary>Why a registered type cannot run on it, by type name.</summary>
    public ValueMap<string> UnavailableTypes { get; init; } = ValueMap<string>.Empty;

    public string Name => Config.Name;

    /// <summary>What is known of all nodes, by name.</summary>
    public static ValueList<NodeFacts> Of(
        ClusterSnapshot snapshot, Observer observer, DateTimeOffset wallClock, BootTime now) =>
        snapshot.Nodes.Values
            .Select(node => Of(node.Value, snapshot, observer, wallClock, now))
            .ToValueList();

    public static NodeFacts Of(
        NodeConfig node, ClusterSnapshot snapshot, Observer observer, DateTimeOffset wallClock, BootTime now)
    {
        snapshot.Members.TryGetValue(node.Name, out Row<MemberState>? member);
        snapshot.NodeStatuses.TryGetValue(node.Name, out Row<NodeStatus>? status);
        return new()
        {
            Config = node,
            Epoch = member is { Value.Alive: true } ? member.Value.Epoch : 0,
            IsDown = member is not { Value.Alive: true },
            Refusal = Unwanted(node) ?? Unable(node.Name, member?.Value, observer, now) ?? CutOff(node.Name, snapshot),
            QuarantinedUntil = Quarantine.Of(node, snapshot, wallClock),
            UnavailableTypes = status?.Value.UnavailableTypes ?? ValueMap<string>.Empty,
        };
    }

    private static string? Unwanted(NodeConfig node) =>
        node.Paused || node.Drain ? $"{node.Name} is paused"
        : node.Locked ? $"{node.Name} is locked"
        : null;

    private static string? CutOff(string node, ClusterSnapshot snapshot)
    {
        if (snapshot.FenceDevices.Count == 0)
        {
            return null;
        }

        FenceState state = LetInSteps.RecordOf(snapshot, node).Value;
        string[] devices = [.. LetInSteps.OwedBy(snapshot, state)];
        string[] cut = [.. devices.Intersect(state.CutBy)];
        return cut.Length > 0 ? $"{node} is cut off by {string.Join(" and ", cut)}, and not let in again yet"
            : devices.Length > 0 ? $"{node} has not registered with {string.Join(" and ", devices)} yet"
            : null;
    }

    private static string? Unable(string node, MemberState? member, Observer observer, BootTime now)
    {
        if (member is not { Alive: true })
        {
            return $"{node} is down";
        }

        if (member.Detached)
        {
            return $"the service of {node} was stopped";
        }

        if (member.Relayed)
        {
            return $"{node} does not reach the database, and another node renews for it";
        }

        return observer.IsSuspect(member, now) ? $"{node} is not answering" : null;
    }
}
