namespace Holdfast.Core.Configuration;

/// <summary>
/// Somebody who may use the cluster from another machine, by a certificate of their own: key
/// <c>config/people/&lt;name&gt;</c>.
/// </summary>
public sealed record PersonConfig : StoredRecord
{
    public required string Name { get; init; }

    /// <summary>What they may do: Viewer, Operator or Administrator.</summary>
    public required string Role { get; init; }

    /// <summary>SHA-256 of the whole certificate, hexadecimal, lower case.</summary>
    public required string CertificateHash { get; init; }

    /// <summary>When the certificate ends.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Who let them in.</summary>
    public string AddedBy { get; init; } = "";
}
