namespace Holdfast.Client.Requests;

/// <summary>Asks for a token that lets one machine join.</summary>
public sealed record JoinTokenRequest
{
    /// <summary><c>node</c> or <c>witness</c>.</summary>
    public string? Role { get; init; }

    /// <summary>The only name that may join with it.</summary>
    public string? Node { get; init; }

    /// <summary>How long it is good, from 1min to 24h; 15min if not given.</summary>
    public string? Lifetime { get; init; }
}

/// <summary>A machine asks to join.</summary>
public sealed record JoinRequest
{
    /// <summary>The token's id.</summary>
    public required string TokenId { get; init; }

    /// <summary>The token's secret.</summary>
    public required string Secret { get; init; }

    /// <summary><c>node</c> or <c>witness</c>.</summary>
    public required string Role { get; init; }

    /// <summary>The machine's name.</summary>
    public required string Node { get; init; }

    /// <summary>Name or IP address by which the others reach it.</summary>
    public required string Address { get; init; }

    /// <summary>Port on which it answers other machines.</summary>
    public required int Port { get; init; }

    /// <summary>Port of its member of the database for clients.</summary>
    public required int ClientPort { get; init; }

    /// <summary>Port of its member for the other members.</summary>
    public required int PeerPort { get; init; }

    /// <summary>Its request for a certificate, PEM.</summary>
    public required string SigningRequest { get; init; }
}

/// <summary>A machine asks for a certificate after its own.</summary>
public sealed record CertificateRenewalRequest
{
    /// <summary>Its request, PEM.</summary>
    public required string SigningRequest { get; init; }
}
