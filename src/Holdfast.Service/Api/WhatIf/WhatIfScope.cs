using Holdfast.Client.Dtos;
using Holdfast.Core.State;
using Holdfast.Core.WhatIf;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Service.Events;

namespace Holdfast.Service.Api.WhatIf;

/// <summary>
/// A request that only wants to know what would come of it: its edit is taken down instead of being committed.
/// </summary>
/// <remarks>It flows with the request (async local), so that no edit can forget to ask for it.</remarks>
internal sealed class WhatIfScope : IDisposable
{
    private static readonly AsyncLocal<WhatIfScope?> Flow = new();
    private readonly List<WhatIfChange> _changes = [];
    private readonly List<PlanStepDto> _notes = [];

    public WhatIfScope() => Flow.Value = this;

    /// <summary>The scope of the request that is being served; null if it is to be carried out.</summary>
    public static WhatIfScope? Current => Flow.Value;

    /// <summary>The snapshot from which the edit was decided; null if nothing would change.</summary>
    public ClusterSnapshot? Snapshot { get; private set; }

    public IReadOnlyList<WhatIfChange> Changes => _changes;

    /// <summary>Whether nothing was taken down: nothing would change, or it was refused.</summary>
    public bool IsEmpty => Snapshot is null && _notes.Count == 0;

    /// <summary>What would be done beside what the cluster then decides; it comes first in the plan.</summary>
    public IReadOnlyList<PlanStepDto> Notes => _notes;

    /// <summary>Takes down what would be committed.</summary>
    public void Take(ClusterSnapshot snapshot, Transaction transaction) => Take(snapshot, ChangesOf(transaction));

    /// <summary>Takes down what would be committed, and told.</summary>
    public void Take(ClusterSnapshot snapshot, Transaction transaction, IEnumerable<EventDraft> told)
    {
        Take(snapshot, transaction);
        foreach (EventDraft draft in told)
        {
            Note(draft.Kind, draft.Message);
        }
    }

    /// <summary>Takes down what would change in the cluster.</summary>
    public void Take(ClusterSnapshot snapshot, IEnumerable<WhatIfChange> changes)
    {
        Snapshot ??= snapshot;
        _changes.AddRange(changes);
    }

    /// <summary>Takes down something that would be done.</summary>
    /// <param name="kind">One of <see cref="Core.Events.EventKinds"/>.</param>
    /// <param name="message">A sentence, in the words of the event that would tell of it.</param>
    /// <param name="node">The node that would do it; null if that is of no matter.</param>
    /// <param name="resource">The resource it is about; null if none.</param>
    public void Note(string kind, string message, string? node = null, string? resource = null) =>
        _notes.Add(new PlanStepDto
        {
            AfterMs = 0, Node = node, Kind = kind, Group = null, Resource = resource, Message = message,
        });

    /// <summary>What a transaction would store, as changes to imagine.</summary>
    public static IReadOnlyList<WhatIfChange> ChangesOf(Transaction transaction) =>
    [
        .. transaction.Puts
            .Where(put => SnapshotRows.TypeOf(put.Key) is not null)
            .Select(put => new WhatIfChange.Store(
                put.Key, StoredDocuments.Decode(SnapshotRows.TypeOf(put.Key)!, put.Key, put.Value.Span))),
        .. transaction.Deletes.Select(key => new WhatIfChange.Store(key, null)),
    ];

    public void Dispose() => Flow.Value = null;
}
