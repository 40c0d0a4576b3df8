using Holdfast.ResourceApi;

namespace Holdfast.ResourceApi.Tests.Resources;

/// <summary>A resource that keeps every rule with the defaults: it runs /bin/sleep.</summary>
[ResourceType("Test.Sleeper")]
public class Sleeper : Resource<SleeperProperties>
{
    public override async Task OnlineAsync(CancellationToken cancellationToken)
    {
        if (Context.Processes.Find("sleep") is not { HasExited: false })
        {
            var start = new ProcessStart("/bin/sleep") { Arguments = [$"{Properties.Seconds}"] };
            await Context.Processes.StartAsync("sleep", start, cancellationToken);
        }
    }
}

public sealed record SleeperProperties
{
    [Property("how long, s")]
    public int Seconds { get; init; } = 1000;
}
