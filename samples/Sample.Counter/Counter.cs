using Holdfast.ResourceApi;

namespace Sample.Counter;

/// <summary>
/// A counter service: <c>increment</c> in, the new count out. Its program keeps the count in a file in a shared folder
/// and survives the death of the monitor that started it.
/// </summary>
[ResourceType(
    "Sample.Counter",
    DisplayName = "Sample Counter",
    Description = "A TCP service that counts, and never counts twice or backwards",
    LooksAlivePollInterval = "1s",
    IsAlivePollInterval = "5s")]
public sealed class Counter : Resource<CounterProperties>
{
    private const string Server = "server";

    /// <summary>Everything that is wrong, not only the first thing: what no attribute can say.</summary>
    public override IEnumerable<PropertyError> Validate(CounterProperties properties)
    {
        if (!Path.IsPathRooted(properties.Folder))
        {
            yield return new(nameof(properties.Folder), "must be a whole path, e.g. /srv/counter");
        }

        if (properties.ProbeTimeout < TimeSpan.FromMilliseconds(10)
            || properties.ProbeTimeout > TimeSpan.FromSeconds(20))
        {
            yield return new(nameof(properties.ProbeTimeout), "must be between 10ms and 20s");
        }
    }

    /// <summary>
    /// Starts the program unless it runs, and returns when it answers. The await is the pending state.
    /// </summary>
    public override async Task OnlineAsync(CancellationToken cancellationToken)
    {
        if (Context.Processes.Find(Server) is not { HasExited: false } server)
        {
            // The guard is its parent, and gives it the fencing token as HOLDFAST_FENCE_TOKEN.
            server = await Context.Processes.StartAsync(Server, Program(), cancellationToken);
        }

        Context.ReportStatus($"waiting for port {Properties.Port}");
        await server.WaitForTcpAsync(Properties.Port, cancellationToken);
    }

    /// <summary>Asks the program to end. (Terminate, which kills it, has a default that suits.)</summary>
    public override Task OfflineAsync(CancellationToken cancellationToken) =>
        Context.Processes.StopAllAsync(TimeSpan.FromSeconds(5), cancellationToken);

    /// <summary>
    /// After a monitor's death: the program is still the guard's child, so this is a look and not a guess.
    /// </summary>
    public override async Task<Reattachment> ReattachAsync(CancellationToken cancellationToken) =>
        Context.Processes.Find(Server) switch
        {
            null => Reattachment.Gone("the server was never started under this guard"),
            { HasExited: true } server => Reattachment.Gone(server.Describe()),
            _ when await IsAliveAsync(cancellationToken) is { Status: HealthStatus.Failed } health =>
                Reattachment.Unknown(health.Reason),
            _ => Reattachment.Running,
        };

    /// <summary>
    /// Asks it for its count. (LooksAlive, which looks only whether the process lives, has a default that suits.)
    /// </summary>
    public override async ValueTask<Health> IsAliveAsync(CancellationToken cancellationToken)
    {
        var answer = await CounterClient.TryAskAsync("count", Properties.Port, Properties.ProbeTimeout,
            cancellationToken);
        return answer switch
        {
            null => Health.Failed(
                $"port {Properties.Port} did not answer within {Properties.ProbeTimeout.TotalSeconds} s"),
            _ when answer.Token != Context.Generation =>
                Health.Failed($"port {Properties.Port} is answered by another instance, of token {answer.Token}"),
            _ => Health.Ok,
        };
    }

    /// <summary>holdfast resource control counter count</summary>
    [Control("count", Description = "The present count")]
    public async Task<CounterAnswer> CountAsync(CancellationToken cancellationToken) =>
        await CounterClient.TryAskAsync("count", Properties.Port, Properties.ProbeTimeout, cancellationToken)
        ?? throw new ResourceException($"the counter at port {Properties.Port} did not answer");

    private ProcessStart Program() => ProcessStart.Dotnet(
        Path.Combine(PackageFolder, "Sample.Counter.Server.dll"),
        $"{Properties.Port}",
        Properties.Folder);
}
