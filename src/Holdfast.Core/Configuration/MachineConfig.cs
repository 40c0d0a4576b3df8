using Holdfast.Core.Collections;

namespace Holdfast.Core.Configuration;

/// <summary>
/// A machine of a cluster that was made with <c>cluster create</c>: key <c>config/machines/&lt;name&gt;</c>. Written
/// when it joins.
/// </summary>
public sealed record MachineConfig : StoredRecord
{
    /// <summary>Role of a machine that runs resources.</summary>
    public const string NodeRole = "node";

    /// <summary>Role of a machine that only votes.</summary>
    public const string WitnessRole = "witness";

    public required string Name { get; init; }

    /// <summary><see cref="NodeRole"/> or <see cref="WitnessRole"/>.</summary>
    public required string Role { get; init; }

    /// <summary>Name or IP address by which the other machines reach it.</summary>
    public required string Address { get; init; }

    /// <summary>TCP port on which it answers other machines; 0 for a witness, which answers none.</summary>
    public int Port { get; init; }

    /// <summary>Client URL of its member of the cluster database; empty where that is somebody else's etcd.</summary>
    public string DatabaseUrl { get; init; } = "";

    /// <summary>
    /// Serial number of the certificate that it was given when it joined, hexadecimal, in records of versions that
    /// noted no other; else empty.
    /// </summary>
    public string Serial { get; init; } = "";

    /// <summary>The certificates that it was given, without those that ran out long ago.</summary>
    public ValueList<IssuedCertificate> Certificates { get; init; } = [];

    public DateTimeOffset JoinedAt { get; init; }
}

/// <summary>
/// What is stored of a join token: key <c>joins/&lt;id&gt;</c>. The token itself is not, only a hash of its secret.
/// </summary>
public sealed record JoinTokenRecord : StoredRecord
{
    public required string Id { get; init; }

    /// <summary>SHA-256 of the secret, hexadecimal.</summary>
    public required string SecretHash { get; init; }

    /// <summary>The role of the machine that may join with it.</summary>
    public required string Role { get; init; }

    /// <summary>The only name that may join with it; empty for any.</summary>
    public string Node { get; init; } = "";

    /// <summary>When it is worth nothing any more, by the clock of the machine that checks it.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>How often a wrong secret was tried with it.</summary>
    public int Tries { get; init; }
}
