using Holdfast.ResourceApi.Hosting;

namespace Holdfast.ResourceApi.Testing;

/// <summary>The chapters of a resource's life, in the order in which they are verified.</summary>
internal sealed class ResourceLife(
    ResourceTypeDefinition definition, string json, LocalGuard guard, ContractOptions options)
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);

    public IReadOnlyList<Func<Task>> Chapters =>
    [
        ComesOnlineAsync, IsTakenUpAgainAsync, ChangesItsRoleAsync, IsKilledAsync, IsCancelledAsync, GoesOfflineAsync,
        IsTerminatedAsync,
    ];

    private async Task ComesOnlineAsync()
    {
        var resource = await OpenAsync().ConfigureAwait(false);
        var running = await OnlineAsync(resource, ContractRule.Online).ConfigureAwait(false);
        for (var i = 0; i < 3; i++)
        {
            await resource.ExpectHealthyAsync(ContractRule.HealthChangesNothing).ConfigureAwait(false);
        }

        ExpectSame(resource, ContractRule.HealthChangesNothing, running);
        await resource.OnlineAsync(ContractRule.OnlineTwice).ConfigureAwait(false);
        ExpectSame(resource, ContractRule.OnlineTwice, running);
        foreach (var after in (TimeSpan[])[TimeSpan.Zero, Soon])
        {
            await resource.CancelledAsync("IsAlive", token => resource.Resource.IsAliveAsync(token).AsTask(), after)
                .ConfigureAwait(false);
        }

        await resource.ExpectHealthyAsync(ContractRule.Cancellation).ConfigureAwait(false);
    }

    /// <summary>Once by an orderly handover, with Close; once after a monitor's death, without.</summary>
    private async Task IsTakenUpAgainAsync()
    {
        var first = await OpenAsync().ConfigureAwait(false);
        var running = first.Running;
        await first.CloseAsync(ContractRule.CloseStopsNothing).ConfigureAwait(false);
        first.Expect(
            ContractRule.CloseStopsNothing, first.Running == running, $"before: {running}; after: {first.Running}");
        for (var i = 0; i < 2; i++)
        {
            var next = await OpenAsync().ConfigureAwait(false);
            var found = await next.ReattachAsync(ContractRule.Reattach).ConfigureAwait(false);
            next.Expect(
                ContractRule.Reattach, found.Status == ReattachmentStatus.Running, $"Reattach answered {found}");
            ExpectSame(next, ContractRule.Reattach, running);
            await next.ExpectHealthyAsync(ContractRule.Reattach).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Only for types that have roles. It is left promoted: what follows must cope with that, as in a cluster.
    /// </summary>
    private async Task ChangesItsRoleAsync()
    {
        if (!definition.HasRoles)
        {
            return;
        }

        await DemoteAsync(await TakeUpAsync(ContractRule.Demote).ConfigureAwait(false)).ConfigureAwait(false);
        for (var i = 0; i < 2; i++)
        {
            await PromoteTwiceAsync(await TakeUpAsync(ContractRule.Promote).ConfigureAwait(false))
                .ConfigureAwait(false);
        }

        var promoted = await TakeUpAsync(ContractRule.Promote).ConfigureAwait(false);
        await DemoteAsync(promoted).ConfigureAwait(false);
        await DemoteAsync(promoted).ConfigureAwait(false);
        await PromoteTwiceAsync(promoted).ConfigureAwait(false);
    }

    private static async Task PromoteTwiceAsync(TestedResource resource)
    {
        await resource.PromoteAsync(ContractRule.Promote).ConfigureAwait(false);
        var running = resource.Running;
        await resource.ExpectHealthyAsync(ContractRule.Promote).ConfigureAwait(false);
        await resource.PromoteAsync(ContractRule.Promote).ConfigureAwait(false);
        ExpectSame(resource, ContractRule.Promote, running);
        await resource.ExpectHealthyAsync(ContractRule.Promote).ConfigureAwait(false);
    }

    /// <summary>It stays online: it is healthy, and a new object finds it running.</summary>
    private async Task DemoteAsync(TestedResource resource)
    {
        await resource.DemoteAsync(ContractRule.Demote).ConfigureAwait(false);
        await resource.ExpectHealthyAsync(ContractRule.Demote).ConfigureAwait(false);
        await TakeUpAsync(ContractRule.Demote).ConfigureAwait(false);
    }

    private async Task<TestedResource> TakeUpAsync(ContractRule rule)
    {
        var resource = await OpenAsync().ConfigureAwait(false);
        var found = await resource.ReattachAsync(rule).ConfigureAwait(false);
        resource.Expect(rule, found.Status == ReattachmentStatus.Running, $"Reattach answered {found}");
        return resource;
    }

    private async Task IsKilledAsync()
    {
        var resource = await OpenAsync().ConfigureAwait(false);
        if (resource.Running.Length > 0 && options.LivesInItsProcesses)
        {
            guard.KillAll();
            await Task.WhenAll(guard.All.Select(process => process.Exited)).ConfigureAwait(false);
            var health = await resource.IsAliveAsync(ContractRule.DeathIsNoticed).ConfigureAwait(false);
            resource.Expect(
                ContractRule.DeathIsNoticed,
                health.Status == HealthStatus.Failed || resource.Failure is not null,
                $"IsAlive answered {health}, and no failure was reported");
            var next = await OpenAsync().ConfigureAwait(false);
            var found = await next.ReattachAsync(ContractRule.DeathIsNoticed).ConfigureAwait(false);
            next.Expect(
                ContractRule.DeathIsNoticed, found.Status != ReattachmentStatus.Running, $"Reattach answered {found}");
            resource = next;
        }

        await resource.TerminateAsync(ContractRule.Terminate).ConfigureAwait(false);
        ExpectNothingRuns(resource, ContractRule.Terminate);
        var again = await OpenAsync().ConfigureAwait(false);
        await OnlineAsync(again, ContractRule.Restart).ConfigureAwait(false);
        await again.TerminateAsync(ContractRule.Terminate).ConfigureAwait(false);
        ExpectNothingRuns(again, ContractRule.Terminate);
    }

    /// <summary>An Online that is cancelled, at once and a little later, and Terminate in the middle of it.</summary>
    private async Task IsCancelledAsync()
    {
        foreach (var after in (TimeSpan[])[TimeSpan.Zero, Soon])
        {
            var resource = await OpenAsync().ConfigureAwait(false);
            await resource.CancelledAsync("Online", resource.Resource.OnlineAsync, after).ConfigureAwait(false);
            await resource.TerminateAsync(ContractRule.Terminate).ConfigureAwait(false);
            ExpectNothingRuns(resource, ContractRule.Terminate);
        }
    }

    private async Task GoesOfflineAsync()
    {
        var resource = await OpenAsync().ConfigureAwait(false);
        await OnlineAsync(resource, ContractRule.Restart).ConfigureAwait(false);
        await resource.OfflineAsync(ContractRule.Offline).ConfigureAwait(false);
        ExpectNothingRuns(resource, ContractRule.Offline);
        resource.Expect(ContractRule.Offline, resource.Failure is null, $"it reported a failure: {resource.Failure}");
        await resource.OfflineAsync(ContractRule.OfflineTwice).ConfigureAwait(false);
        await resource.TerminateAsync(ContractRule.OfflineTwice).ConfigureAwait(false);
        await resource.OnlineAsync(ContractRule.Restart).ConfigureAwait(false);
        await resource.ExpectHealthyAsync(ContractRule.Restart).ConfigureAwait(false);
    }

    private async Task IsTerminatedAsync()
    {
        var resource = await OpenAsync().ConfigureAwait(false);
        await resource.TerminateAsync(ContractRule.Terminate).ConfigureAwait(false);
        ExpectNothingRuns(resource, ContractRule.Terminate);
        await resource.TerminateAsync(ContractRule.OfflineTwice).ConfigureAwait(false);
        await resource.CloseAsync(ContractRule.CloseStopsNothing).ConfigureAwait(false);
    }

    private static async Task<string> OnlineAsync(TestedResource resource, ContractRule rule)
    {
        await resource.OnlineAsync(rule).ConfigureAwait(false);
        var running = resource.Running;
        await resource.ExpectHealthyAsync(rule).ConfigureAwait(false);
        return running;
    }

    private static void ExpectSame(TestedResource resource, ContractRule rule, string running) =>
        resource.Expect(rule, resource.Running == running, $"before: {running}; after: {resource.Running}");

    private static void ExpectNothingRuns(TestedResource resource, ContractRule rule) =>
        resource.Expect(rule, resource.Running.Length == 0, $"still running: {resource.Running}");

    private async Task<TestedResource> OpenAsync()
    {
        var resource = new TestedResource(definition, json, guard, options);
        var running = resource.Running;
        await resource.OpenAsync(ContractRule.OpenStartsNothing).ConfigureAwait(false);
        ExpectSame(resource, ContractRule.OpenStartsNothing, running);
        return resource;
    }
}
