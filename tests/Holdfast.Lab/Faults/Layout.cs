namespace Holdfast.Lab.Faults;

/// <summary>What a cluster consists of.</summary>
/// <param name="Machines">How many machines with a node.</param>
/// <param name="Witness">Whether one more is a witness, with a member of etcd and no node.</param>
public sealed record Layout(int Machines, bool Witness = false)
{
    public static Layout Three { get; } = new(3);

    public static Layout Five { get; } = new(5);

    /// <summary>Each, where all machines have a member of etcd.</summary>
    public static IReadOnlyList<Layout> All { get; } = [Three, new(2, Witness: true), Five];

    /// <summary>Each, where the only etcd is another machine's.</summary>
    public static IReadOnlyList<Layout> AllOnOneEtcd { get; } = [Three, new(2), Five];

    public override string ToString() => $"{Machines}{(Witness ? " and a witness" : "")}";
}
