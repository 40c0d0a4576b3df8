namespace Holdfast.Client.Dtos;

/// <summary>Somebody who may use the cluster from another machine, by a certificate of their own.</summary>
public sealed record PersonDto
{
    /// <summary>Their name, as events tell it.</summary>
    public required string Name { get; init; }

    /// <summary><c>Viewer</c>, <c>Operator</c> or <c>Administrator</c>.</summary>
    public required string Role { get; init; }

    /// <summary>SHA-256 of their certificate, hexadecimal.</summary>
    public required string CertificateHash { get; init; }

    /// <summary>When the certificate ends.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Who let them in.</summary>
    public required string AddedBy { get; init; }

    /// <summary>Changes with every edit; give it as <c>?revision=</c> to be refused after others' edits.</summary>
    public required long Revision { get; init; }
}
