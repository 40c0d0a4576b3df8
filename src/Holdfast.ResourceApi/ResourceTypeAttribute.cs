namespace Holdfast.ResourceApi;

/// <summary>Makes a class derived from <see cref="Resource"/> a resource type that can be registered.</summary>
/// <remarks>
/// Durations are written <c>250ms</c>, <c>10s</c>, <c>5min</c>, <c>1h</c>. Whoever registers the type can change them.
/// </remarks>
/// <param name="name"> The name it is registered by, unique in a cluster: letters, digits, dots, hyphens and
/// underscores, e.g. <c>Acme.Ledger</c>.
/// </param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ResourceTypeAttribute(string name) : Attribute
{
    /// <summary>The name the type is registered by.</summary>
    public string Name { get; } = name;

    /// <summary>The name that people read; the registered name if it is not set.</summary>
    public string? DisplayName { get; set; }

    /// <summary>What the type is, in a sentence.</summary>
    public string Description { get; set; } = "";

    /// <summary>How often LooksAlive is called; 5 s by default.</summary>
    public string LooksAlivePollInterval { get; set; } = "5s";

    /// <summary>How often IsAlive is called; 60 s by default.</summary>
    public string IsAlivePollInterval { get; set; } = "60s";

    /// <summary>The longest silence of a pending Online or Offline; 180 s by default.</summary>
    public string PendingTimeout { get; set; } = "180s";

    /// <summary>The longest any other call may take; 30 s by default.</summary>
    public string DeadlockTimeout { get; set; } = "30s";

    /// <summary>
    /// What protection it needs before another node may take it over; <see cref="FenceScope.Process"/> by default.
    /// </summary>
    public FenceScope FenceScope { get; set; } = FenceScope.Process;
}
