using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;

namespace Holdfast.Core.Status;

/// <summary>What a node says of itself: key <c>status/nodes/&lt;n&gt;</c>.</summary>
public sealed record NodeStatus : StoredRecord
{
    public required string Node { get; init; }

    public required long Epoch { get; init; }

    public string Version { get; init; } = "";

    /// <summary>Path of the Unix socket of its API.</summary>
    public string ApiSocket { get; init; } = "";

    /// <summary>Address of its API on TCP, empty if switched off.</summary>
    public string ApiUrl { get; init; } = "";

    /// <summary>
    /// Address at which it answers other machines, by mutual TLS; empty on a cluster of one machine.
    /// </summary>
    public string PeerUrl { get; init; } = "";

    /// <summary>Hashes of the packages it holds, verified.</summary>
    public ValueList<string> Packages { get; init; } = [];

    /// <summary>Why a registered type cannot run here, by type name; a type that is not in it can.</summary>
    public ValueMap<string> UnavailableTypes { get; init; } = ValueMap<string>.Empty;

    public ValueList<NodeProcess> Processes { get; init; } = [];
}

/// <summary>A process of a node: what <c>node show</c> lists.</summary>
/// <param name="Pid">Process id.</param>
/// <param name="Role"><c>service</c>, <c>monitor</c>, <c>guard</c> or <c>resource</c>.</param>
/// <param name="Id">The monitor's id, the guard's group, or the resource's name.</param>
/// <param name="Hosts">Names of the resources it hosts or belongs to.</param>
public sealed record NodeProcess(int Pid, string Role, string Id, ValueList<string> Hosts)
{
    /// <summary>An empty one, for what reads documents: it then sets member by member.</summary>
    public NodeProcess()
        : this(0, "", "", [])
    {
    }
}
