using Holdfast.Guard.Clients;
using Holdfast.Guard.Deadlines;
using Holdfast.Guard.Loop;
using Holdfast.Guard.Output;
using Holdfast.Guard.Processes;
using Holdfast.Linux;
using Holdfast.MonitorProtocol.Guards;

namespace Holdfast.Guard;

/// <summary>
/// The guard of one group: parent and reaper of its processes, for as long as this node has authority. It runs no code
/// of
/// anybody else, on one thread.
/// </summary>
internal sealed class GroupGuard : IGuardedGroup
{
    private const int Refused = 2;
    private const int Lapsed = 3;
    private static readonly TimeSpan BeforeKill = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestKill = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastWords = TimeSpan.FromMilliseconds(500);

    private readonly GuardOptions options;
    private readonly Deadline deadline;
    private readonly PollLoop loop = new();
    private readonly LogFolder logs;
    private readonly Enclosure enclosure;
    private readonly ProcessTable table;
    private readonly ProcessTree tree;
    private readonly List<Action> endings = [];
    private bool ending;
    private bool lapsing;
    private long watched;
    private int? exitStatus;

    /// <param name="options">What the service said.</param>
    /// <param name="deadline">Armed.</param>
    /// <param name="locks">Descriptors that all that is started inherits, and by which it is known to live.</param>
    private GroupGuard(GuardOptions options, Deadline deadline, IReadOnlyList<int> locks)
    {
        this.options = options;
        this.deadline = deadline;
        logs = new LogFolder(options.LogFolder);
        enclosure = (Enclosure?)NamespaceEnclosure.TryCreate(loop, locks) ?? new ParentDeathEnclosure();
        table = new ProcessTable(loop, enclosure, logs, options, locks);
        tree = new ProcessTree(enclosure, table);
    }

    public static int Run(string[] arguments)
    {
        try
        {
            var options = GuardOptions.Parse(arguments);
            _ = AliveLock.Inherit(options.AliveFd);
            IgnoreSignals();

            // The deadline first, then the group's lock, then the socket: whoever can connect finds a guard that is
            // bound already, and alone.
            var deadline = Deadline.Arm(options.Authority, options.Epoch);
            using var alone = ExclusiveLock.TryTake(options.GroupLock) ?? throw new InvalidOperationException(
                $"An earlier guard of {options.Group}, or something that it started, still lives; it must end first.");
            LockMemory();
            using var listener = UnixListener.Bind(options.Socket);
            return new GroupGuard(options, deadline, [options.AliveFd, alone.Fd]).Serve(listener);
        }
        catch (ArgumentException error)
        {
            GuardLog.Write($"{error.Message}\n{GuardOptions.Usage}");
            return Refused;
        }
        catch (Exception error) when (error is InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            GuardLog.Write(error.Message);
            return Refused;
        }
    }

    public GuardHello Hello()
    {
        Look();
        return new GuardHello
        {
            Pid = Environment.ProcessId,
            Node = options.Node,
            Group = options.Group,
            Epoch = options.Epoch,
            Generation = options.Generation,
            KillAt = deadline.KillAt,
            Protections = ["guard-timer", .. enclosure.Protections],
        };
    }

    public GuardProcess Start(string resource, string name, GuardStart start)
    {
        Look();
        if (ending)
        {
            throw new InvalidOperationException("This guard is ending; start it under the group's next one.");
        }

        return BootClock.Now >= deadline.AuthorityUntil
            ? throw new InvalidOperationException(
                "This node's authority is over; nothing is started until it has joined again.")
            : table.Start(resource, name, start).Describe();
    }

    public IReadOnlyList<GuardProcess> List(string? resource, string? name) =>
        [.. table.Select(resource, name).Select(process => process.Describe())];

    public void Stop(string? resource, string? name, TimeSpan grace, Action<IReadOnlyList<GuardProcess>> done)
    {
        var targets = table.Select(resource, name);
        new StopOperation(loop, table, tree, targets, everything: resource is null, Report).Begin(grace);

        void Report() => done([.. targets.Select(target => target.Describe())]);
    }

