namespace Holdfast.Database.Etcd;

/// <summary>What an operator does about what etcd says no to.</summary>
internal static class EtcdRemedies
{
    public const string NoSpace = "etcd's database is over its quota and takes no writes (NOSPACE). Members that "
        + "Holdfast runs make room within minutes. Others: compact and defragment it (etcdctl compact REVISION; "
        + "etcdctl defrag --cluster), raise --quota-backend-bytes if it is really that full, then end the alarm: "
        + "etcdctl alarm disarm";

    private const string TooLarge = "nothing of it was stored; raise --max-request-bytes of every etcd member, which "
        + "is all that is needed, or store less at once";

    private static readonly (string Part, string Remedy)[] Known =
    [
        ("database space exceeded", NoSpace),
        ("too many operations", "raise --max-txn-ops of every etcd member, or change less at once"),
        ("request is too large", TooLarge),
        ("message larger than max", TooLarge),
        ("permission denied", "grant the user read and write on the whole prefix: "
            + "etcdctl role grant-permission ROLE --prefix=true readwrite PREFIX"),
        ("user name is empty", "etcd's authentication is on: give --etcd-user and --etcd-password-file"),
        ("authentication failed", "check --etcd-user and the file of --etcd-password-file"),
        ("authentication is not enabled", "leave out --etcd-user, or switch etcd's authentication on"),
    ];

    /// <summary>The message, with the remedy where one is known.</summary>
    public static string For(string message)
    {
        string? remedy = Array.Find(
            Known, known => message.Contains(known.Part, StringComparison.Ordinal)).Remedy;
        return remedy is null ? message : $"{message}: {remedy}.";
    }
}
