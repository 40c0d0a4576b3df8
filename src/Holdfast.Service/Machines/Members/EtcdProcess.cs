using System.Globalization;
using System.Text;
using Holdfast.Linux;

namespace Holdfast.Service.Machines.Members;

/// <summary>
/// The process of this machine's member. It goes on when the service that started it ends, and is found again by the
/// next one: it holds a lock that only its own end sets free, and its id and start time are written beside it.
/// </summary>
internal sealed class EtcdProcess : IDisposable
{
    private const long LargestLog = 16 << 20;
    private const UnixFileMode OwnersOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>
    /// Of a heartbeat, with which etcd's timers may be late. Go's runtime looks after its threads with waits of 20 µs
    /// after each wake; ended together they cost a quarter less at rest, and no commit is slower (decision 0013).
    /// </summary>
    private const int SlackPerHeartbeat = 12;
    private readonly PidFd _handle;
    private readonly SpawnedProcess? _child;

    private EtcdProcess(PidFd handle, SpawnedProcess? child) => (_handle, _child) = (handle, child);

    public int Pid => _handle.Pid;

    /// <summary>Whether it was running already.</summary>
    public bool Adopted => _child is null;

    /// <summary>Completes when it has ended.</summary>
    public Task Ended => _handle.Exited;

    /// <summary>The running one; null where none runs.</summary>
    /// <exception cref="LinuxException">The lock cannot be asked for.</exception>
    /// <exception cref="IOException">Somebody holds the lock and it is not known who.</exception>
    public static EtcdProcess? Find(EtcdMemberOptions options)
    {
        Directory.CreateDirectory(options.Folder);
        using (ExclusiveLock? free = ExclusiveLock.TryTake(LockPath(options)))
        {
            if (free is not null)
            {
                return null;
            }
        }

        string[] written = File.Exists(PidPath(options)) ? File.ReadAllText(PidPath(options)).Split(' ') : [];
        if (written.Length == 2 && int.TryParse(written[0], CultureInfo.InvariantCulture, out int pid)
            && PidFd.TryOpen(pid) is { } handle)
        {
            if (PidFd.StartTime(pid)?.ToString(CultureInfo.InvariantCulture) == written[1].Trim())
            {
                return new EtcdProcess(handle, null);
            }

            handle.Dispose();
        }

        if (Holder(options) is { } holder)
        {
            WritePid(options, holder.Pid);
            return new EtcdProcess(holder, null);
        }

        throw new IOException(
            $"{LockPath(options)} is held, but not by the process that {PidPath(options)} names: end the etcd that "
            + $"runs with {options.MemberFolder}.");
    }

    /// <summary>Ends the one that runs; false if none does.</summary>
    /// <exception cref="IOException">Somebody holds the lock and it is not known who.</exception>
    public static async Task<bool> EndAsync(EtcdMemberOptions options, TimeSpan patience)
    {
        using EtcdProcess? running = Find(options);
        await (running?.StopAsync(patience) ?? Task.CompletedTask).ConfigureAwait(false);
        return running is not null;
    }

    /// <summary>Copies its data while it does not run, and cannot be started; false if it runs.</summary>
    /// <exception cref="IOException">It cannot be copied; what was is there still.</exception>
    public static bool TryCopyData(EtcdMemberOptions options, string to, CancellationToken cancellationToken)
    {
        using ExclusiveLock? held = ExclusiveLock.TryTake(LockPath(options));
        if (held is null)
        {
            return false;
        }

        foreach (string folder in Directory.EnumerateDirectories(
            options.MemberFolder, "*", SearchOption.AllDirectories).Prepend(options.MemberFolder))
        {
            string copy = Path.Combine(to, Path.GetRelativePath(options.MemberFolder, folder));
            Directory.CreateDirectory(copy, OwnersOnly);
            foreach (string file in Directory.EnumerateFiles(folder))
            {
                cancellationToken.ThrowIfCancellationRequested();
                File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
            }
        }

        return true;
    }

    /// <summary>Starts it.</summary>
    /// <exception cref="LinuxException">It cannot be started.</exception>
    /// <exception cref="IOException">It runs already.</exception>
    public static EtcdProcess Start(EtcdMemberOptions options, bool force = false)
    {
        Directory.CreateDirectory(options.Folder, OwnersOnly);
        Directory.CreateDirectory(Path.GetDirectoryName(options.LogFile)!);
        using ExclusiveLock held = ExclusiveLock.TryTake(LockPath(options))
            ?? throw new IOException($"an etcd runs with {options.MemberFolder} already");
        File.Delete(PidPath(options));
        KeepLogSmall(options.LogFile);
        SpawnedProcess child = ProcessSpawner.Start(new ProcessStart
        {
            FileName = options.Program, Arguments = options.Arguments(force), WorkingDirectory = options.Folder,
            Output = Stdio.AppendTo(options.LogFile), InheritedFds = [held.Fd],
            TimerSlack = options.Heartbeat / SlackPerHeartbeat,
        });
        WritePid(options, child.Pid);
        return new EtcdProcess(child.Handle, child);
    }

    /// <summary>Asks it to end, and after the time kills it.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        _handle.Send(Signals.Terminate);
        await Task.WhenAny(_handle.Exited, Task.Delay(patience)).ConfigureAwait(false);
        if (!_handle.HasExited)
        {
            _handle.Send(Signals.Kill);
        }

        await _handle.Exited.ConfigureAwait(false);
        Reap();
    }

    /// <summary>Lets the kernel forget it once it has ended, and says how; null for one that was adopted.</summary>
    public ExitStatus? Reap() => _child?.TryReap();

    /// <summary>Lets go of it; it goes on.</summary>
    public void Dispose()
    {
        if (_child is null)
        {
            _handle.Dispose();
        }
        else
        {
            _child.Dispose();
        }
    }

    /// <summary>
    /// Who holds the lock without being written down: a service that was killed after it had started the member.
    /// A child of it that was to become the member, and does not run its program yet, is none.
    /// </summary>
    private static PidFd? Holder(EtcdMemberOptions options) =>
        LockHolders.OfExclusive(LockPath(options)).Where(pid => RunsTheProgram(pid, options)).ToList() is [var only]
            ? PidFd.TryOpen(only)
            : null;

    private static bool RunsTheProgram(int pid, EtcdMemberOptions options)
    {
        try
        {
            string told = File.ReadAllText($"/proc/{pid}/cmdline");
            return told.Contains(options.MemberFolder, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static void WritePid(EtcdMemberOptions options, int pid)
    {
        string started = PidFd.StartTime(pid)?.ToString(CultureInfo.InvariantCulture) ?? "";
        string text = FormattableString.Invariant($"{pid} {started}\n");
        WholeFile.Write(PidPath(options), Encoding.UTF8.GetBytes(text), outlastsPowerCut: false);
    }

    /// <summary>A log that has grown is put aside, in the place of the one before.</summary>
    private static void KeepLogSmall(string file)
    {
        if (File.Exists(file) && new FileInfo(file).Length > LargestLog)
        {
            File.Move(file, file + ".1", overwrite: true);
        }
    }

    private static string LockPath(EtcdMemberOptions options) => Path.Combine(options.Folder, "lock");

    private static string PidPath(EtcdMemberOptions options) => Path.Combine(options.Folder, "pid");
}
