using Holdfast.Core.State;
using Holdfast.Core.WhatIf;
using Holdfast.Database;
using Holdfast.Database.Documents;

namespace Holdfast.Service.Api.WhatIf;

/// <summary>
/// A request that only wants to know what would come of it: its edit is taken down instead of being committed.
/// </summary>
/// <remarks>It flows with the request (async local), so that no edit can forget to ask for it.</remarks>
internal sealed class WhatIfScope : IDisposable
{
    private static readonly AsyncLocal<WhatIfScope?> Flow = new();

    public WhatIfScope() => Flow.Value = this;

    /// <summary>The scope of the request that is being served; null if it is to be carried out.</summary>
    public static WhatIfScope? Current => Flow.Value;

    /// <summary>The snapshot from which the edit was decided; null if nothing would change.</summary>
    public ClusterSnapshot? Snapshot { get; private set; }

    public IReadOnlyList<WhatIfChange> Changes { get; private set; } = [];

    /// <summary>Takes down what would be committed.</summary>
    public void Take(ClusterSnapshot snapshot, Transaction transaction)
    {
        Snapshot = snapshot;
        Changes = ChangesOf(transaction);
    }

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
