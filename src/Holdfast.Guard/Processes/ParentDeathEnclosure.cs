using Holdfast.Linux;

namespace Holdfast.Guard.Processes;

/// <summary>
/// What an ordinary user has: each process that the guard starts is killed by the kernel when the guard dies, and
/// orphans
/// become the guard's children, so that it finds and stops them too.
/// </summary>
/// <remarks>
/// Not held by it: what such a process has forked itself, if the guard is killed. It keeps the node's alive lock and
/// the group's, though, so that there is no proof that it is gone, and no other guard beside it. This advertises no
/// protection of its own.
/// </remarks>
internal sealed class ParentDeathEnclosure : Enclosure
{
    public ParentDeathEnclosure() => OwnProcess.AdoptOrphans();

    public override IReadOnlyList<string> Protections => [];

    public override int OrphanParent => Environment.ProcessId;

    public override SpawnedProcess Start(ProcessStart start) => ProcessSpawner.Start(start with
    {
        FileName = Environment.ProcessPath!,
        Arguments = ["exec", $"{Environment.ProcessId}", start.FileName, .. start.Arguments],
    });

    /// <summary>
    /// There is no one process that all hang on: the stop operation has found and killed them one by one.
    /// </summary>
    public override void Kill(Action gone) => gone();

    public override void ReapOrphans(Func<int, bool> isOwn)
    {
        // An own child that has exited stays first in the kernel's list until its owner reaps it, so it ends the round.
        for (int pid; (pid = Children.PeekExited()) != 0 && !isOwn(pid);)
        {
            Children.Discard(pid);
        }
    }
}
