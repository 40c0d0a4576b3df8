namespace Holdfast.Client.Dtos;

/// <summary>A token that lets one machine join once.</summary>
public sealed record JoinTokenDto
{
    /// <summary>The token. It is shown now and never again.</summary>
    public required string Token { get; init; }

    /// <summary><c>node</c> or <c>witness</c>: what may join with it.</summary>
    public required string Role { get; init; }

    /// <summary>The only name that may join with it; empty for any.</summary>
    public required string Node { get; init; }

    /// <summary>After that it is worth nothing.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>What to run on the machine that is to join.</summary>
    public required string Command { get; init; }
}

/// <summary>The certificate of the cluster's authority, which is no secret.</summary>
public sealed record AuthorityDto
{
    /// <summary>PEM.</summary>
    public required string Certificate { get; init; }

    /// <summary>Whether each machine runs a member of the cluster database, and so needs the program etcd.</summary>
    public bool RunsMembers { get; init; }
}

/// <summary>The key of the cluster's authority, which only nodes are given.</summary>
public sealed record AuthorityKeyDto
{
    /// <summary>PEM.</summary>
    public required string Key { get; init; }
}

/// <summary>A machine's certificate.</summary>
public sealed record MachineCertificateDto
{
    /// <summary>PEM.</summary>
    public required string Certificate { get; init; }

    /// <summary>The authority's own, PEM, which may be good for longer than the one that the machine has; empty from
    /// nodes of earlier versions.</summary>
    public string Authority { get; init; } = "";
}

/// <summary>What a machine that may join is told.</summary>
public sealed record JoinDto
{
    /// <summary>Tells this cluster from every other.</summary>
    public required string ClusterId { get; init; }

    /// <summary>The cluster's name.</summary>
    public required string Cluster { get; init; }

    /// <summary>The machine's certificate, PEM.</summary>
    public required string Certificate { get; init; }

    /// <summary>Address of the cluster database.</summary>
    public required string Database { get; init; }

    /// <summary>Identity of the member that was added for it; empty where the etcd is somebody else's.</summary>
    public required string MemberId { get; init; }

    /// <summary>The members it starts its own with: <c>name=https://HOST:2380,…</c>.</summary>
    public required string Members { get; init; }

    /// <summary>Time between the leader's signs of life.</summary>
    public required string Heartbeat { get; init; }

    /// <summary>Silence after which another leader is elected.</summary>
    public required string Election { get; init; }

    /// <summary>Which certificates count no more: X.509 list, DER in base64; empty where there is none.</summary>
    public string Revoked { get; init; } = "";
}

/// <summary>What became of <c>cluster create</c>, <c>cluster join</c> and <c>cluster witness</c>.</summary>
public sealed record MachineDto
{
    /// <summary>The cluster's name.</summary>
    public required string Cluster { get; init; }

    /// <summary>This machine's name in it.</summary>
    public required string Node { get; init; }

    /// <summary><c>node</c> or <c>witness</c>.</summary>
    public required string Role { get; init; }

    /// <summary>Where the other machines reach it.</summary>
    public required string Address { get; init; }

    /// <summary>The settings file that was written.</summary>
    public required string Config { get; init; }

    /// <summary>The machine's own folder.</summary>
    public required string Data { get; init; }

    /// <summary>The lease profile of the cluster; empty where a machine joined and it was not measured.</summary>
    public required string Profile { get; init; }

    /// <summary>Why this profile, or whether it fits where a machine joined, with what was measured.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>Whether the service was started.</summary>
    public required bool Started { get; init; }

    /// <summary>What to do next.</summary>
    public required string Next { get; init; }
}
