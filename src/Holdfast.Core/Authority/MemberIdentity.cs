using Holdfast.Core.Collections;
using Holdfast.Core.State;

namespace Holdfast.Core.Authority;

/// <summary>Who a member is, for as long as its machine is up.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="BootId">Boot id of its machine.</param>
/// <param name="AlivePath">The file that its processes hold a shared lock on; empty if it has none.</param>
/// <param name="Protections">What ends its resources when it goes silent.</param>
public sealed record MemberIdentity(string Node, string BootId, string AlivePath, ValueList<string> Protections)
{
    /// <summary>
    /// Tells this run of the service from every other. A run that was killed may have a renewal under way that takes
    /// effect later and has the same sequence as one of this run.
    /// </summary>
    public string Run { get; init; } = "";

    /// <summary>Whether it asks the others to agree that it goes on when the database is out of reach.</summary>
    public bool AsksOthers { get; init; }

    /// <summary>Device and inode of the file at AlivePath.</summary>
    public string AliveFile { get; init; } = "";

    /// <summary>
    /// Whether a record was written by this very node since its machine started. A record that was not may belong to
    /// another machine that bears the same name.
    /// </summary>
    public bool Wrote(MemberState row) =>
        string.Equals(row.BootId, BootId, StringComparison.Ordinal)
        && string.Equals(row.AlivePath, AlivePath, StringComparison.Ordinal);
}
