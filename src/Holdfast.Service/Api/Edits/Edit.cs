using Holdfast.Database;
using Holdfast.Service.Api.Problems;
using Holdfast.Service.Events;

namespace Holdfast.Service.Api.Edits;

/// <summary>What a request comes to, decided from one snapshot of the cluster: a closed set.</summary>
internal abstract record Edit
{
    private Edit()
    {
    }

    /// <summary>It cannot be done.</summary>
    public sealed record Refused(Refusal Refusal) : Edit;

    /// <summary>It is so already.</summary>
    public sealed record Nothing : Edit;

    /// <summary>It is done by this transaction, which also writes the events.</summary>
    public sealed record Change(Transaction Transaction, params EventDraft[] Events) : Edit;

    public static implicit operator Edit(Refusal refusal) => new Refused(refusal);
}