    public void End(TimeSpan grace, Action done)
    {
        endings.Add(done);
        if (!ending)
        {
            ending = true;
            StopEverything(grace);
        }
        else if (grace <= TimeSpan.Zero)
        {
            StopEverything(grace);
        }
    }

    /// <summary>Without it the guard works all the same, but not surely in time.</summary>
    private static void LockMemory()
    {
        if (OwnProcess.TryLockMemory() is { } refused)
        {
            GuardLog.Write($"{refused.Message}. The kernel may write this guard's pages to swap, and then it may act "
                + "late; its deadline is the kernel's own and holds. Raise RLIMIT_MEMLOCK: LimitMEMLOCK=infinity in "
                + "holdfastd's unit, or ulimit -l unlimited in the shell that starts holdfastd.");
        }
    }

    private static void IgnoreSignals()
    {
        // It ends by "end", by its deadline, or by SIGKILL; a SIGTERM to everybody must not take a running group down.
        ReadOnlySpan<int> ignored = [Signals.Hangup, Signals.Interrupt, Signals.Terminate, Signals.BrokenPipe];
        foreach (int signal in ignored)
        {
            OwnProcess.Ignore(signal);
        }
    }

    private int Serve(UnixListener listener)
    {
        var handler = new RequestHandler(this);
        using var clients = new ClientList(loop, listener, handler.Handle);
        table.Exited = process => clients.AnnounceExit(process.Describe());
        table.Started = process => clients.AnnounceStart(process.Describe());
        GuardLog.Write(
            $"Guard of {options.Group} on {options.Node}, epoch {options.Epoch}, generation {options.Generation}: "
            + $"{string.Join(", ", Hello().Protections)}.");
        OnTick();
        while (exitStatus is null)
        {
            loop.RunOnce();
        }

        long until = BootClock.Now + (LastWords.Ticks * 100);
        loop.At(until, () => { });
        while (clients.HasBacklog && BootClock.Now < until)
        {
            loop.RunOnce();
        }

        foreach (var process in table.All)
        {
            process.Output.Close();
        }

        logs.Close();
        return exitStatus.Value;
    }

    private void OnTick()
    {
        Look();
        enclosure.ReapOrphans(table.IsRunning);
        long killAt = deadline.KillAt;
        if (killAt != watched && killAt - BootClock.Now < AuthorityReading.LongestLook)
        {
            // A little before the kernel would kill: then there are last words in the log.
            watched = killAt;
            loop.At(killAt - (BeforeKill.Ticks * 100), () => LastLook(killAt));
        }

        loop.After(deadline.NextLook(BootClock.Now), OnTick);
    }

    private void LastLook(long killAt)
    {
        Look();
        if (deadline.KillAt <= killAt)
        {
            Lapse("its deadline has come and nobody renewed it");
        }
    }

    private void Look()
    {
        if (deadline.Check() is { } reason)
        {
            Lapse(reason);
        }
    }

    /// <summary>
    /// Kills everything now. The kernel's timer stays armed beneath, and the processes' tie to this one.
    /// </summary>
    private void Lapse(string reason)
    {
        if (lapsing)
        {
            return;
        }

        lapsing = true;
        GuardLog.Write($"Killing everything of {options.Group}: {reason}.");
        loop.After(LongestKill, () => exitStatus = Lapsed);
        End(TimeSpan.Zero, () => exitStatus = Lapsed);
    }

    private void StopEverything(TimeSpan grace)
    {
        if (grace <= TimeSpan.Zero)
        {
            enclosure.Kill(() => { });
        }

        new StopOperation(loop, table, tree, [.. table.All], everything: true, () => enclosure.Kill(Finish))
            .Begin(grace);
    }

    private void Finish()
    {
        if (exitStatus is not null)
        {
            return;
        }

        table.SettleAll();
        foreach (var ended in endings)
        {
            ended();
        }

        exitStatus ??= 0;
    }
}
