namespace Holdfast.Database.Etcd;

/// <summary>How a process reaches the etcd that holds the cluster database.</summary>
public sealed record EtcdOptions
{
    /// <summary>Client URLs of the members, http or https, without a path.</summary>
    public required IReadOnlyList<Uri> Endpoints { get; init; }

    /// <summary>
    /// What all keys of this cluster begin with in etcd; it ends with a slash, and nobody else writes below it.
    /// </summary>
    public string Prefix { get; init; } = EtcdAddress.DefaultPrefix;

    /// <summary>PEM file with the authorities that may have signed the members' certificates; null: the system's.
    /// </summary>
    public string? CaFile { get; init; }

    /// <summary>PEM file with this client's certificate; needs <see cref="KeyFile"/>.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM file with the key of <see cref="CertificateFile"/>.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Name of the etcd user; null where etcd's authentication is off.</summary>
    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>
    /// How long one try of a request may take at one member: a quarter of the lease, L/4. A commit has one try.
    /// </summary>
    public TimeSpan TryTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How many revisions of history are kept: what is older is compacted along the way, for all users of that etcd.
    /// 0 leaves history alone.
    /// </summary>
    public int HistoryKept { get; init; } = 10_000;

    /// <summary>How many keys one page of a read holds.</summary>
    public int PageSize { get; init; } = 500;

    /// <summary>How often a watch compares what it delivered with what is stored.</summary>
    public TimeSpan SafetyList { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often <see cref="EtcdDatabase.Health"/> is renewed once the database is connected.</summary>
    public TimeSpan HealthInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many bytes one commit may have, where Holdfast runs the members itself and so knows it; a larger one is
    /// refused before it is sent. Null leaves it to the members, which know their own --max-request-bytes best.
    /// </summary>
    public int? MaxRequestBytes { get; init; }

    /// <summary>Told what an operator should know: an unsafe version, an alarm, a watch that went wrong.</summary>
    public Action<string>? Warn { get; init; }

    /// <summary>Everything but the password.</summary>
    public override string ToString() => $"etcd at {string.Join(',', Endpoints)} under {Prefix}";
}
