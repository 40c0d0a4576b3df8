using Holdfast.Linux;

namespace Holdfast.Service.Hosting;

/// <summary>
/// Ends the service of another node of this machine that was stopped (SIGSTOP) while it wrote to the database file: as
/// long as it holds the file's write lock no node renews its lease. It is killed, SQLite takes its transaction back,
/// and what it runs goes on by its guards until its service is there again.
/// </summary>
/// <param name="program">The name of the services' program; whoever else holds the lock is left to people.</param>
/// <param name="time">Measures how long it is stopped.</param>
/// <param name="say">Told of it.</param>
internal sealed class LockBreaker(string program, TimeProvider time, Action<string> say)
{
    /// <summary>Somebody may stop a process for a moment, to look at it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private readonly Lock _looking = new();

    /// <summary>Who waits looks many times a second; after a pause like this an earlier wait had ended, and what it saw
    /// says nothing of this one.</summary>
    private static readonly TimeSpan Forgotten = TimeSpan.FromSeconds(1);
    private (int Pid, long? Started, long Since, long Seen)? _stopped;

    /// <summary>A commit waits for this process.</summary>
    public void Look(int pid)
    {
        lock (_looking)
        {
            if (!PidFd.IsStopped(pid) || !IsService(pid))
            {
                _stopped = null;
                return;
            }

            long? started = PidFd.StartTime(pid);
            long now = time.GetTimestamp();
            if (_stopped is not { } before || before.Pid != pid || before.Started != started
                || time.GetElapsedTime(before.Seen, now) > Forgotten)
            {
                _stopped = (pid, started, now, now);
                return;
            }

            if (time.GetElapsedTime(before.Since, now) < Patience)
            {
                _stopped = before with { Seen = now };
                return;
            }

            using PidFd? handle = PidFd.TryOpen(pid);
            if (handle is not null && PidFd.StartTime(pid) == started)
            {
                say($"process {pid}, the service of another node, was stopped (SIGSTOP) in the middle of a write, and "
                    + "kept all nodes from the database: it is killed");
                handle.Send(Signals.Kill);
            }

            _stopped = null;
        }
    }

    private bool IsService(int pid)
    {
        try
        {
            return pid != Environment.ProcessId
                && Path.GetFileName(new FileInfo($"/proc/{pid}/exe").LinkTarget ?? "") == program;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
