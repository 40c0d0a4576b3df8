namespace Holdfast.Database.Etcd;

/// <summary>How the members of an etcd are, for a status page: who answers, how full it is, what is wrong.</summary>
/// <param name="Members">One for each endpoint, in their order.</param>
/// <param name="Alarms">What etcd itself raises, such as NOSPACE or CORRUPT.</param>
/// <param name="Warnings">What an operator should do something about, in whole sentences with the remedy.</param>
public sealed record EtcdHealth(
    IReadOnlyList<EtcdMember> Members, IReadOnlyList<string> Alarms, IReadOnlyList<string> Warnings)
{
    public int Answering => Members.Count(member => member.Trouble is null);

    /// <summary>Bytes of the largest database file among the members.</summary>
    public long DatabaseBytes => Members.Max(member => member.DatabaseBytes);

    /// <summary>The lowest version among the members that answer; null if none does.</summary>
    public EtcdVersion? Version => Members.Select(member => member.Version).OfType<EtcdVersion>()
        .OrderBy(version => (version.Major, version.Minor, version.Patch)).FirstOrDefault();
}

/// <summary>One member of an etcd as it described itself.</summary>
public sealed record EtcdMember
{
    public required Uri Endpoint { get; init; }

    /// <summary>Why it could not be asked; null where it answered.</summary>
    public string? Trouble { get; init; }

    /// <summary>Its identity among the members; empty where it did not answer.</summary>
    public string Id { get; init; } = "";

    public EtcdVersion? Version { get; init; }

    /// <summary>Bytes of its database file.</summary>
    public long DatabaseBytes { get; init; }

    /// <summary>Bytes of the file that hold something; the rest comes free by defragmenting.</summary>
    public long BytesInUse { get; init; }

    /// <summary>Bytes at which it stops to take writes; 0 where it does not say (before 3.6).</summary>
    public long QuotaBytes { get; init; }

    public bool IsLeader { get; init; }

    /// <summary>Whether it is still catching up and has no vote.</summary>
    public bool IsLearner { get; init; }

    /// <summary>
    /// Whether it answers, but does not tell this user how full it is: newer versions tell that to the role root only.
    /// </summary>
    public bool IsPrivate { get; init; }

    /// <summary>False while it knows no leader, and so takes no writes.</summary>
    public bool HasLeader { get; init; }
}
