using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using Holdfast.Linux;
using Holdfast.MonitorProtocol.Monitors;
using Holdfast.Service.Hosting;

namespace Holdfast.Service.Groups.Monitors;

/// <summary>A monitor process could not be started; the message says why.</summary>
internal sealed class MonitorStartException(string message) : Exception(message);

/// <summary>A monitor that an earlier service left: alive and answering, or dead with what it was doing.</summary>
internal sealed record FoundMonitor(string Id, PooledMonitor? Monitor, MonitorHello? Hello,
    IReadOnlyList<CallInProgress> Calls);

/// <summary>Starts monitor processes, and finds those that live by their sockets.</summary>
internal sealed partial class MonitorLauncher
{
    private const int LogsKept = 30;

    /// <summary>
    /// Niceness of monitors: before ordinary programs, so that a poll is late only where the machine is; behind the
    /// service, whatever a DLL does.
    /// </summary>
    private const int Nice = -5;
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(2);

    private readonly NodeOptions _options;
    private readonly RunPaths _paths;
    private readonly AliveLock _alive;
    private readonly TimeProvider _time;
    private readonly ILogger<MonitorLauncher> _logger;
    private readonly long _lastOfOthers;
    private readonly ConcurrentDictionary<int, byte> _starting = [];
    private long _lastId;

    public MonitorLauncher(
        NodeOptions options, RunPaths paths, AliveLock alive, TimeProvider time, ILogger<MonitorLauncher> logger)
    {
        _options = options;
        _paths = paths;
        _alive = alive;
        _time = time;
        _logger = logger;
        _lastId = _lastOfOthers = Directory.GetFiles(paths.Logs, "monitor-m*.log")
            .Concat(Directory.GetFiles(paths.Monitors, "m*.*"))
            .Select(Number).DefaultIfEmpty(0).Max();
    }

    /// <summary>Processes that do not answer yet.</summary>
    public IEnumerable<int> Starting => _starting.Keys;

