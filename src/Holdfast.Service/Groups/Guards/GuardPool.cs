using System.Collections.Concurrent;
using Holdfast.MonitorProtocol.Guards;

namespace Holdfast.Service.Groups.Guards;

/// <summary>The living guards of this node.</summary>
internal sealed class GuardPool(GuardFolder folder) : IGuards
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(10);

    private readonly ConcurrentDictionary<int, GroupGuard> _living = [];
    private readonly Lock _gate = new();
    private readonly List<Task> _starting = [];
    private long _closedEpoch;

    /// <summary>Raised when a guard or one of its processes came or went.</summary>
    public event Action? Changed;

    public IReadOnlyList<GroupGuard> All => [.. _living.Values.OrderBy(g => g.Instance.Group, StringComparer.Ordinal)];

    public async Task<IGroupGuard> StartAsync(GroupInstance instance, CancellationToken cancellationToken)
    {
        Task<GroupGuard> starting;
        lock (_gate)
        {
            if (instance.Epoch <= _closedEpoch)
            {
                throw new GuardException($"Epoch {instance.Epoch} has ended; nothing of it starts any more.");
            }

            // Away from the caller: starting a process blocks for a moment. Taken in before it counts as started, so
            // that whoever waited for that finds it among the living.
            starting = Task.Run(
                async () => Take(await folder.StartAsync(instance, cancellationToken).ConfigureAwait(false)),
                CancellationToken.None);
            _starting.RemoveAll(task => task.IsCompleted);
            _starting.Add(starting);
        }

        return await starting.ConfigureAwait(false);
    }

    public Task GoneAsync(string group, CancellationToken cancellationToken) =>
        folder.GoneAsync(group, cancellationToken);

    /// <summary>Finds the guards that an earlier service left, and keeps them.</summary>
    public async Task<IReadOnlyList<GroupGuard>> FindAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<GroupGuard> found = await folder
            .FindAsync([.. All.Select(guard => guard.Socket)], cancellationToken).ConfigureAwait(false);
        foreach (GroupGuard guard in found)
        {
            Take(guard);
        }

        return found;
    }

    /// <summary>
    /// From now on nothing starts for epochs up to this; returns when what was being started has started or not.
    /// </summary>
    public async Task CloseAsync(long epoch)
    {
        lock (_gate)
        {
            _closedEpoch = Math.Max(_closedEpoch, epoch);
        }

        await StartedAsync().ConfigureAwait(false);
    }

    /// <summary>Returns when every living guard is armed to kill at <paramref name="killAt"/> or before.</summary>
    public async Task ConfirmAsync(Func<long> killAt, CancellationToken cancellationToken)
    {
        // One that is being started may have read the page before it was shortened.
        await StartedAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        await Task.WhenAll(All.Select(guard => ConfirmAsync(guard, killAt, cancellationToken))).ConfigureAwait(false);
    }

    /// <summary>Returns when what is being started has started or not.</summary>
    private async Task StartedAsync()
    {
        Task[] starting;
        lock (_gate)
        {
            starting = [.. _starting];
        }

        await Task.WhenAll(starting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task ConfirmAsync(GroupGuard guard, Func<long> killAt, CancellationToken cancellationToken)
    {
        while (!guard.Gone.IsCompleted)
        {
            try
            {
                GuardHello hello = await guard.Client.HelloAsync(cancellationToken).ConfigureAwait(false);
                if (hello.KillAt <= killAt())
                {
                    return;
                }
            }
            catch (GuardException)
            {
                // A guard that has lost its connection is dying, and its death is waited for.
            }

            await Task.WhenAny(guard.Gone, Task.Delay(LookAgain, cancellationToken)).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private GroupGuard Take(GroupGuard guard)
    {
        _living[guard.Pid] = guard;
        guard.ProcessesChanged += OnChanged;
        _ = guard.Gone.ContinueWith(
            _ =>
            {
                _living.TryRemove(guard.Pid, out GroupGuard? _);
                OnChanged();
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        OnChanged();
        return guard;
    }

    private void OnChanged() => Changed?.Invoke();
}
