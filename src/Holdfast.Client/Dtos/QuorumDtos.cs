namespace Holdfast.Client.Dtos;

/// <summary>The cluster database as it was last seen, within 30 s.</summary>
public sealed record DatabaseDto
{
    /// <summary><c>Sqlite</c>, <c>Etcd</c> or <c>Memory</c>.</summary>
    public required string Engine { get; init; }

    /// <summary>How many members there are; 0 where the database is a file.</summary>
    public required int Members { get; init; }

    /// <summary>How many of them answered.</summary>
    public required int Answering { get; init; }

    /// <summary>The member that leads, by name or address; empty if there is none or it is not known.</summary>
    public required string Leader { get; init; }

    /// <summary>Bytes of the largest database file among the members.</summary>
    public required long Bytes { get; init; }

    /// <summary>The lowest version among the members that answer; empty where it is not known.</summary>
    public required string Version { get; init; }

    /// <summary>What etcd itself raises, such as <c>NOSPACE</c>.</summary>
    public required IReadOnlyList<string> Alarms { get; init; }

    /// <summary>What somebody should do something about, with the remedy.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}

/// <summary>Who votes in the cluster database, and what one more loss would do.</summary>
public sealed record QuorumDto
{
    /// <summary>The cluster's name.</summary>
    public required string Cluster { get; init; }

    /// <summary><c>Sqlite</c>, <c>Etcd</c> or <c>Memory</c>.</summary>
    public required string Engine { get; init; }

    /// <summary>Every machine and every member of the database.</summary>
    public required IReadOnlyList<QuorumMemberDto> Members { get; init; }

    /// <summary>How many votes there are.</summary>
    public required int Votes { get; init; }

    /// <summary>How many of them answered.</summary>
    public required int VotesAnswering { get; init; }

    /// <summary>How many are needed to decide anything.</summary>
    public required int VotesNeeded { get; init; }

    /// <summary>Whether enough answered.</summary>
    public required bool HasQuorum { get; init; }

    /// <summary>What this means, what one more loss would do, and what to do about it.</summary>
    public required string Words { get; init; }

    /// <summary>What etcd itself raises, such as <c>NOSPACE</c>.</summary>
    public required IReadOnlyList<string> Alarms { get; init; }

    /// <summary>What somebody should do something about, with the remedy.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}

/// <summary>A machine, or a member of the cluster database.</summary>
public sealed record QuorumMemberDto
{
    /// <summary>The machine's name.</summary>
    public required string Name { get; init; }

    /// <summary><c>node</c>, <c>witness</c> (runs nothing but its member), or <c>database</c> (an etcd that is not
    /// Holdfast's own).</summary>
    public required string Role { get; init; }

    /// <summary>Where the other machines reach it.</summary>
    public required string Address { get; init; }

    /// <summary><c>Votes</c>, <c>Learner</c> (still catching up, no vote yet), or <c>None</c> (no member of the
    /// database).</summary>
    public required string Vote { get; init; }

    /// <summary>Whether it leads the others.</summary>
    public required bool Leader { get; init; }

    /// <summary>Whether its member answered now.</summary>
    public required bool Answers { get; init; }

    /// <summary>Why it did not answer; empty where it did.</summary>
    public required string Trouble { get; init; }

    /// <summary>Version of its etcd; empty where it is not known.</summary>
    public required string Version { get; init; }

    /// <summary>Bytes of its database file.</summary>
    public required long Bytes { get; init; }
}
