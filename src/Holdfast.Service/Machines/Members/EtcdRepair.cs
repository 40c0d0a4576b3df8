namespace Holdfast.Service.Machines.Members;

/// <summary>What is done about a member of the cluster database whose data was lost or is damaged.</summary>
internal static class EtcdRepair
{
    /// <summary>For a person, after what is wrong.</summary>
    public const string Steps = "Where its data is lost or damaged, give this machine a new member: end holdfastd "
        + "and etcd here, on another node holdfast node evict (for a witness: holdfast cluster remove) with this "
        + "machine's name, then delete its data folder and settings file and let it join anew. Where no other machine "
        + "has the data, restore a backup into a new cluster";

    /// <summary>
    /// Whether the member has data. One without must not be started: it would vote without knowing what it had agreed
    /// to, and the first one of a cluster would found that a second time.
    /// </summary>
    public static bool HasData(EtcdMemberOptions member) =>
        Path.Combine(member.MemberFolder, "member", "wal") is var log && Directory.Exists(log)
        && Directory.EnumerateFiles(log, "*.wal").Any();
}
