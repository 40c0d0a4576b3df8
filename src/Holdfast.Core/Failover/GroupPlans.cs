using Holdfast.Core.Events;
using Holdfast.Core.Explanations;
using Holdfast.Core.Placement;
using Holdfast.Core.State;

namespace Holdfast.Core.Failover;

/// <summary>
/// Turns actions into the writes of one transaction, each compared with the record that it was decided from.
/// </summary>
internal static class GroupPlans
{
    public static void Add(GroupAction action, ClusterSnapshot snapshot, PlanDraft draft)
    {
        if (action.Move is { } move)
        {
            draft.Guard(Keys.Move(action.Group), move.Revision);
            draft.Delete(Keys.Move(action.Group));
        }

        switch (action)
        {
            case GroupAction.Assign assign:
                Put(assign.State, snapshot, draft);
                draft.Announce(Announce(assign));
                AnnounceRefusal(assign, draft);
                break;
            case GroupAction.AskToStop stop:
                Put(stop.State, snapshot, draft);
                draft.Announce(Announce(stop));
                break;
            case GroupAction.Note note:
                Put(note.State, snapshot, draft);
                Announce(note, draft);
                break;
            case GroupAction.RefuseMove refuse:
                if (refuse.State is not null)
                {
                    Put(refuse.State, snapshot, draft);
                }

                draft.Announce(Refused(refuse.Group, refuse.Reason));
                break;
            case GroupAction.SetRole role:
                Put(role.State, snapshot, draft);
                draft.Announce(Announce(role));
                break;
            case GroupAction.FenceOwner fence:
                Fence(fence, snapshot, draft);
                break;
            case GroupAction.Forget:
                GuardState(action.Group, snapshot, draft);
                draft.Delete(Keys.GroupState(action.Group));
                draft.Delete(Keys.GroupStatus(action.Group));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(action), action, "Not an action on a group.");
        }
    }

    private static void Put(GroupState state, ClusterSnapshot snapshot, PlanDraft draft)
    {
        GuardState(state.Group, snapshot, draft);
        draft.Put(Keys.GroupState(state.Group), state);
    }

    private static void GuardState(string group, ClusterSnapshot snapshot, PlanDraft draft)
    {
        if (snapshot.GroupStates.TryGetValue(group, out Row<GroupState>? row))
        {
            draft.Guard(Keys.GroupState(group), row.Revision);
            return;
        }

        // A first generation must not come late, into the life of a later group of the same name.
        draft.Guard(Keys.GroupState(group), 0);
        string config = GroupInstance.GroupOf(group);
        draft.Guard(Keys.Group(config), snapshot.Groups[config].Revision);
    }

    private static void Fence(GroupAction.FenceOwner fence, ClusterSnapshot snapshot, PlanDraft draft)
    {
        GuardState(fence.Group, snapshot, draft);
        draft.Guard(Keys.Member(fence.Owner.Value.Node), fence.Owner.Revision);
        draft.Put(Keys.Member(fence.Owner.Value.Node), fence.Owner.Value with { Alive = false });
        draft.Announce(new(
            EventKinds.NodeFenced,
            $"Node {fence.Owner.Value.Node} is fenced because of group {fence.Group}: {fence.Reason.Text}.")
        {
            Group = fence.Group,
            Level = "error",
            Reason = fence.Reason,
        });
    }

    private static Announcement Announce(GroupAction.SetRole role) =>
        new(
            EventKinds.GroupRole,
            $"Group {role.Group} is to be {role.State.Role} on {role.State.Owner}: {role.Reason.Text}.")
        {
            Group = role.Group,
            Reason = role.Reason,
        };

    private static Announcement Announce(GroupAction.Assign assign)
    {
        string from = assign.From is { } owner && !string.Equals(owner, assign.State.Owner, StringComparison.Ordinal)
            ? $"from {owner} "
            : "";
        return new(
            EventKinds.GroupAssigned,
            $"Group {assign.Group} goes {from}to {assign.State.Owner}, generation {assign.State.Generation}: " +
            $"{assign.Reason.Text}.")
        {
            Group = assign.Group,
            Reason = assign.Reason,
        };
    }

    private static Announcement Announce(GroupAction.AskToStop stop)
    {
        bool failover = stop.Reason.Kind == ReasonKind.ResourceFailed;
        string target = stop.State.IntendedOwner is { } node ? $" and goes to {node}" : "";
        string verb = failover ? "fails over" : "is taken offline";
        return new(
            failover ? EventKinds.GroupFailover : EventKinds.GroupStopping,
            $"Group {stop.Group} {verb} on {stop.State.Owner}{target}: {stop.Reason.Text}.")
        {
            Group = stop.Group,
            Level = failover ? "warning" : "info",
            Reason = stop.Reason,
        };
    }

    private static void Announce(GroupAction.Note note, PlanDraft draft)
    {
        AnnounceRefusal(note, draft);
        if (!note.IsNews)
        {
            return;
        }

        bool unplaced = note.State.Owner is null;
        string kind = unplaced ? EventKinds.GroupUnplaced
            : note.Reason.Kind == ReasonKind.FailoverLimit ? EventKinds.GroupFailoverLimit
            : EventKinds.GroupHindered;
        string what = unplaced ? "has no owner" : "stays as it is";
        draft.Announce(new(kind, $"Group {note.Group} {what}: {note.Reason.Text}.")
        {
            Group = note.Group,
            Level = "warning",
            Reason = note.Reason,
        });
    }

    private static void AnnounceRefusal(GroupAction action, PlanDraft draft)
    {
        string refusal = action switch
        {
            GroupAction.Assign assign => assign.State.LastMoveRefusal,
            GroupAction.Note note => note.State.LastMoveRefusal,
            _ => "",
        };
        if (action.Move is not null && refusal.Length > 0)
        {
            draft.Announce(Refused(action.Group, new(ReasonKind.MoveRefused, refusal) { Group = action.Group }));
        }
    }

    private static Announcement Refused(string group, Reason reason) =>
        new(EventKinds.MoveRefused, $"Group {group} is not moved: {reason.Text}.")
        {
            Group = group,
            Level = "warning",
            Reason = reason,
        };
}
