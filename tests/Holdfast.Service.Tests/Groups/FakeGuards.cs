using System.Collections.Concurrent;
using Holdfast.MonitorProtocol.Guards;
using Holdfast.Service.Groups;
using Holdfast.Service.Groups.Guards;

namespace Holdfast.Service.Tests.Groups;

/// <summary>Guards that start and end at once, and die when a test says so.</summary>
internal sealed class FakeGuards : IGuards
{
    private int _pid = 500;

    public ConcurrentQueue<FakeGuard> Started { get; } = [];

    /// <summary>Something of an earlier guard is still dying until this completes.</summary>
    public Task Dying { get; set; } = Task.CompletedTask;

    public bool IsAskedWhetherAllIsGone { get; private set; }

    public Task GoneAsync(string group, CancellationToken cancellationToken)
    {
        IsAskedWhetherAllIsGone = true;
        return Dying.WaitAsync(cancellationToken);
    }

    public Task<IGroupGuard> StartAsync(GroupInstance instance, CancellationToken cancellationToken)
    {
        var guard = new FakeGuard(instance, Interlocked.Increment(ref _pid));
        Started.Enqueue(guard);
        return Task.FromResult<IGroupGuard>(guard);
    }
}

internal sealed class FakeGuard(GroupInstance instance, int pid) : IGroupGuard
{
    private readonly TaskCompletionSource<string> _died = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Pid => pid;

    public GroupInstance Instance => instance;

    public Task<string> Died => _died.Task;

    public bool HasEnded { get; private set; }

    public ConcurrentDictionary<string, string> Saved { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<GuardProcess> Processes => [];

    public void Die() => _died.SetResult($"guard {pid} of group {instance.Group} died (SIGKILL)");

    public Task StopAsync(string resource, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<string?> EndAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        HasEnded = true;
        return Task.FromResult<string?>(null);
    }

    public Task SaveAsync(string resource, string name, string text, CancellationToken cancellationToken)
    {
        Saved[$"{resource}/{name}"] = text;
        return Task.CompletedTask;
    }

    public Task<string?> LoadAsync(string resource, string name, CancellationToken cancellationToken) =>
        Task.FromResult(Saved.GetValueOrDefault($"{resource}/{name}"));

    public Task<IReadOnlyList<GuardProcess>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<GuardProcess>>([]);
}
