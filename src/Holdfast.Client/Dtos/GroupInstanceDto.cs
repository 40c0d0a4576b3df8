namespace Holdfast.Client.Dtos;

/// <summary>One of the instances of a parallel group: how it is.</summary>
public sealed record GroupInstanceDto
{
    /// <summary>The group's name with a suffix: <c>web:0</c>, or <c>web:n1</c> for one on every node.</summary>
    public required string Name { get; init; }

    /// <summary><c>Online</c>, <c>PartialOnline</c>, <c>Pending</c>, <c>Offline</c> or <c>Failed</c>.</summary>
    public required string State { get; init; }

    /// <summary>The node that owns it, null while none does.</summary>
    public required string? Owner { get; init; }

    /// <summary>The fencing token: rises with every assignment.</summary>
    public required long Generation { get; init; }

    /// <summary><c>Promoted</c> or <c>Unpromoted</c>, as its owner says; null in a group without roles.</summary>
    public required string? Role { get; init; }

    /// <summary>The role that it is to have; null in a group without roles.</summary>
    public required string? WantedRole { get; init; }

    /// <summary>False for one that is on its way out, because the group is to have fewer.</summary>
    public required bool Wanted { get; init; }

    /// <summary>Time of the last change of state, null before the first.</summary>
    public required DateTimeOffset? Since { get; init; }

    /// <summary>Why it is where and how it is, in words.</summary>
    public required string Reason { get; init; }

    /// <summary>Why something that should be done is not; empty if nothing hinders it.</summary>
    public required string Hindrance { get; init; }

    /// <summary>The node it is being moved to, null if it is not.</summary>
    public required string? MovingTo { get; init; }

    /// <summary>The failovers that count against the threshold, oldest first.</summary>
    public required IReadOnlyList<FailoverDto> Failovers { get; init; }

    /// <summary>Id of the last move taken up or refused; empty if there was none.</summary>
    public required string LastMoveId { get; init; }

    /// <summary>Why the last move was refused; empty if it was taken up.</summary>
    public required string LastMoveRefusal { get; init; }

    /// <summary>The process that owns the instance's own processes; null where none runs.</summary>
    public required GuardDto? Guard { get; init; }

    /// <summary>Its resources, named as in <c>r:0</c>.</summary>
    public required IReadOnlyList<ResourceDto> Resources { get; init; }
}
