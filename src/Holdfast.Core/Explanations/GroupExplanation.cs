using Holdfast.Core.Collections;

namespace Holdfast.Core.Explanations;

/// <summary>Why a group, or an instance of a parallel one, is where and how it is.</summary>
/// <param name="Group">The group, or the instance.</param>
/// <param name="Owner">Its owner; null if it has none.</param>
/// <param name="Summary">Where it is, how it is and why, in whole sentences.</param>
/// <param name="Candidates">Every node, best first: what was considered, and why it lost.</param>
/// <param name="WaitsFor">What the cluster waits for before it goes on with the group; empty if it has no more to
/// do.</param>
/// <param name="Next">What the coordinator does with it as things are now; empty for nothing.</param>
public sealed record GroupExplanation(
    string Group,
    string? Owner,
    ValueList<string> Summary,
    ValueList<CandidateExplanation> Candidates,
    ValueList<Waiting> WaitsFor,
    string Next);

/// <summary>A node as it was considered for a group.</summary>
/// <param name="Node">The node.</param>
/// <param name="CanOwn">Whether it could own the group now.</param>
/// <param name="IsOwner">Whether it does.</param>
/// <param name="Why">Why it is the owner, would be, or is not.</param>
public sealed record CandidateExplanation(string Node, bool CanOwn, bool IsOwner, string Why);

/// <summary>Something that is waited for.</summary>
/// <param name="For">What, in words.</param>
/// <param name="Until">When the wait ends by itself, by the wall clock; null if it does not.</param>
public sealed record Waiting(string For, DateTimeOffset? Until = null);

/// <summary>Why a resource is as it is.</summary>
/// <param name="Resource">The resource, as its instance names it.</param>
/// <param name="State">Its state.</param>
/// <param name="Summary">In whole sentences.</param>
/// <param name="WaitsFor">What is waited for.</param>
public sealed record ResourceExplanation(
    string Resource, string State, ValueList<string> Summary, ValueList<Waiting> WaitsFor);

/// <summary>Why a node is as it is.</summary>
/// <param name="Node">The node.</param>
/// <param name="Summary">In whole sentences.</param>
/// <param name="Groups">Every group, and why it is on the node or is not.</param>
/// <param name="WaitsFor">What is waited for.</param>
public sealed record NodeExplanation(
    string Node, ValueList<string> Summary, ValueList<GroupOnNode> Groups, ValueList<Waiting> WaitsFor);

/// <summary>A group as seen from a node.</summary>
public sealed record GroupOnNode(string Group, bool IsOwner, string Why);