    /// <summary>Starts a monitor and returns once it answers; it is a spare until a DLL is loaded into it.</summary>
    /// <exception cref="MonitorStartException">It could not be started.</exception>
    public async Task<PooledMonitor> StartAsync(CancellationToken cancellationToken)
    {
        string id = string.Create(CultureInfo.InvariantCulture, $"m{Interlocked.Increment(ref _lastId)}");
        string socket = _paths.MonitorSocket(id);
        SpawnedProcess process;
        try
        {
            process = await Task.Run(() => ProcessSpawner.Start(Describe(id, socket)), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (LinuxException error)
        {
            throw new MonitorStartException($"A monitor could not be started: {error.Message}");
        }

        var monitor = new PooledMonitor(id, new MonitorClient(socket), process.Handle, process);
        _starting[process.Pid] = 0;
        try
        {
            await WaitAsync(monitor, cancellationToken).ConfigureAwait(false);
            LogStarted(_logger, id, monitor.Pid);
            return monitor;
        }
        catch (Exception error) when (error is MonitorStartException or OperationCanceledException)
        {
            process.Handle.Send(Signals.Kill);
            _ = await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            monitor.Complete(new(Core.Groups.MonitorDeathCause.Replaced, error.Message, []));
            RemoveFiles(id);
            throw;
        }
        finally
        {
            _starting.TryRemove(monitor.Pid, out byte _);
        }
    }

    /// <summary>
    /// The monitors of an earlier service. One that is there but does not answer is killed and counts as dead. The
    /// files of the dead stay, for what is told of their deaths.
    /// </summary>
    public async Task<IReadOnlyList<FoundMonitor>> FindAsync(CancellationToken cancellationToken)
    {
        IEnumerable<string> ids = Directory.GetFiles(_paths.Monitors, "m*.*")
            .Where(path => Number(path) <= _lastOfOthers)
            .Select(path => Path.GetFileNameWithoutExtension(path)).Distinct(StringComparer.Ordinal);
        return await Task.WhenAll(ids.Select(id => FindAsync(id, cancellationToken))).ConfigureAwait(false);
    }

    /// <summary>
    /// Removes the socket and the call board of a monitor that is gone, with what was told of it, and logs of monitors
    /// long gone. What cannot be removed stays: no file is worth more than the next monitor.
    /// </summary>
    public void RemoveFiles(string id)
    {
        try
        {
            RemoveFilesOf(id);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogLeft(_logger, id, error.Message);
        }
    }

    private void RemoveFilesOf(string id)
    {
        File.Delete(_paths.MonitorSocket(id));
        File.Delete(_paths.MonitorCalls(id));
        File.Delete(_paths.MonitorDeath(id));
        IEnumerable<string> old = Directory.GetFiles(_paths.Logs, "monitor-m*.log")
            .OrderByDescending(Number).Skip(LogsKept)
            .Where(path =>
                !File.Exists(_paths.MonitorSocket(Path.GetFileNameWithoutExtension(path)["monitor-".Length..])));
        foreach (string path in old)
        {
            File.Delete(path);
            File.Delete(path + ".1");
        }
    }

    private static long Number(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        return long.TryParse(
            name[(name.LastIndexOf('m') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : 0;
    }

    private ProcessStart Describe(string id, string socket) => new()
    {
        FileName = _options.MonitorProgram,
        Arguments =
        [
            "--id", id, "--node", _options.Node, "--socket", socket, "--authority", _options.AuthorityPath,
            "--calls", _paths.MonitorCalls(id), "--log", _paths.Logs,
            "--alive-fd", _alive.Fd.ToString(CultureInfo.InvariantCulture),
        ],
        InheritedFds = [_alive.Fd],
        Nice = Priority.Of(Environment.ProcessId) < Nice ? Nice : null,
        Expendable = true,
        Output = Stdio.AppendToIfPossible(_paths.MonitorLog(id)),
    };

    private async Task WaitAsync(PooledMonitor monitor, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LongestStart);
        while (true)
        {
            try
            {
                await monitor.Client.HelloAsync(limit.Token).ConfigureAwait(false);
                return;
            }
            catch (Exception error) when (MonitorCalls.IsLost(error) && !monitor.Exited.IsCompleted)
            {
                await Task.WhenAny(monitor.Exited, Task.Delay(LookAgain, _time, limit.Token)).ConfigureAwait(false);
            }
            catch (Exception error) when (MonitorCalls.IsLost(error))
            {
                throw new MonitorStartException(
                    $"Monitor {monitor.Id} ended at once ({monitor.Status}); see {_paths.MonitorLog(monitor.Id)}.");
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new MonitorStartException(
                    $"Monitor {monitor.Id} (pid {monitor.Pid}) did not answer within {LongestStart.TotalSeconds:0} s.");
            }
        }
    }

    private async Task<FoundMonitor> FindAsync(string id, CancellationToken cancellationToken)
    {
        string socket = _paths.MonitorSocket(id);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LongestAnswer);
        var client = new MonitorClient(socket);
        try
        {
            MonitorHello hello = await client.HelloAsync(limit.Token).ConfigureAwait(false);
            if (PidFd.TryOpen(hello.Pid) is { } handle)
            {
                return new(id, new PooledMonitor(id, client, handle, null), hello, []);
            }
        }
        catch (Exception error) when (MonitorCalls.IsLost(error))
        {
            // Nobody listens there any more.
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            KillSilent(id, socket);
        }

        client.Dispose();
        return new(id, null, null, CallBoard.Read(_paths.MonitorCalls(id)));
    }

    private void KillSilent(string id, string socketPath)
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint(socketPath));
            int pid = PeerCredentials.Of(socket).Pid;
            LogSilent(_logger, id, pid);
            using PidFd? handle = PidFd.TryOpen(pid);
            handle?.Send(Signals.Kill);
        }
        catch (SocketException)
        {
            // It ended in the meantime.
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "monitor {Id} started, pid {Pid}")]
    private static partial void LogStarted(ILogger logger, string id, int pid);

    [LoggerMessage(Level = LogLevel.Warning, Message = "files of monitor {Id} are left: {Reason}")]
    private static partial void LogLeft(ILogger logger, string id, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "monitor {Id} (pid {Pid}) does not answer; it is killed")]
    private static partial void LogSilent(ILogger logger, string id, int pid);
}
