using System.Net.Sockets;
using Holdfast.Linux;
using Holdfast.MonitorProtocol.Guards;

namespace Holdfast.Service.Groups.Guards;

/// <summary>The guard of one group's instance: its process, and the connection to it.</summary>
internal sealed class GroupGuard : IGroupGuard
{
    private static readonly TimeSpan AnswerAfterGrace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestDying = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(200);

    private readonly PidFd _handle;
    private readonly SpawnedProcess? _child;
    private readonly TaskCompletionSource<string> _died = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _watching;
    private readonly LivingProcesses _processes = new();
    private bool _ending;
    private string _how = "it is not known how";

    /// <param name="instance">What it guards.</param>
    /// <param name="client">Connected.</param>
    /// <param name="handle">Its process.</param>
    /// <param name="child">The same, where this service started it.</param>
    /// <param name="socket">Its socket, removed when it is gone.</param>
    public GroupGuard(
        GroupInstance instance, GuardClient client, PidFd handle, SpawnedProcess? child, string socket)
    {
        Instance = instance;
        Client = client;
        _handle = handle;
        _child = child;
        Socket = socket;
        Listen(client);
        _watching = WatchAsync();
        _ = KeepConnectedAsync();
    }

    public GroupInstance Instance { get; }

    /// <summary>The connection; made anew if it is lost while the guard lives.</summary>
    public GuardClient Client { get; private set; }

    public string Socket { get; }

    public int Pid => _handle.Pid;

    public Task<string> Died => _died.Task;

    /// <summary>Completes when its process is gone, asked or not.</summary>
    public Task Gone => _watching;

    public IReadOnlyList<GuardProcess> Processes => _processes.All;

    /// <summary>Raised when <see cref="Processes"/> has changed.</summary>
    public event Action? ProcessesChanged;

    public async Task StopAsync(string resource, CancellationToken cancellationToken)
    {
        await Client.StopAsync(resource, null, TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<GuardProcess> left = await ListAsync(cancellationToken).ConfigureAwait(false);
        if (left.FirstOrDefault(p => string.Equals(p.Resource, resource, StringComparison.Ordinal)) is { } alive)
        {
            throw new GuardException($"Process {alive.Pid} ({alive.Name} of {resource}) does not die.");
        }
    }

    public async Task<string?> EndAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _ending, true);
        List<PidFd> known = [.. Processes.Select(p => PidFd.TryOpen(p.Pid)).OfType<PidFd>()];
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(grace + AnswerAfterGrace);
            try
            {
                await Client.EndAsync(grace, limit.Token).ConfigureAwait(false);
                await _watching.WaitAsync(LongestDying, cancellationToken).ConfigureAwait(false);
                return null;
            }
            catch (Exception error) when (error is GuardException or TimeoutException
                || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                string? failure = await KillAsync(known, cancellationToken).ConfigureAwait(false);
                if (failure is not null)
                {
                    EndIsOver();
                }

                return failure;
            }
        }
        finally
        {
            known.ForEach(process => process.Dispose());
        }
    }

    public Task SaveAsync(string resource, string name, string text, CancellationToken cancellationToken) =>
        Client.SaveAsync(resource, name, text, cancellationToken);

    public Task<string?> LoadAsync(string resource, string name, CancellationToken cancellationToken) =>
        Client.LoadAsync(resource, name, cancellationToken);

    public async Task<IReadOnlyList<GuardProcess>> ListAsync(CancellationToken cancellationToken)
    {
        long question = _processes.Ask();
        IReadOnlyList<GuardProcess>? all = null;
        try
        {
            all = await Client.ListAsync(null, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (_processes.Answer(question, all))
            {
                ProcessesChanged?.Invoke();
            }
        }

        return [.. all.Where(process => !process.HasExited)];
    }

    /// <summary>
    /// It could not be ended, and its group may be wanted again before it is tried once more: its death is told then as
    /// any other.
    /// </summary>
    private void EndIsOver()
    {
        Volatile.Write(ref _ending, false);
        if (_handle.Exited.IsCompleted)
        {
            TellDeath();
        }
    }

    private void TellDeath() => _died.TrySetResult($"guard {Pid} of group {Instance.Group} died ({_how})");

    private void Listen(GuardClient client)
    {
        client.Exited += exited => Take(exited, _processes.Exited);
        client.Started += started => Take(started, _processes.Started);
    }

    private void Take(GuardProcess told, Action<GuardProcess> take)
    {
        take(told);

        // A command comes and goes many times a minute, and is in nobody's report.
        if (!told.IsCommand)
        {
            ProcessesChanged?.Invoke();
        }
    }

    /// <summary>The guard did not end as it was asked: killed, it takes all that it started with it.</summary>
    private async Task<string?> KillAsync(List<PidFd> known, CancellationToken cancellationToken)
    {
        if (!_watching.IsCompleted)
        {
            _handle.Send(Signals.Kill);
        }

        try
        {
            await Task.WhenAll([_watching, .. known.Select(process => process.Exited)])
                .WaitAsync(LongestDying, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (TimeoutException)
        {
            IEnumerable<int> left = known.Where(process => !process.HasExited).Select(process => process.Pid);
            return $"processes {string.Join(", ", left)} do not die; look for what they wait for (state D in ps)";
        }
    }

    private async Task KeepConnectedAsync()
    {
        while (true)
        {
            await Client.Disconnected.ConfigureAwait(false);
            if (await Task.WhenAny(_handle.Exited, Task.Delay(Breath)).ConfigureAwait(false) == _handle.Exited
                || Volatile.Read(ref _ending))
            {
                return;
            }

            try
            {
                using var limit = new CancellationTokenSource(AnswerAfterGrace);
                GuardClient client = await GuardClient.ConnectAsync(Socket, limit.Token).ConfigureAwait(false);
                Listen(client);
                await Client.DisposeAsync().ConfigureAwait(false);
                Client = client;
                await client.SubscribeAsync(limit.Token, starts: true).ConfigureAwait(false);
                await ListAsync(limit.Token).ConfigureAwait(false);
            }
            catch (Exception error) when (error is GuardException or SocketException or OperationCanceledException)
            {
                // A guard that cannot be reached can neither be renewed nor ended in good order.
                _handle.Send(Signals.Kill);
                return;
            }
        }
    }

    private async Task WatchAsync()
    {
        await _handle.Exited.ConfigureAwait(false);
        _how = How();
        if (!Volatile.Read(ref _ending))
        {
            TellDeath();
        }

        _processes.AllExited();
        ProcessesChanged?.Invoke();
        await Client.DisposeAsync().ConfigureAwait(false);
        RemoveSocket();

        if (_child is not null)
        {
            _child.Dispose();
        }
        else
        {
            _handle.Dispose();
        }
    }

    private string How()
    {
        try
        {
            if (_child?.TryReap() is { } status)
            {
                return status.Signal is { } signal ? Signals.Name(signal) : $"exit code {status.Code}";
            }
        }
        catch (LinuxException)
        {
            // It is dead all the same.
        }

        return "how is not known: this service did not start it or could not reap it";
    }

    private void RemoveSocket()
    {
        try
        {
            File.Delete(Socket);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The next guard of the group says so if it is in its way; a death must not go untold for it.
        }
    }
}
