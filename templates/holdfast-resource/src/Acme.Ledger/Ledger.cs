using Holdfast.ResourceApi;

namespace Acme.Ledger;

/// <summary>Runs a program. Make it yours: only OnlineAsync must be written, everything else has a default.</summary>
[ResourceType("Acme.Ledger", DisplayName = "Ledger", Description = "Runs a program")]
public sealed class Ledger : Resource<LedgerProperties>
{
    private const string Server = "server";

    /// <summary>Starts the resource, and returns when it can be used. Starting it twice must be harmless.</summary>
    public override async Task OnlineAsync(CancellationToken cancellationToken)
    {
        if (Context.Processes.Find(Server) is { HasExited: false })
        {
            return;
        }

        // The process lives in the group's guard: it survives this monitor, and ends with the node's authority.
        await Context.Processes.StartAsync(
            Server, new(Properties.Program) { Arguments = Properties.Arguments }, cancellationToken);

        // If it takes time to be ready: await server.WaitForTcpAsync(Properties.Port, cancellationToken);
    }

    /// <summary>Stops it in good order.</summary>
    public override Task OfflineAsync(CancellationToken cancellationToken) =>
        Context.Processes.StopAllAsync(Properties.StopGrace, cancellationToken);

    /// <summary>
    /// A thorough check. Its exit is told at once; add what else shows that it works, e.g. Probe.HttpAsync.
    /// </summary>
    public override ValueTask<Health> IsAliveAsync(CancellationToken cancellationToken) =>
        base.IsAliveAsync(cancellationToken);
}
