using Holdfast.Linux;

namespace Holdfast.Guard.Processes;

/// <summary>What holds a group's processes together, so that they die with their guard.</summary>
internal abstract class Enclosure
{
    /// <summary>What of it a coordinator may count on, in the words of the node's heartbeat.</summary>
    public abstract IReadOnlyList<string> Protections { get; }

    /// <summary>The process that orphans within become children of.</summary>
    public abstract int OrphanParent { get; }

    /// <summary>Starts a process in it.</summary>
    public abstract SpawnedProcess Start(ProcessStart start);

    /// <summary>
    /// Kills all in it at once, where it can; calls <paramref name="gone"/> when nothing of it is left.
    /// </summary>
    public abstract void Kill(Action gone);

    /// <summary>Reaps orphans that became children of the guard.</summary>
    public abstract void ReapOrphans(Func<int, bool> isOwn);
}
