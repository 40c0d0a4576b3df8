namespace Holdfast.Client.Dtos;

/// <summary>A node: what is wanted of it beside how it is.</summary>
public sealed record NodeDto
{
    /// <summary>Unique in the cluster.</summary>
    public required string Name { get; init; }

    /// <summary>The order in which nodes were added, from 1.</summary>
    public required int Id { get; init; }

    /// <summary><c>Active</c>, <c>Paused</c> or <c>Drained</c>: what people asked for.</summary>
    public required string Wanted { get; init; }

    /// <summary><c>Up</c>, <c>Down</c>, <c>Paused</c> (up, given nothing new), <c>Quarantined</c> (up, given nothing
    /// that another node can own), <c>Joining</c> or <c>Detached</c> (its service was stopped in good order; its
    /// resources go on).</summary>
    public required string State { get; init; }

    /// <summary>Why it is in this state, in words.</summary>
    public required string Reason { get; init; }

    /// <summary>Maintenance: no action is taken on what it owns; health is still shown.</summary>
    public required bool Locked { get; init; }

    /// <summary>Until when it is in quarantine, null if it is not.</summary>
    public required DateTimeOffset? QuarantinedUntil { get; init; }

    /// <summary>When it was lost within the quarantine period, oldest first.</summary>
    public required IReadOnlyList<DateTimeOffset> Losses { get; init; }

    /// <summary>Why it is not fit to run anything, as its resources say; empty if they do not.</summary>
    public required string Unfit { get; init; }

    /// <summary>What placement rules of groups ask for, by name.</summary>
    public required IReadOnlyDictionary<string, string> Attributes { get; init; }

    /// <summary>Quantities that its groups share, by name; others are not limited.</summary>
    public required IReadOnlyDictionary<string, long> Offers { get; init; }

    /// <summary>How much its groups need of each quantity, by name.</summary>
    public required IReadOnlyDictionary<string, long> Used { get; init; }

    /// <summary>Resumed with failback: what was drained from it comes back.</summary>
    public required bool FailbackAsked { get; init; }

    /// <summary>Whether it decides which node owns which group.</summary>
    public required bool IsCoordinator { get; init; }

    /// <summary>Rises with every join; 0 if it never joined.</summary>
    public required long Epoch { get; init; }

    /// <summary>The epoch of which somebody confirmed that nothing of it runs any more, null if nobody
    /// did.</summary>
    public required long? ConfirmedDead { get; init; }

    /// <summary>How long it may go on running resources if it cannot renew from now on, in ms, as the node that
    /// answers sees it: it may be less, never more. 0 if it ended, null if it never joined.</summary>
    public required double? AuthorityLeftMs { get; init; }

    /// <summary>Version of its cluster service.</summary>
    public required string Version { get; init; }

    /// <summary>Words for people.</summary>
    public required string Description { get; init; }

    /// <summary>What ends this node's resources when it goes silent.</summary>
    public required IReadOnlyList<string> Protections { get; init; }

    /// <summary>Path of the Unix socket of its API.</summary>
    public required string ApiSocket { get; init; }

    /// <summary>Address of its API on TCP, empty if that is switched off.</summary>
    public required string ApiUrl { get; init; }

    /// <summary>Address at which it answers other machines, empty on a cluster of one machine.</summary>
    public required string PeerUrl { get; init; }

    /// <summary>Groups it owns; of a parallel group its instances, such as <c>web:0</c>.</summary>
    public required IReadOnlyList<string> Groups { get; init; }

    /// <summary>SHA-256 of the packages it holds, verified.</summary>
    public required IReadOnlyList<string> Packages { get; init; }

    /// <summary>Why a registered type cannot run here, by type name; a type that is not in it can.</summary>
    public required IReadOnlyDictionary<string, string> UnavailableTypes { get; init; }

    /// <summary>Its processes: service, monitors, guards, resources.</summary>
    public required IReadOnlyList<ProcessDto> Processes { get; init; }

    /// <summary>Revision of what is wanted of it, for <c>?revision=</c>.</summary>
    public required long Revision { get; init; }
}

/// <summary>A process of a node.</summary>
public sealed record ProcessDto
{
    /// <summary>Process id on its machine.</summary>
    public required int Pid { get; init; }

    /// <summary><c>service</c>, <c>monitor</c>, <c>guard</c> or <c>resource</c>.</summary>
    public required string Role { get; init; }

    /// <summary>The monitor's id, the guard's group, or the resource's name.</summary>
    public required string Id { get; init; }

    /// <summary>Names of the resources it hosts or belongs to.</summary>
    public required IReadOnlyList<string> Hosts { get; init; }
}
