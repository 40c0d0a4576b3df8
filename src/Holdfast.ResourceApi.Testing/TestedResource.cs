using Holdfast.ResourceApi.Hosting;

namespace Holdfast.ResourceApi.Testing;

/// <summary>
/// One object of the type under test, called as a monitor calls it: with time-outs, and exceptions as findings.
/// </summary>
internal sealed class TestedResource
{
    private readonly ResourceTypeDefinition definition;
    private readonly ContractOptions options;
    private readonly LocalGuard guard;
    private readonly ContractContext context;
    private readonly ResourceInstance instance;

    public TestedResource(ResourceTypeDefinition definition, string json, LocalGuard guard, ContractOptions options)
    {
        this.definition = definition;
        this.options = options;
        this.guard = guard;
        context = new ContractContext(guard);
        instance = ResourceInstance.Create(definition, context, json);
        guard.ExitedUnasked = instance.Resource.OnProcessExited;
    }

    /// <summary>The failure it reported by itself.</summary>
    public string? Failure => context.Failure;

    public Resource Resource => instance.Resource;

    /// <summary>What proves it: which processes run.</summary>
    public string Running => string.Join(
        ", ", guard.All.Where(process => !process.HasExited).Select(process => $"{process.Name} (pid {process.Pid})"));

    public Task OpenAsync(ContractRule rule) =>
        CallAsync(rule, "Open", Resource.OpenAsync, DeadlockTimeout);

    public Task OnlineAsync(ContractRule rule) =>
        CallAsync(rule, "Online", Resource.OnlineAsync, PendingTimeout);

    public Task OfflineAsync(ContractRule rule) =>
        CallAsync(rule, "Offline", Resource.OfflineAsync, PendingTimeout);

    public Task PromoteAsync(ContractRule rule) =>
        CallAsync(rule, "Promote", Resource.PromoteAsync, PendingTimeout);

    public Task DemoteAsync(ContractRule rule) =>
        CallAsync(rule, "Demote", Resource.DemoteAsync, PendingTimeout);

    public Task TerminateAsync(ContractRule rule) =>
        CallAsync(rule, "Terminate", Resource.TerminateAsync, DeadlockTimeout);

    public Task CloseAsync(ContractRule rule) =>
        CallAsync(rule, "Close", Resource.CloseAsync, DeadlockTimeout);

    public async Task<Reattachment> ReattachAsync(ContractRule rule)
    {
        Reattachment? found = null;
        await CallAsync(
            rule,
            "Reattach",
            async token => found = await Resource.ReattachAsync(token).ConfigureAwait(false),
            DeadlockTimeout)
            .ConfigureAwait(false);
        return found ?? throw Broken(rule, "Reattach returned null");
    }

    public async Task<Health> IsAliveAsync(ContractRule rule)
    {
        Health? found = null;
        await CallAsync(
            rule,
            "IsAlive",
            async token => found = await Resource.IsAliveAsync(token).ConfigureAwait(false),
            DeadlockTimeout)
            .ConfigureAwait(false);
        return found ?? throw Broken(rule, "IsAlive returned null");
    }

    public async Task<bool> LooksAliveAsync(ContractRule rule)
    {
        var found = false;
        await CallAsync(
            rule,
            "LooksAlive",
            async token => found = await Resource.LooksAliveAsync(token).ConfigureAwait(false),
            DeadlockTimeout)
            .ConfigureAwait(false);
        return found;
    }

    /// <summary>Asserts that it looks healthy.</summary>
    public async Task ExpectHealthyAsync(ContractRule rule)
    {
        var health = await IsAliveAsync(rule).ConfigureAwait(false);
        Expect(rule, health.Status != HealthStatus.Failed, $"IsAlive answered {health}");
        Expect(rule, await LooksAliveAsync(rule).ConfigureAwait(false), "LooksAlive answered false");
        Expect(rule, Failure is null, $"it reported a failure: {Failure}");
    }

    public void Expect(ContractRule rule, bool holds, string found)
    {
        if (!holds)
        {
            throw Broken(rule, found);
        }
    }

    /// <summary>Makes a call that is cancelled after a while; it may end as it likes, but soon.</summary>
    public async Task CancelledAsync(string name, Func<CancellationToken, Task> call, TimeSpan after)
    {
        using var source = new CancellationTokenSource(after);
        var running = Task.Run(() => call(source.Token), CancellationToken.None);
        try
        {
            await running.WaitAsync(after + options.CancellationGrace, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw Broken(
                ContractRule.Cancellation,
                $"{name}, cancelled after {Duration.Format(
                    after)}, went on for {Duration.Format(options.CancellationGrace)}");
        }
        catch (Exception)
        {
            // To throw is one of the ways to end.
        }
    }

    private TimeSpan PendingTimeout => options.PendingTimeout ?? definition.PendingTimeout;

    private TimeSpan DeadlockTimeout => options.DeadlockTimeout ?? definition.DeadlockTimeout;

    private async Task CallAsync(ContractRule rule, string name, Func<CancellationToken, Task> call, TimeSpan limit)
    {
        options.Log?.Invoke(name);
        using var giveUp = new CancellationTokenSource();
        using var silence = new CancellationTokenSource(limit);
        context.Progressed = () => silence.CancelAfter(limit);
        var running = Task.Run(() => call(giveUp.Token), CancellationToken.None);
        try
        {
            await running.WaitAsync(silence.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (silence.IsCancellationRequested)
        {
            await giveUp.CancelAsync().ConfigureAwait(false);
            throw Broken(rule, $"{name} was silent for {Duration.Format(limit)}");
        }
        catch (Exception exception)
        {
            throw Broken(rule, $"{name} threw {exception.GetType().Name}: {exception.Message}", exception);
        }
        finally
        {
            context.Progressed = null;
        }
    }

    private ContractException Broken(ContractRule rule, string found, Exception? thrown = null) =>
        new(new Finding(definition.Name, rule, found) { Thrown = thrown, Log = context.Lines, Output = guard.Output });
}
