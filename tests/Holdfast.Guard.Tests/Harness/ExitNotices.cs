using System.Collections.Concurrent;
using Holdfast.MonitorProtocol.Guards;

namespace Holdfast.Guard.Tests.Harness;

/// <summary>Collects what a guard announces.</summary>
internal sealed class ExitNotices
{
    private readonly ConcurrentQueue<GuardProcess> received = new();

    public ExitNotices(GuardClient client) => client.Exited += received.Enqueue;

    public IReadOnlyCollection<GuardProcess> All => received;

    public async Task<GuardProcess> OfAsync(string resource)
    {
        await Until.Holds($"an exit of {resource} is announced", () => received.Any(p => p.Resource == resource));
        return received.First(p => p.Resource == resource);
    }
}
