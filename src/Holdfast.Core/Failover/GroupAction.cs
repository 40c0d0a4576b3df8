using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Explanations;
using Holdfast.Core.State;
using Holdfast.Core.Time;

namespace Holdfast.Core.Failover;

/// <summary>What the coordinator does about one group: a closed set. Each says why.</summary>
/// <param name="Group">The group.</param>
/// <param name="Reason">Why, as an object and in words.</param>
public abstract record GroupAction(string Group, Reason Reason)
{
    /// <summary>Gives it to a node, with the next generation.</summary>
    /// <param name="State">The group's record from now on.</param>
    /// <param name="From">Who owned it before; null if nobody did.</param>
    public sealed record Assign(string Group, Reason Reason, GroupState State, string? From)
        : GroupAction(Group, Reason);

    /// <summary>Asks the owner to stop it and to say so, so that it can go elsewhere.</summary>
    public sealed record AskToStop(string Group, Reason Reason, GroupState State) : GroupAction(Group, Reason);

    /// <summary>Writes down why it has no owner, or why nothing is done.</summary>
    public sealed record Note(string Group, Reason Reason, GroupState State) : GroupAction(Group, Reason)
    {
        /// <summary>Worth an event; otherwise only the words are kept up to date.</summary>
        public bool IsNews { get; init; } = true;
    }

    /// <summary>Answers a move request with no.</summary>
    public sealed record RefuseMove(string Group, Reason Reason, GroupState? State) : GroupAction(Group, Reason);

    /// <summary>Forgets a group that was deleted and of which nothing runs.</summary>
    public sealed record Forget(string Group, Reason Reason) : GroupAction(Group, Reason);

    /// <summary>Gives an instance of a parallel group another role.</summary>
    public sealed record SetRole(string Group, Reason Reason, GroupState State) : GroupAction(Group, Reason);

    /// <summary>Fences the owner of a group that cannot be stopped.</summary>
    public sealed record FenceOwner(string Group, Reason Reason, Row<MemberState> Owner) : GroupAction(Group, Reason);

    /// <summary>The group's record from now on; null if it stays as it is or is forgotten.</summary>
    public GroupState? Next => this switch
    {
        Assign assign => assign.State,
        AskToStop stop => stop.State,
        Note note => note.State,
        RefuseMove refuse => refuse.State,
        SetRole role => role.State,
        _ => null,
    };

    /// <summary>The move request that this action answers; it is taken away with it.</summary>
    public Row<MoveRequest>? Move { get; init; }
}

/// <summary>What is to be done about the groups now.</summary>
/// <param name="Actions">In the order in which to do them: by priority, then by name.</param>
/// <param name="WakeAt">When to decide again even if nothing changes; null for never.</param>
public sealed record FailoverDecision(ValueList<GroupAction> Actions, BootTime? WakeAt);
