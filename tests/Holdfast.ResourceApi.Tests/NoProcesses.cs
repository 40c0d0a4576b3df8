namespace Holdfast.ResourceApi.Tests;

/// <summary>The processes of a resource that has none and starts none; it counts how often all were to be stopped.
/// </summary>
internal sealed class NoProcesses : IProcesses
{
    public int Stops { get; private set; }

    /// <summary>What stopping them comes to; null for done.</summary>
    public Exception? Failure { get; set; }

    public IReadOnlyList<GuardedProcess> All => [];

    public GuardedProcess? Find(string name) => null;

    public Task<GuardedProcess> StartAsync(string name, ProcessStart start, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<CommandResult> RunAsync(string name, ProcessStart start, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task StopAllAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        Stops++;
        return Failure is { } failure ? Task.FromException(failure) : Task.CompletedTask;
    }
}
