namespace Holdfast.ResourceApi;

/// <summary>
/// What became of a resource whose monitor died: <see cref="Running"/>, <see cref="Gone"/> or <see cref="Unknown"/>.
/// </summary>
public sealed record Reattachment
{
    private Reattachment(ReattachmentStatus status, string reason)
    {
        Status = status;
        Reason = reason;
    }

    /// <summary>It runs and was never interrupted; it stays online.</summary>
    public static Reattachment Running { get; } = new(ReattachmentStatus.Running, "");

    /// <summary>Which of the three it is.</summary>
    public ReattachmentStatus Status { get; }

    /// <summary>Why, in words; empty when it runs.</summary>
    public string Reason { get; }

    /// <summary>It does not run any more; that counts as a failure and the restart policy decides.</summary>
    /// <param name="reason">What was found, in words.</param>
    public static Reattachment Gone(string reason) => new(ReattachmentStatus.Gone, reason);

    /// <summary>It cannot be told; the resource is terminated, then the restart policy decides.</summary>
    /// <param name="reason">Why it cannot be told, in words.</param>
    public static Reattachment Unknown(string reason) => new(ReattachmentStatus.Unknown, reason);

    /// <summary>"Running", "Gone: why" or "Unknown: why".</summary>
    public override string ToString() => Reason.Length == 0 ? Status.ToString() : $"{Status}: {Reason}";
}

/// <summary>The three kinds of <see cref="Reattachment"/>.</summary>
public enum ReattachmentStatus
{
    /// <summary>It runs and was never interrupted.</summary>
    Running,

    /// <summary>It does not run any more.</summary>
    Gone,

    /// <summary>It cannot be told.</summary>
    Unknown,
}
