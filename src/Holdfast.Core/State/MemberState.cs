using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;

namespace Holdfast.Core.State;

/// <summary>
/// A node's membership: key <c>state/members/&lt;n&gt;</c>. Written by that node; the coordinator only sets <see
/// cref="Alive"/> false.
/// </summary>
public sealed record MemberState : StoredRecord
{
    public required string Node { get; init; }

    /// <summary>Rises with every join; what a node runs belongs to the epoch it was started in.</summary>
    public required long Epoch { get; init; }

    /// <summary>False once the epoch was fenced or left.</summary>
    public required bool Alive { get; init; }

    /// <summary>Advances with every renewal.</summary>
    public required long Sequence { get; init; }

    /// <summary>
    /// Which run of the node's service wrote it; a node's own write is told by this and its sequence.
    /// </summary>
    public string Run { get; init; } = "";

    /// <summary>The epochs of the members this node last saw alive.</summary>
    public ValueMap<long> View { get; init; } = ValueMap<long>.Empty;

    /// <summary>/proc/sys/kernel/random/boot_id of its machine.</summary>
    public string BootId { get; init; } = "";

    /// <summary>L as this node keeps it; longer during a hold.</summary>
    public TimeSpan Authority { get; init; }

    /// <summary>LK as this node's guards keep it; longer during a hold.</summary>
    public TimeSpan Kill { get; init; }

    /// <summary>K as this node claims it.</summary>
    public TimeSpan KillTime { get; init; }

    /// <summary>
    /// This node may go on without the database as long as every member of <see cref="View"/> agrees; observers must
    /// reckon with it.
    /// </summary>
    public bool Agrees { get; init; }

    /// <summary>
    /// Written for this node by another one: it does not reach the database itself, so it sees nothing and can be given
    /// nothing.
    /// </summary>
    public bool Relayed { get; init; }

    /// <summary>
    /// Time-out of the watchdog that resets this node's machine unless it is fed; zero if none is armed, and during a
    /// hold. It is fed until <see cref="Kill"/> at the latest.
    /// </summary>
    public TimeSpan Watchdog { get; init; }

    /// <summary>True while the service was stopped in good order and its resources go on.</summary>
    public bool Detached { get; init; }

    /// <summary>
    /// What ends this node's resources when it goes silent: <c>guard-timer</c>, <c>pid-namespace</c>,
    /// <c>alive-lock</c>.
    /// </summary>
    public ValueList<string> Protections { get; init; } = [];

    /// <summary>
    /// The file on which service, monitors and guards of this node hold a shared lock, for observers on the same
    /// boot.
    /// </summary>
    public string AlivePath { get; init; } = "";

    /// <summary>
    /// Device and inode of that file: under the same path an observer in another container may see another file, or a
    /// file made anew, and its lock proves nothing.
    /// </summary>
    public string AliveFile { get; init; } = "";

    /// <summary>
    /// The other members that it names: those whose agreement it can live by. If there are none, it lives by nobody's.
    /// </summary>
    public ValueMap<long> NamesOthers() => View.Remove(Node);

    /// <summary>Whether this is <paramref name="earlier"/> renewed, and nothing else about it has changed.</summary>
    public bool IsRenewalOf(MemberState earlier) => this == earlier with { Sequence = Sequence };
}
