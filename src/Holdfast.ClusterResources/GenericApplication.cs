using Holdfast.ResourceApi;

namespace Holdfast.ClusterResources;

/// <summary>
/// Any program that runs in the foreground, as a resource: online while it runs and its probes, if any, succeed.
/// </summary>
/// <remarks>
/// Its exit is told by the guard at once. It goes on under the guard when the monitor dies, and is taken up again
/// after.
/// </remarks>
[ResourceType(
    "GenericApplication",
    DisplayName = "Generic Application",
    Description = "Runs a program, restarts it when it exits, and checks it by TCP, HTTP or a command")]
public sealed class GenericApplication : Resource<GenericApplicationProperties>
{
    private const string Process = "application";

    /// <inheritdoc />
    public override IEnumerable<PropertyError> Validate(GenericApplicationProperties properties)
    {
        ArgumentNullException.ThrowIfNull(properties);
        if (string.IsNullOrWhiteSpace(properties.FileName) == string.IsNullOrWhiteSpace(properties.CommandLine))
        {
            yield return new(nameof(properties.CommandLine), "set either CommandLine or FileName, one of the two");
        }

        if (properties.CommandLine is { } line && CommandLine.TrySplit(line, out _) is { } fault)
        {
            yield return new(nameof(properties.CommandLine), fault);
        }

        if (properties.CommandLine is not null && properties.Arguments.Count > 0)
        {
            yield return new(nameof(properties.Arguments), "belong to FileName; write them into CommandLine");
        }

        if (properties.ProbeCommand is { } probe && CommandLine.TrySplit(probe, out _) is { } probeFault)
        {
            yield return new(nameof(properties.ProbeCommand), probeFault);
        }

        if (properties.ProbeHttpUrl is { } url && !(url.IsAbsoluteUri && url.Scheme is "http" or "https"))
        {
            yield return new(nameof(properties.ProbeHttpUrl), "must begin with http:// or https://");
        }
    }

    /// <inheritdoc />
    public override async Task OnlineAsync(CancellationToken cancellationToken)
    {
        var process = Context.Processes.Find(Process) is { HasExited: false } running
            ? running
            : await Context.Processes.StartAsync(Process, Program(), cancellationToken).ConfigureAwait(false);
        if (Properties is { ProbeTcpPort: null, ProbeHttpUrl: null, ProbeCommand: null })
        {
            return;
        }

        var last = "";
        await process.WaitUntilAsync(
            async token =>
            {
                var health = await ProbeAsync(token).ConfigureAwait(false);
                if (health.Reason != last)
                {
                    Context.ReportStatus($"waiting: {last = health.Reason}");
                }

                return health.Status == HealthStatus.Ok;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public override Task OfflineAsync(CancellationToken cancellationToken) =>
        Context.Processes.StopAllAsync(Properties.StopGrace, cancellationToken);

    /// <inheritdoc />
    public override async ValueTask<Health> IsAliveAsync(CancellationToken cancellationToken) =>
        Context.Processes.Find(Process) switch
        {
            null => Health.Failed("the application was not started"),
            { HasExited: true } exited => Health.Failed(exited.Describe()),
            _ => await ProbeAsync(cancellationToken).ConfigureAwait(false),
        };

    private ProcessStart Program()
    {
        var start = Properties.CommandLine is { } line
            ? CommandLine.Parse(line)
            : new ProcessStart(Properties.FileName!) { Arguments = Properties.Arguments };
        return start with { Environment = Properties.Environment, WorkingDirectory = Properties.WorkingDirectory };
    }

    private async Task<Health> ProbeAsync(CancellationToken cancellationToken)
    {
        var limit = Properties.ProbeTimeout;
        if (Properties.ProbeTcpPort is { } port
            && !await Probe.TcpAsync("127.0.0.1", port, limit, cancellationToken).ConfigureAwait(false))
        {
            return Health.Failed($"port {port} does not accept connections");
        }

        if (Properties.ProbeHttpUrl is { } url
            && !await Probe.HttpAsync(url, limit, cancellationToken).ConfigureAwait(false))
        {
            return Health.Failed($"{url} did not answer with success");
        }

        return Properties.ProbeCommand is { } command
            ? await Probe.CommandAsync(Context, CommandLine.Parse(command), limit, cancellationToken)
            .ConfigureAwait(false)
            : Health.Ok;
    }
}
