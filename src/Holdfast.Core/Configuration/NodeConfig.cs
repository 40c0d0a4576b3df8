using Holdfast.Core.Collections;

namespace Holdfast.Core.Configuration;

/// <summary>What people want of a node: key <c>config/nodes/&lt;n&gt;</c>.</summary>
public sealed record NodeConfig : StoredRecord
{
    public required string Name { get; init; }

    /// <summary>
    /// The order in which nodes were added, from 1; the last word in placement, after preferred owners.
    /// </summary>
    public int Id { get; init; }

    /// <summary>A paused node keeps what it runs and is given nothing new.</summary>
    public bool Paused { get; init; }

    /// <summary>Set by <c>node pause --drain</c>: its groups are moved away.</summary>
    public bool Drain { get; init; }

    public string Description { get; init; } = "";

    /// <summary>Maintenance: no action is taken on what it owns; health is still shown.</summary>
    public bool Locked { get; init; }

    /// <summary>What placement rules of groups ask for.</summary>
    public ValueMap<string> Attributes { get; init; } = ValueMap<string>.Empty;

    /// <summary>Quantities that its groups share, by name; a quantity that is not in it is not limited.</summary>
    public ValueMap<long> Offers { get; init; } = ValueMap<long>.Empty;

    /// <summary>Losses before this moment count no more for quarantine (<c>node clear</c>).</summary>
    public DateTimeOffset? ClearedAt { get; init; }

    /// <summary>
    /// The epoch of which an operator said that nothing of it runs any more (<c>node confirm-dead</c>): the machine is
    /// off, or cut from all that its groups use. Whoever says so wrongly lets a group run twice.
    /// </summary>
    public long? ConfirmedDead { get; init; }

    /// <summary>Set by <c>node resume --failback</c>: what was drained from it comes back.</summary>
    public bool FailbackAsked { get; init; }
}
