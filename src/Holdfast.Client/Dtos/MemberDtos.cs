namespace Holdfast.Client.Dtos;

/// <summary>What came of a renewal that a node wrote for another one.</summary>
public sealed record RenewalDto
{
    public const string Committed = "committed";
    public const string Conflict = "conflict";
    public const string NotDone = "notDone";
    public const string Unknown = "unknown";

    /// <summary><c>committed</c>, <c>conflict</c>, <c>notDone</c> or <c>unknown</c>.</summary>
    public required string Outcome { get; init; }

    /// <summary>The revision that it was committed as; 0 if it was not.</summary>
    public required long Revision { get; init; }

    /// <summary>Why not; empty if it was.</summary>
    public required string Reason { get; init; }
}

/// <summary>All members' records as they are in the database.</summary>
public sealed record MemberRecordsDto
{
    /// <summary>The revision of the database that was read.</summary>
    public required long Revision { get; init; }

    /// <summary>The records, by node.</summary>
    public required IReadOnlyList<MemberRecordDto> Members { get; init; }
}

/// <summary>A member's record as it is stored.</summary>
public sealed record MemberRecordDto
{
    /// <summary>Whose it is.</summary>
    public required string Node { get; init; }

    /// <summary>The revision that it was written as.</summary>
    public required long Revision { get; init; }

    /// <summary>The record, as it is stored.</summary>
    public required string Record { get; init; }
}

/// <summary>Whether a node agrees that another one goes on without the database.</summary>
public sealed record AgreementDto
{
    /// <summary>Whether it does.</summary>
    public required bool Agrees { get; init; }

    /// <summary>Why not; empty if it agrees.</summary>
    public required string Reason { get; init; }
}
