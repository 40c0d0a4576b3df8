using System.Text.Json;
using Holdfast.ResourceApi;

namespace Holdfast.FaultResources;

/// <summary>A resource that does each thing a resource must not do, on command. For tests; not shipped.</summary>
[ResourceType("Fault", Description = "Misbehaves on command", DeadlockTimeout = "1s", PendingTimeout = "5s")]
public class Fault : Resource<FaultProperties>
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    public override Task OpenAsync(CancellationToken cancellationToken) => MisbehaveIn("Open");

    public override async Task OnlineAsync(CancellationToken cancellationToken)
    {
        await MisbehaveIn("Online");
        await TakeTimeAsync("coming online", cancellationToken);
        if (Properties.Process && Context.Processes.Find("sleep") is not { HasExited: false })
        {
            await Context.Processes.StartAsync(
                "sleep", new ProcessStart("/bin/sleep") { Arguments = ["1000000"] }, cancellationToken);
        }
    }

    public override async Task OfflineAsync(CancellationToken cancellationToken)
    {
        await MisbehaveIn("Offline");
        await TakeTimeAsync("going offline", cancellationToken);
        await Context.Processes.StopAllAsync(TimeSpan.FromSeconds(2), cancellationToken);
    }

    public override async ValueTask<bool> LooksAliveAsync(CancellationToken cancellationToken)
    {
        await MisbehaveIn("LooksAlive");
        return await base.LooksAliveAsync(cancellationToken);
    }

    public override async ValueTask<Health> IsAliveAsync(CancellationToken cancellationToken)
    {
        if (Properties.How == Misbehaviour.Unhealthy && IsDue("IsAlive"))
        {
            return Health.Failed("it was told to be unhealthy");
        }

        await MisbehaveIn("IsAlive");
        return await base.IsAliveAsync(cancellationToken);
    }

    public override async Task<Reattachment> ReattachAsync(CancellationToken cancellationToken)
    {
        await MisbehaveIn("Reattach");
        return Properties.Process ? await base.ReattachAsync(cancellationToken) : Reattachment.Running;
    }

    /// <summary>Misbehaves now, inside the control call.</summary>
    [Control("Misbehave", Description = "Misbehaves now: {\"how\":\"Exit\"}")]
    public async Task<string> MisbehaveAsync(JsonElement input, CancellationToken cancellationToken)
    {
        await Misbehaving.DoAsync(Enum.Parse<Misbehaviour>(input.GetProperty("how").GetString()!), Context);
        return "survived";
    }

    /// <summary>Takes TakesMs.</summary>
    [Control("Wait", Description = "Takes as long as TakesMs says")]
    public async Task<string> WaitAsync(JsonElement input, CancellationToken cancellationToken)
    {
        await TakeTimeAsync("waiting", cancellationToken);
        return "done";
    }

    private async Task TakeTimeAsync(string what, CancellationToken cancellationToken)
    {
        for (int taken = 0; taken < Properties.TakesMs; taken += 50)
        {
            Context.ReportStatus($"{what}, {taken} of {Properties.TakesMs} ms");
            await Task.Delay(Step, cancellationToken);
        }
    }

    private Task MisbehaveIn(string entryPoint) =>
        Properties.How != Misbehaviour.Unhealthy && IsDue(entryPoint)
            ? Misbehaving.DoAsync(Properties.How, Context)
            : Task.CompletedTask;

    private bool IsDue(string entryPoint)
    {
        if (!Properties.When.Split(',').Contains(entryPoint))
        {
            return false;
        }

        if (Properties.Trigger.Length == 0)
        {
            return true;
        }

        bool due = File.Exists(Properties.Trigger);
        File.Delete(Properties.Trigger);
        return due;
    }
}

/// <summary>A second type in the same DLL.</summary>
[ResourceType("Fault.Twin", Description = "The same, under another name", DeadlockTimeout = "1s",
    PendingTimeout = "5s")]
public sealed class FaultTwin : Fault;
