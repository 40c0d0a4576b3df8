using Holdfast.ResourceApi;

namespace Holdfast.ResourceApi.Tests.Resources;

/// <summary>Resources that break one rule each; the class's name is the rule's.</summary>
public static class RuleBreakers
{
    [ResourceType("Test.OpenStartsNothing")]
    public sealed class OpenStartsNothing : Sleeper
    {
        public override Task OpenAsync(CancellationToken cancellationToken) => OnlineAsync(cancellationToken);
    }

    [ResourceType("Test.Online")]
    public sealed class Online : Sleeper
    {
        public override Task OnlineAsync(CancellationToken cancellationToken) =>
            throw new ResourceException("the disk is full");
    }

    [ResourceType("Test.OnlineTwice")]
    public sealed class OnlineTwice : Sleeper
    {
        public override async Task OnlineAsync(CancellationToken cancellationToken)
        {
            var name = $"sleep{Context.Processes.All.Count}";
            await Context.Processes.StartAsync(name, new("/bin/sleep") { Arguments = ["1000"] }, cancellationToken);
        }
    }

    [ResourceType("Test.HealthChangesNothing")]
    public sealed class HealthChangesNothing : Sleeper
    {
        public override async ValueTask<Health> IsAliveAsync(CancellationToken cancellationToken)
        {
            await Context.Processes.StopAllAsync(TimeSpan.Zero, cancellationToken);
            return Health.Ok;
        }
    }

    [ResourceType("Test.Cancellation")]
    public sealed class Cancellation : Sleeper
    {
        public override async ValueTask<Health> IsAliveAsync(CancellationToken cancellationToken)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(Timeout.Infinite, CancellationToken.None);
            }

            return await base.IsAliveAsync(cancellationToken);
        }
    }

    [ResourceType("Test.CloseStopsNothing")]
    public sealed class CloseStopsNothing : Sleeper
    {
        public override Task CloseAsync(CancellationToken cancellationToken) => TerminateAsync(cancellationToken);
    }

    [ResourceType("Test.Reattach")]
    public sealed class Reattach : Sleeper
    {
        private bool started;

        public override async Task OnlineAsync(CancellationToken cancellationToken)
        {
            await base.OnlineAsync(cancellationToken);
            started = true;
        }

        public override Task<Reattachment> ReattachAsync(CancellationToken cancellationToken) =>
            Task.FromResult(started ? Reattachment.Running : Reattachment.Unknown("this object did not start it"));
    }

    [ResourceType("Test.Promote")]
    public sealed class Promote : Sleeper
    {
        private bool promoted;

        public override Task PromoteAsync(CancellationToken cancellationToken)
        {
            (bool again, promoted) = (promoted, true);
            return again ? throw new ResourceException("it is promoted already") : Task.CompletedTask;
        }
    }

    [ResourceType("Test.Demote")]
    public sealed class Demote : Sleeper
    {
        public override Task DemoteAsync(CancellationToken cancellationToken) => TerminateAsync(cancellationToken);
    }

    [ResourceType("Test.DeathIsNoticed")]
    public sealed class DeathIsNoticed : Sleeper
    {
        public override ValueTask<Health> IsAliveAsync(CancellationToken cancellationToken) =>
            ValueTask.FromResult(Health.Ok);

        public override void OnProcessExited(GuardedProcess process)
        {
        }
    }

    [ResourceType("Test.Offline")]
    public sealed class Offline : Sleeper
    {
        public override Task OfflineAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    [ResourceType("Test.Terminate")]
    public sealed class Terminate : Sleeper
    {
        public override Task TerminateAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    [ResourceType("Test.Schema")]
    public sealed class Schema : Resource<Undescribed>
    {
        public override Task OnlineAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    [ResourceType("Test.Validation")]
    public sealed class Validation : Resource<SleeperProperties>
    {
        public override IEnumerable<PropertyError> Validate(SleeperProperties properties) =>
            throw new InvalidOperationException("Validate has no context");

        public override Task OnlineAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    [ResourceType("no name", DeadlockTimeout = "soon")]
    public sealed class Type : Resource
    {
        public override Task OnlineAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    public sealed record Undescribed
    {
        public int Port { get; init; }
    }
}
