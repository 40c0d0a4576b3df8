using Holdfast.Guard.Loop;
using Holdfast.Linux;

namespace Holdfast.Guard.Processes;

/// <summary>
/// Stops some processes with all that came of them: SIGTERM (and SIGCONT, for one that is stopped), a grace, SIGKILL.
/// Done when nothing of them is left.
/// </summary>
internal sealed class StopOperation
{
    private const int FirstLookMs = 20;
    private const int RarestLookMs = 1_000;

    private readonly PollLoop loop;
    private readonly ProcessTable table;
    private readonly ProcessTree tree;
    private readonly IReadOnlyList<GuardedProcess> targets;
    private readonly bool everything;
    private readonly Action done;
    private readonly Dictionary<TreeMember, PidFd> living = [];
    private int lookMs = FirstLookMs;
    private bool lookComes;
    private bool killing;
    private bool isDone;

    /// <param name="everything">The orphans too that nobody can be named for.</param>
    public StopOperation(
        PollLoop loop,
        ProcessTable table,
        ProcessTree tree,
        IReadOnlyList<GuardedProcess> targets,
        bool everything,
        Action done)
    {
        this.loop = loop;
        this.table = table;
        this.tree = tree;
        this.targets = targets;
        this.everything = everything;
        this.done = done;
    }

    /// <summary>Begins; with no grace it kills at once. May be done before it returns.</summary>
    public void Begin(TimeSpan grace)
    {
        foreach (var target in targets)
        {
            target.Stopping++;
        }

        killing = grace <= TimeSpan.Zero;
        Signal();
        if (!killing && !isDone)
        {
            loop.After(grace, Kill);
        }
    }

    private void Kill()
    {
        if (!isDone)
        {
            killing = true;
            Signal();
        }
    }

    /// <summary>Signals those that have not had this signal; looks again until there is nobody left.</summary>
    private void Signal()
    {
        var members = tree.Collect(targets, everything);
        foreach (var member in members)
        {
            if (living.TryGetValue(member, out var known))
            {
                if (killing)
                {
                    Send(known, Signals.Kill);
                }
            }
            else if (PidFd.TryOpen(member.Pid) is { } handle)
            {
                Follow(member, handle);
            }
        }

        if (members.Count == 0)
        {
            table.SettleAll();
            if (targets.All(target => target.HasExited))
            {
                Finish();
                return;
            }
        }

        if ((killing || members.Count == 0) && !lookComes)
        {
            // One that forked while it was looked for has a child that nobody knows of yet.
            lookComes = true;
            loop.After(TimeSpan.FromMilliseconds(lookMs), LookForMore);
            lookMs = Math.Min(RarestLookMs, lookMs * 2);
        }
    }

    private void Follow(TreeMember member, PidFd handle)
    {
        if (!ProcessTree.IsStill(member))
        {
            handle.Dispose();
            return;
        }

        living.Add(member, handle);
        PollSource? watch = null;
        watch = loop.Add(handle.Fd, () => OnExit(member, watch!));
        Send(handle, killing ? Signals.Kill : Signals.Terminate);
        Send(handle, Signals.Continue);
    }

    private static void Send(PidFd handle, int signal)
    {
        try
        {
            handle.Send(signal);
        }
        catch (LinuxException error)
        {
            GuardLog.Write($"{error.Message}; it runs as another user: stop it by hand.");
        }
    }

    private void OnExit(TreeMember member, PollSource watch)
    {
        watch.Remove();
        if (living.Remove(member, out var handle))
        {
            handle.Dispose();
        }

        if (living.Count == 0 && !isDone)
        {
            Signal();
        }
    }

    private void LookForMore()
    {
        lookComes = false;
        if (!isDone)
        {
            Signal();
        }
    }

    private void Finish()
    {
        isDone = true;
        foreach (var target in targets)
        {
            target.Stopping--;
        }

        done();
    }
}
