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
    private static readonly TimeSpan LongestTying = TimeSpan.FromSeconds(10);

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
        var created = PidNamespace.TryCreate(new ProcessStart
        {
            FileName = Environment.ProcessPath!,
            Arguments = ["init", self.Fd.ToString(CultureInfo.InvariantCulture)],
            Output = Stdio.Pipe,
            Error = Stdio.Descriptor(2),
            InheritedFds = [self.Fd, .. locks],
            BlockedSignals = [Signals.Child],
            WorkingDirectory = "/",
        });
        if (created is null)
        {
            return false;
        }

        AwaitTying(created);
        inside = created;
        PollSource? watch = null;
        watch = loop.Add(created.First.Handle.Fd, () => OnEnded(created, watch!));
        return true;
    }

    /// <summary>Nothing may be in it before it is sure to die with this guard.</summary>
    private static void AwaitTying(PidNamespace created)
    {
        int pipe = (int)created.First.Output!.DangerousGetHandle();
        Span<PollEntry> entry = [new() { Fd = pipe, Wanted = Descriptors.InputReady }];
        Span<byte> tied = stackalloc byte[1];
        long until = BootClock.Now + (LongestTying.Ticks * 100);
        while (until - BootClock.Now is > 0 and var left && Descriptors.Poll(entry, (int)(left / 1_000_000) + 1) == 0)
        {
            // A signal ended the wait, or the time is over.
        }

        if (entry[0].Ready == 0 || Descriptors.Read(pipe, tied) != tied.Length)
        {
            created.First.Handle.Send(Signals.Kill);
            created.Dispose();
            throw new InvalidOperationException(
                "The first process of the group's PID namespace did not come up within "
                + $"{LongestTying.TotalSeconds:0} s, or ended at once; this machine may be overloaded or out of "
                + "memory.");
        }
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
