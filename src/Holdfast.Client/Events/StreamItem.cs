using Holdfast.Client.Dtos;

namespace Holdfast.Client.Events;

/// <summary>What the event stream gives: a closed set. <see cref="Revision"/> is where to resume from.</summary>
public abstract record StreamItem(long Revision)
{
    /// <summary>Something happened.</summary>
    public sealed record Happened(long Revision, EventDto Event) : StreamItem(Revision);

    /// <summary>Something of the cluster changed; read it again.</summary>
    public sealed record Changed(long Revision, ChangeDto Change) : StreamItem(Revision);

    /// <summary>The history between was dropped; read everything again and go on from here.</summary>
    public sealed record Resync(long Revision) : StreamItem(Revision);

    /// <summary>Nothing was missed up to here; sent now and then so that a reader resumes from a recent
    /// revision.</summary>
    public sealed record Reached(long Revision) : StreamItem(Revision);
}
