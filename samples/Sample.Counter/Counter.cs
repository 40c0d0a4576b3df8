using System.Reflection;
using Holdfast.ResourceApi;

namespace Sample.Counter;

/// <summary>
/// Keeps a counter service running: a program of its own, started through the group's guard, so that it survives
/// this DLL's
/// monitor. What a resource DLL must do is here; everything else has a default.
/// </summary>
[ResourceType("Sample.Counter", DisplayName = "Counter", Description = "A TCP counter that loses no acknowledged increment")]
public sealed class Counter : Resource<CounterProperties>
{
    private const string Server = "server";
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>Starts the server and returns when it accepts connections. Starting twice is harmless.</summary>
    public override async Task OnlineAsync(CancellationToken cancellationToken)
    {
        if (Context.Processes.Find(Server) is { HasExited: false })
        {
            return;
        }

        // The server gets the fencing token in HOLDFAST_FENCE_TOKEN: the guard sets it.
        var server = await Context.Processes.StartAsync(
            Server,
            new ProcessStart("dotnet")
            {
                Arguments = [ServerProgram(), $"{Properties.Port}", Properties.Folder],
            },
            cancellationToken);
        Context.ReportStatus("waiting for the server to listen");
        await server.WaitForTcpAsync(Properties.Port, cancellationToken);
    }

    public override Task OfflineAsync(CancellationToken cancellationToken) =>
        Context.Processes.StopAllAsync(Grace, cancellationToken);

    /// <summary>After a monitor's death: does the very server still run?</summary>
    public override Task<Reattachment> ReattachAsync(CancellationToken cancellationToken) => Task.FromResult(
        Context.Processes.Find(Server) is { HasExited: false } ? Reattachment.Running : Reattachment.Gone("the server has exited"));

    public override async ValueTask<Health> IsAliveAsync(CancellationToken cancellationToken) =>
        await Probe.TcpAsync(Properties.Port, cancellationToken)
            ? Health.Ok
            : Health.Failed($"nothing listens on port {Properties.Port}");

    /// <summary>A wish about a property that the schema cannot express.</summary>
    public override IEnumerable<PropertyError> Validate(CounterProperties properties)
    {
        if (!Path.IsPathRooted(properties.Folder))
        {
            yield return new PropertyError(nameof(properties.Folder), "must be an absolute path, such as /var/lib/counter");
        }
    }

    private static string ServerProgram() => Path.Combine(
        Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!, "Sample.Counter.Server.dll");
}
