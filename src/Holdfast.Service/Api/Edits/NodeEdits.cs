using Holdfast.Client.Errors;
using Holdfast.Core.Configuration;
using Holdfast.Core.Events;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Service.Api.Problems;
using Holdfast.Service.Events;

namespace Holdfast.Service.Api.Edits;

/// <summary>Edits of nodes.</summary>
internal static class NodeEdits
{
    public static Edit Update(ClusterSnapshot snapshot, string name, NodePatch patch, Asked asked) => Store(
        snapshot, name, patch.Apply, Told($"settings of node {name} changed", asked), asked);

    /// <summary>As <see cref="Update"/>, but what the patch does not name goes back to its default: description,
    /// attributes and offers.</summary>
    public static Edit Replace(ClusterSnapshot snapshot, string name, NodePatch patch, Asked asked)
    {
        var standard = new NodeConfig { Name = name };
        return Store(
            snapshot, name,
            node => patch.Apply(node with
            {
                Description = standard.Description, Attributes = standard.Attributes, Offers = standard.Offers,
            }),
            Told($"settings of node {name} changed", asked), asked);
    }

    /// <summary>Pauses a node; with <paramref name="drain"/> its groups are moved away as well.</summary>
    public static Edit Pause(ClusterSnapshot snapshot, string name, bool drain, Asked asked) => Store(
        snapshot, name,
        node => node with { Paused = true, Drain = drain || node.Drain, FailbackAsked = false },
        new EventDraft(EventKinds.NodePaused,
            $"node {name} paused{(drain ? " and drained" : "")}, by {asked.Who}"),
        asked);

    /// <summary>Ends a pause; with <paramref name="failback"/> what was drained from the node comes back, until it is
    /// paused again.</summary>
    public static Edit Resume(ClusterSnapshot snapshot, string name, bool failback, Asked asked) => Store(
        snapshot, name,
        node => node with { Paused = false, Drain = false, FailbackAsked = failback || node.FailbackAsked },
        new EventDraft(EventKinds.NodeResumed,
            $"node {name} resumed{(failback ? ", and what was drained from it comes back" : "")}, by {asked.Who}"),
        asked);

    /// <summary>Locks a node for maintenance, or unlocks it.</summary>
    public static Edit Lock(ClusterSnapshot snapshot, string name, bool locked, Asked asked) => Store(
        snapshot, name, node => node with { Locked = locked },
        Told($"node {name} {(locked ? "locked: no action is taken on what it owns" : "unlocked")}", asked),
        asked);

    /// <summary>Forgets the node's losses up to now, and ends its quarantine.</summary>
    public static Edit Clear(ClusterSnapshot snapshot, string name, DateTimeOffset now, Asked asked) => Store(
        snapshot, name, node => node with { ClearedAt = now },
        Told($"losses of node {name} forgotten; it is not in quarantine", asked),
        asked);

    /// <summary>Notes an operator's word that nothing of a node that is down runs any more, in the epoch that they
    /// looked at.</summary>
    public static Edit ConfirmDead(ClusterSnapshot snapshot, string name, long epoch, Asked asked)
    {
        if (!snapshot.NodeNames().Contains(name))
        {
            return snapshot.NoNode(name);
        }

        if (!snapshot.Members.TryGetValue(name, out Row<MemberState>? member) || member.Value.Alive)
        {
            return new Refusal(ErrorCodes.NodeNotDown,
                $"node {name} is not down; only of a node that is can it be confirmed that nothing of it runs");
        }

        if (member.Value.Epoch != epoch)
        {
            return new Refusal(ErrorCodes.WrongEpoch,
                $"node {name} is in epoch {member.Value.Epoch}, not {epoch}; look again: holdfast node show {name}");
        }

        var told = new EventDraft(EventKinds.ConfigChanged,
            $"it is confirmed that nothing of node {name} runs in epoch {epoch}, by {asked.Who}") { Level = "warning" };
        Edit edit = Store(snapshot, name, node => node with { ConfirmedDead = epoch }, told, asked);
        return edit is Edit.Change change
            ? change with { Transaction = Compared(change.Transaction, member) }
            : edit;
    }

    /// <summary>The transaction, if the node's membership is still as it was seen.</summary>
    private static Transaction Compared(Transaction transaction, Row<MemberState> member) => transaction with
    {
        Guards = [.. transaction.Guards, new(Keys.Member(member.Value.Node), member.Revision)],
    };

    private static EventDraft Told(string what, Asked asked) =>
        new(EventKinds.ConfigChanged, $"{what}, by {asked.Who}");

    private static Edit Store(
        ClusterSnapshot snapshot, string name, Func<NodeConfig, NodeConfig> change, EventDraft told, Asked asked)
    {
        if (!snapshot.NodeNames().Contains(name))
        {
            return snapshot.NoNode(name);
        }

        Row<NodeConfig> row = snapshot.Nodes.TryGetValue(name, out Row<NodeConfig>? found)
            ? found
            : new Row<NodeConfig>(new NodeConfig { Name = name }, 0);
        if (asked.Outdated(row, $"node {name}") is { } outdated)
        {
            return outdated;
        }

        NodeConfig changed = change(row.Value);
        string key = Keys.Node(name);
        return changed == row.Value
            ? new Edit.Nothing()
            : new Edit.Change(
                new Transaction { Guards = [new(key, row.Revision)], Puts = [StoredDocuments.Put(key, changed)] },
                    told);
    }
}
