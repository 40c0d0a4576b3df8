namespace Holdfast.ResourceApi;

/// <summary>How a resource is: <see cref="Ok"/>, <see cref="Degraded"/> or <see cref="Failed"/>.</summary>
public sealed record Health
{
    private Health(HealthStatus status, string reason)
    {
        Status = status;
        Reason = reason;
    }

    /// <summary>It works.</summary>
    public static Health Ok { get; } = new(HealthStatus.Ok, "");

    /// <summary>Which of the three it is.</summary>
    public HealthStatus Status { get; }

    /// <summary>Why, in words; empty when it is Ok.</summary>
    public string Reason { get; }

    /// <summary>It works, but somebody should look: the reason is shown, and nothing is restarted.</summary>
    /// <param name="reason">Why, in words.</param>
    public static Health Degraded(string reason) => new(HealthStatus.Degraded, reason);

    /// <summary>It does not work: the restart policy decides what happens.</summary>
    /// <param name="reason">Why, in words.</param>
    public static Health Failed(string reason) => new(HealthStatus.Failed, reason);

    /// <summary>"Ok", "Degraded: why" or "Failed: why".</summary>
    public override string ToString() => Reason.Length == 0 ? Status.ToString() : $"{Status}: {Reason}";
}

/// <summary>The three kinds of <see cref="Health"/>.</summary>
public enum HealthStatus
{
    /// <summary>It works.</summary>
    Ok,

    /// <summary>It works, but somebody should look.</summary>
    Degraded,

    /// <summary>It does not work.</summary>
    Failed,
}
