using System.Diagnostics;
using System.Text.Json;
using Holdfast.Client;
using Holdfast.Client.Dtos;
using Holdfast.Client.Requests;
using Holdfast.Lab.Clusters;
using Holdfast.Lab.Observation;

namespace Holdfast.Lab.Cases;

/// <summary>
/// What a case plays on: a cluster whose registration is watched all along, a healthy neighbour that a client uses
/// all along,
/// and the words in which cases are written.
/// </summary>
public sealed class CaseScene : IAsyncDisposable
{
    public const string Neighbour = "neighbour";
    public const string CounterType = "Sample.Counter";
    private RegistrationWatch? _watch;
    private long _start;
    private long _failures;

    private CaseScene(LabCluster cluster)
    {
        Cluster = cluster;
        Events = new EventWatch(cluster);
    }

    public LabCluster Cluster { get; }

    public HoldfastClient Api => Cluster.Api;

    public EventWatch Events { get; }

    public RegistrationWatch Watch => _watch ?? throw new InvalidOperationException("Begin was not called");

    public long Polls => _watch?.Polls ?? 0;

    public long NullReads => _watch?.NullReads ?? 0;

    public CounterClient? Client { get; private set; }

    /// <summary>How often the fault was injected so far.</summary>
    public int Injected { get; private set; }

    /// <summary>The most MonitorDied events seen for one death.</summary>
    public long DeathEvents { get; private set; }

    public static async Task<CaseScene> StartAsync(int nodes)
    {
        var scene = new CaseScene(new LabCluster(nodes));
        try
        {
            await scene.Cluster.StartAsync();
            return scene;
        }
        catch
        {
            await scene.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Gives the cluster longer leases: with <c>fast</c> a service has 1.4 s to be back before its resources are
    /// stopped, which a machine that is busy does not always give it.
    /// </summary>
    public async Task LongerLeasesAsync()
    {
        await Api.Cluster.UpdateAsync(new UpdateClusterRequest { Profile = "standard" }, null, CancellationToken.None);
        await Until.TrueAsync("leases of profile standard", async () =>
            (await Api.Nodes.ListAsync(CancellationToken.None)).All(node => node.AuthorityLeftMs > 2000));
    }

    public async Task RegisterAsync(string package)
    {
        RegistrationDto registered = await Api.Types.RegisterAsync(package, CancellationToken.None);
        await Until.TrueAsync("the package on every node", async () =>
            (await Api.StatusAsync(CancellationToken.None)).Nodes
                .All(node => node.Packages.Contains(registered.PackageHash)));
    }

    public Task GroupAsync(string name, params string[] owners) => Api.Groups.CreateAsync(
        new CreateGroupRequest { Name = name, PreferredOwners = owners }, CancellationToken.None);

    public Task ResourceAsync(
        string name, string group, string type, object properties, PolicyRequest? policy = null) =>
            Api.Resources.CreateAsync(
        new CreateResourceRequest
        {
            Name = name,
            Group = group,
            Type = type,
            Properties = JsonSerializer.SerializeToElement(properties).EnumerateObject()
                .ToDictionary(member => member.Name, member => member.Value),
            Policy = policy ?? FastPolls,
        },
        CancellationToken.None);

    /// <summary>Polls quick enough that a case sees them go on.</summary>
    public static PolicyRequest FastPolls { get; } =
        new() { IsAlivePollInterval = "200ms", LooksAlivePollInterval = "100ms" };

    /// <summary>A counter in a group of its own on <paramref name="node"/>, used by a client from now on.</summary>
    public async Task NeighbourAsync(string node = "n1", string group = Neighbour)
    {
        int port = TestPorts.Next();
        if (group == Neighbour)
        {
            await GroupAsync(Neighbour, node);
        }

        await ResourceAsync(Neighbour, group, CounterType,
            new { Port = port, Folder = Path.Combine(Cluster.Folder, "counter") });
        await Api.Groups.OnlineAsync(group, CancellationToken.None);
        await Cluster.SupervisedAsync(Neighbour);
        Client = new CounterClient(port);
        await Until.TrueAsync("the neighbour answers", () => Client.Requests > 20);
    }

    /// <summary>From here on everything is watched.</summary>
    public async Task BeginAsync()
    {
        _watch = await RegistrationWatch.StartAsync(
            Cluster, Client is null ? [] : [CounterType, Neighbour]);
        await Events.MarkAsync();
        _start = Stopwatch.GetTimestamp();
        _failures = Client?.Failures ?? 0;
    }

    /// <summary>
    /// Kills the monitor of a resource from outside and waits until everything it hosted is supervised again.
    /// </summary>
    public async Task KillMonitorAsync(string resource)
    {
        ResourceDto before = await Cluster.ResourceAsync(resource);
        await Events.MarkAsync();
        int pid = before.Monitor.Pid ?? throw new InvalidOperationException($"{resource} has no monitor");
        NodeProcesses.Signal(pid, NodeProcesses.SigKill);
        await SupervisedByAnotherAsync(resource, pid);
        await OneDeathAsync(pid);
    }

    public Task SupervisedByAnotherAsync(string resource, int pid) => Until.TrueAsync(
        $"{resource} supervised by another monitor", async () => await Cluster.ResourceAsync(resource) is
        { State: "Online", Monitor: { State: "Running", Pid: { } now } } && now != pid);

    /// <summary>One event, and only one, tells of the death of the monitor with this pid.</summary>
    public async Task OneDeathAsync(int pid)
    {
        Injected++;
        await Events.SeenAsync("MonitorDied");
        long deaths = (await Events.SinceAsync("MonitorDied"))
            .Count(item => item.Message.Contains($"{pid}", StringComparison.Ordinal));
        DeathEvents = Math.Max(DeathEvents, deaths);
        Expect(deaths == 1, $"{deaths} events tell of the death of monitor {pid}, expected 1");
    }

    /// <summary>Counts a fault that is not a monitor's death.</summary>
    public void CountFault() => Injected++;

    /// <summary>Remembers how many events told of one death.</summary>
    public void CountDeath(long events) => DeathEvents = Math.Max(DeathEvents, events);

    /// <summary>Health polls of these resources go on, and nothing is pending.</summary>
    public async Task HealthyAsync(params string[] resources)
    {
        foreach (string name in resources)
        {
            await Cluster.SupervisedAsync(name);
            long polls = (await Cluster.ResourceAsync(name)).Polls;
            await Until.TrueAsync($"health polls of {name} go on", async () =>
                (await Cluster.ResourceAsync(name)).Polls != polls);
        }

        ClusterStatusDto status = await Api.StatusAsync(CancellationToken.None);
        string[] pending = [.. status.Groups.SelectMany(group => group.Resources)
            .Where(resource => resource.State.EndsWith("Pending", StringComparison.Ordinal))
                .Select(resource => resource.Name)];
        Expect(pending.Length == 0, $"still pending: {string.Join(", ", pending)}");
    }

    public double InterruptionMs => Client?.InterruptionMs(_start, _failures) ?? 0;

    /// <summary>The neighbour's client was served all along.</summary>
    public void NotInterrupted() =>
        Expect(InterruptionMs == 0, $"the neighbour was interrupted for {InterruptionMs} ms");

    public static void Expect(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new CaseFailedException(otherwise);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Client is not null)
        {
            await Client.DisposeAsync();
        }

        if (_watch is not null)
        {
            await _watch.DisposeAsync();
        }

        await Cluster.DisposeAsync();
    }
}

/// <summary>What a case claims did not hold.</summary>
public sealed class CaseFailedException(string message) : Exception(message);
