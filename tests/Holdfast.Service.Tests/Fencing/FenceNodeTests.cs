using Holdfast.Service.Tests.Api;

namespace Holdfast.Service.Tests.Fencing;

/// <summary>A node with the sample's cluster and fake agents, asked over its API.</summary>
public abstract class FenceNodeTests : IAsyncLifetime
{
    private protected FakeAgent Agent { get; } = new();

    private protected ApiNode Node { get; private set; } = null!;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Node = await ApiNode.StartAsync(agents: Agent.Agents);
        await Sample.SeedAsync(Node);
    }

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        Agent.Dispose();
        GC.SuppressFinalize(this);
    }
}
