using System.Diagnostics;
using System.Text.Json;
using Holdfast.Client.Dtos;
using Holdfast.Client.Requests;
using Holdfast.Lab.Clusters;
using Holdfast.Lab.Observation;

namespace Holdfast.Lab.Demo;

/// <summary>
/// The story: three nodes keep a counter alive through the death of its monitor, of the cluster service and of its
/// node, while
/// a client uses it and pollers watch the registration. Every time is measured from outside.
/// </summary>
public sealed class DemoStory(LabCluster cluster, TextWriter output)
{
    public const int CounterPort = 7501;
    public const string Resource = "counter";
    private const string Type = "Sample.Counter";

    public async Task PrepareAsync()
    {
        await cluster.StartAsync();
        RegistrationDto registered = await cluster.Api.Types
            .RegisterAsync(Programs.CounterPackage, CancellationToken.None);
        await Until.TrueAsync($"{Type} on every node", async () =>
            (await cluster.Api.StatusAsync(CancellationToken.None)).Nodes
            .All(node => node.Packages.Contains(registered.PackageHash)));
        await output.WriteLineAsync($"{string.Join(' ', cluster.Nodes.Select(node => node.Name))} Up; type {Type} "
            + $"(sha256 {registered.PackageHash[..8]}…) on {cluster.Nodes.Count} of {cluster.Nodes.Count} nodes");
        await cluster.Api.Groups.CreateAsync(new CreateGroupRequest { Name = Resource }, CancellationToken.None);
        await cluster.Api.Resources.CreateAsync(
            new CreateResourceRequest
            {
                Name = Resource,
                Group = Resource,
                Type = Type,
                Properties = new Dictionary<string, JsonElement>
                {
                    ["Port"] = JsonElement.Parse($"{CounterPort}"),
                    ["Folder"] = JsonElement.Parse($"\"{Path.Combine(cluster.Folder, "counter")}\""),
                },
                Policy = new PolicyRequest { IsAlivePollInterval = "1s", LooksAlivePollInterval = "250ms" },
            },
            CancellationToken.None);
        await cluster.Api.Groups.OnlineAsync(Resource, CancellationToken.None);
        await cluster.SupervisedAsync(Resource);
    }

    public async Task<DemoResult> PlayAsync()
    {
        await using var client = new CounterClient(CounterPort);
        await Until.TrueAsync("the counter answers", () => client.Requests > 50);
        await using RegistrationWatch watch = await RegistrationWatch.StartAsync(cluster, Type, Resource);
        (double interruption, double again, bool whole) = await MonitorKillAsync(client, watch);
        await output
            .WriteLineAsync($"killed the monitor     interrupted {interruption} ms, supervised again after {again} ms");
        (double serviceInterruption, double adopted, bool serviceWhole) = await ServiceKillAsync(client, watch);
        await output.WriteLineAsync(
            $"killed the service     interrupted {serviceInterruption} ms, adopted again after {adopted} ms");
        (double failover, string killed, string owner, bool nodeWhole) = await NodeKillAsync(client, watch);
        await output.WriteLineAsync(
            $"killed node {killed}         online on {owner} after {failover} ms, overlap {client.OverlapMs} ms");
        foreach (string fault in watch.Faults.Take(10))
        {
            await output.WriteLineAsync($"  wrong answer: {fault}");
        }

        return new DemoResult(
            new MonitorKill(interruption, again, whole), new ServiceKill(serviceInterruption, adopted, serviceWhole),
            new NodeKill(failover, client.OverlapMs, nodeWhole), watch.Polls, client.Requests);
    }

    private async Task<(double, double, bool)> MonitorKillAsync(CounterClient client, RegistrationWatch watch)
    {
        ResourceDto before = await cluster.ResourceAsync(Resource);
        (long start, long failures, long nulls) = Begin(client, watch);
        NodeProcesses.Signal(before.Monitor.Pid!.Value, NodeProcesses.SigKill);
        await Until.TrueAsync(
            "another monitor supervises the counter", async () => await cluster.ResourceAsync(Resource) is
            { State: "Online", Monitor: { State: "Running", Pid: { } pid } } && pid != before.Monitor.Pid, everyMs: 2);
        double again = Elapsed(start);
        await PolledAgainAsync();
        return (client.InterruptionMs(start, failures), again, watch.NullReads == nulls);
    }

    private async Task<(double, double, bool)> ServiceKillAsync(CounterClient client, RegistrationWatch watch)
    {
        LabNode owner = await cluster.OwnerAsync(Resource);
        int pid = client.Answers[^1].Pid;
        (long start, long failures, long nulls) = Begin(client, watch);
        owner.KillService();
        await owner.ServiceEndedAsync();
        owner.Start();
        await Until.TrueAsync(
            "the new service has adopted the counter", async () => await owner.Api.Resources.ShowAsync(
                Resource, CancellationToken.None) is { State: "Online", Monitor.State: "Running" } now
                && now.Owner == owner.Name
                && (await owner.Api.Nodes.ShowAsync(owner.Name, CancellationToken.None)).Processes
                    .Any(process => process.Role == "service" && process.Pid == owner.ServicePid),
            everyMs: 2);
        double adopted = Elapsed(start);
        await PolledAgainAsync();
        double interruption = client.InterruptionMs(start, failures);
        return (client.Answers[^1].Pid == pid ? interruption
            : Math.Max(interruption, 1), adopted, watch.NullReads == nulls);
    }

    private async Task<(double, string, string, bool)> NodeKillAsync(CounterClient client, RegistrationWatch watch)
    {
        LabNode owner = await cluster.OwnerAsync(Resource);
        long generation = client.Answers[^1].Generation;
        (long start, _, long nulls) = Begin(client, watch);
        await owner.KillAsync();
        CounterAnswer? first = null;
        await Until.TrueAsync("the counter answers elsewhere", () =>
            (first = client.FirstAbove(generation)) is not null, everyMs: 2);
        double failover = Math.Round(Stopwatch.GetElapsedTime(start, first!.At).TotalMilliseconds, 1);
        await cluster.SupervisedAsync(Resource);
        GroupDto group = await cluster.GroupAsync(Resource);
        return (failover, owner.Name, group.Owner!, watch.NullReads == nulls);
    }

    private static (long Start, long Failures, long Nulls) Begin(CounterClient client, RegistrationWatch watch) =>
        (Stopwatch.GetTimestamp(), client.Failures, watch.NullReads);

    private static double Elapsed(long start) => Math.Round(Stopwatch.GetElapsedTime(start).TotalMilliseconds, 1);

    private async Task PolledAgainAsync()
    {
        long polls = (await cluster.ResourceAsync(Resource)).Polls;
        await Until.TrueAsync("health polls go on", async () => (await cluster.ResourceAsync(Resource)).Polls > polls);
    }
}
