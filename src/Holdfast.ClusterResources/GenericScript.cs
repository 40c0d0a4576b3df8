using Holdfast.ResourceApi;

namespace Holdfast.ClusterResources;

/// <summary>
/// Anything that commands can start, check and stop, as a resource: one command per entry point. What a command leaves
/// running (a daemon) belongs to the resource, lives under the group's guard and ends with it.
/// </summary>
[ResourceType(
    "GenericScript",
    DisplayName = "Generic Script",
    Description = "Runs a command of yours for each of online, offline, health check, terminate and reattach")]
public sealed class GenericScript : Resource<GenericScriptProperties>
{
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(10);

    /// <inheritdoc />
    public override IEnumerable<PropertyError> Validate(GenericScriptProperties properties)
    {
        ArgumentNullException.ThrowIfNull(properties);
        (string Name, string? Line)[] commands =
        [
            (nameof(properties.Online), properties.Online),
            (nameof(properties.IsAlive), properties.IsAlive),
            (nameof(properties.Offline), properties.Offline),
            (nameof(properties.LooksAlive), properties.LooksAlive),
            (nameof(properties.Terminate), properties.Terminate),
            (nameof(properties.Reattach), properties.Reattach),
        ];
        foreach (var (name, line) in commands)
        {
            if (line is not null && CommandLine.TrySplit(line, out _) is { } fault)
            {
                yield return new(name, fault);
            }
        }
    }

    /// <inheritdoc />
    public override async Task OnlineAsync(CancellationToken cancellationToken) =>
        Demand(await RunAsync("online", Properties.Online, Properties.PendingTimeout, cancellationToken)
            .ConfigureAwait(false));

    /// <inheritdoc />
    public override async Task OfflineAsync(CancellationToken cancellationToken)
    {
        if (Properties.Offline is { } offline)
        {
            Demand(await RunAsync("offline", offline, Properties.PendingTimeout, cancellationToken)
                .ConfigureAwait(false));
        }

        await Context.Processes.StopAllAsync(StopGrace, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public override async Task TerminateAsync(CancellationToken cancellationToken)
    {
        if (Properties.Terminate is { } terminate)
        {
            var outcome = await RunAsync("terminate", terminate, Properties.CheckTimeout, cancellationToken)
                .ConfigureAwait(false);
            if (outcome.Status != HealthStatus.Ok)
            {
                Context.Log(outcome.Reason);
            }
        }

        await base.TerminateAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public override async ValueTask<bool> LooksAliveAsync(CancellationToken cancellationToken) =>
        Properties.LooksAlive is not { } command
        || await CheckAsync("looks-alive", command, cancellationToken).ConfigureAwait(false) == Health.Ok;

    /// <inheritdoc />
    public override async ValueTask<Health> IsAliveAsync(CancellationToken cancellationToken) =>
        await CheckAsync("is-alive", Properties.IsAlive, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public override async Task<Reattachment> ReattachAsync(CancellationToken cancellationToken)
    {
        var health = await CheckAsync("reattach", Properties.Reattach ?? Properties.IsAlive, cancellationToken)
            .ConfigureAwait(false);
        return health.Status == HealthStatus.Ok ? Reattachment.Running : Reattachment.Gone(health.Reason);
    }

    private static void Demand(Health outcome)
    {
        if (outcome.Status != HealthStatus.Ok)
        {
            throw new ResourceException(outcome.Reason);
        }
    }

    private Task<Health> CheckAsync(string name, string line, CancellationToken cancellationToken) =>
        RunAsync(name, line, Properties.CheckTimeout, cancellationToken);

    private async Task<Health> RunAsync(string name, string line, TimeSpan limit, CancellationToken cancellationToken)
    {
        var command = CommandLine.Parse(line) with
        {
            Environment = Properties.Environment,
            WorkingDirectory = Properties.WorkingDirectory,
        };
        return await Probe.CommandAsync(Context, name, command, limit, cancellationToken).ConfigureAwait(false);
    }
}
