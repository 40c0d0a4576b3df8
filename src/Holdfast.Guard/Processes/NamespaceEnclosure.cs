using System.Globalization;
using Holdfast.Guard.Loop;
using Holdfast.Linux;

namespace Holdfast.Guard.Processes;

/// <summary>
/// A PID namespace: a daemon that forked twice and took a session of its own dies with the guard as well.
/// </summary>
/// <remarks>
/// If its first process is killed, everything in it is; what is started next gets a new namespace.
/// </remarks>
internal sealed class NamespaceEnclosure : Enclosure
{
    private readonly PollLoop loop;
    private readonly IReadOnlyList<int> locks;
    private PidNamespace? inside;
    private Action? whenGone;

    private NamespaceEnclosure(PollLoop loop, IReadOnlyList<int> locks)
    {
        this.loop = loop;
        this.locks = locks;
    }

    public override IReadOnlyList<string> Protections => ["pid-namespace"];

    public override int OrphanParent => inside?.First.Pid ?? 0;

    /// <summary>Null where this user may not make one.</summary>
    public static NamespaceEnclosure? TryCreate(PollLoop loop, IReadOnlyList<int> locks)
    {
        var enclosure = new NamespaceEnclosure(loop, locks);
        return enclosure.TryOpen() ? enclosure : null;
    }

    public override SpawnedProcess Start(ProcessStart start)
    {
        const int OutOfMemory = 12;
        if (inside is null && !TryOpen())
        {
            throw new InvalidOperationException(
                "The group's PID namespace ended, and a new one was refused; end this guard.");
        }

        try
        {
            return inside!.Start(start);
        }
        catch (LinuxException error) when (error.ErrorNumber == OutOfMemory && inside!.First.Handle.HasExited)
        {
            throw new InvalidOperationException("The group's PID namespace is just ending; start it again.", error);
        }
    }

    public override void Kill(Action gone)
    {
        if (inside is null)
        {
            gone();
            return;
        }

        whenGone = gone;
        inside.First.Handle.Send(Signals.Kill);
    }

    public override void ReapOrphans(Func<int, bool> isOwn)
    {
        // Orphans are children of the namespace's own first process, which reaps them.
    }

    private bool TryOpen()
    {
        using var self = PidFd.Open(Environment.ProcessId);
        inside = PidNamespace.TryCreate(new ProcessStart
        {
            FileName = Environment.ProcessPath!,
            Arguments = ["init", self.Fd.ToString(CultureInfo.InvariantCulture)],
            Error = Stdio.Descriptor(2),
            InheritedFds = [self.Fd, .. locks],
            BlockedSignals = [Signals.Child],
            WorkingDirectory = "/",
        });
        if (inside is null)
        {
            return false;
        }

        var created = inside;
        PollSource? watch = null;
        watch = loop.Add(created.First.Handle.Fd, () => OnEnded(created, watch!));
        return true;
    }

    private void OnEnded(PidNamespace ended, PollSource watch)
    {
        watch.Remove();
        if (whenGone is null)
        {
            GuardLog.Write(
                $"The PID namespace ended: its first process was {ended.First.TryReap()}; all in it are gone.");
        }

        ended.Dispose();
        inside = null;
        whenGone?.Invoke();
        whenGone = null;
    }
}
