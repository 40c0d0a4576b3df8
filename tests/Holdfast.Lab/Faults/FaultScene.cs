using Holdfast.Client;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Lab.Cases;
using Holdfast.Lab.Clusters;
using Holdfast.Lab.Machines;
using Holdfast.Lab.Ownership;

namespace Holdfast.Lab.Faults;

/// <summary>What faults are injected into: machines with a member of etcd each, and a resource that proves who
/// owns it.</summary>
public sealed class FaultScene : IAsyncDisposable
{
    /// <summary>The machine of an etcd that the nodes reach through a proxy.</summary>
    private const string Database = "db";
    private const string Witness = "w1";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(5);

    /// <summary>Members of etcd that vote.</summary>
    private readonly int _votes;

    private FaultScene(LabNetwork network, int votes)
    {
        _votes = votes;
        Network = network;
        Unfinished.Add(this);
        Proof = new OwnershipProof(network);
    }

    public LabNetwork Network { get; }

    public OwnershipProof Proof { get; }

    /// <summary>Those with a node.</summary>
    public IReadOnlyList<LabMachine> Machines =>
        [.. Network.Machines.Where(machine => machine.Name is not (Database or Witness))];

    /// <summary>Those with a member of etcd of the cluster's: where the nodes have such, and the witness.</summary>
    public IReadOnlyList<LabMachine> Members => [.. Network.Machines.Where(machine => machine.Name != Database)];

    /// <summary>What the nodes reach their etcd through; null where they have members of their own.</summary>
    public EtcdGate? Gate { get; private set; }

    /// <summary>Links that this program carries, of those machines that were given one.</summary>
    public Dictionary<LabMachine, LossyLink> Links { get; } = [];

    /// <summary>The machines' own wall clocks, where they have such.</summary>
    public Dictionary<LabMachine, LabClock> Clocks { get; } = [];

    /// <summary>The machines' watchdogs, where they have such.</summary>
    public Dictionary<LabMachine, LabWatchdog> Watchdogs { get; } = [];

    /// <summary>The machines' names, where they are not known by their addresses.</summary>
    public LabNames? Names { get; set; }

    /// <summary>The machine that wrote last.</summary>
    public LabMachine Owner => Network[Proof.Last!.Node];

    public long Generation => Proof.Last!.Generation;

    /// <summary>Three machines.</summary>
    /// <param name="profile">The lease profile of the cluster.</param>
    /// <param name="served">Whether the resource has an address, and a client that uses it.</param>
    /// <param name="prepare">What is done before anything runs on them.</param>
    public static Task<FaultScene> StartAsync(
        string profile, bool served, Func<FaultScene, Task>? prepare = null) => StartAsync(
            profile, new Fault(0, "", (_, _) => Task.CompletedTask) { Prepare = prepare ?? (_ => Task.CompletedTask) },
            Layout.Three, served);

    /// <summary>The machines that a fault takes.</summary>
    public static async Task<FaultScene> StartAsync(string profile, Fault fault, Layout layout, bool served)
    {
        List<string> names = [.. Enumerable.Range(1, layout.Machines).Select(i => $"n{i}")];
        names.AddRange(fault.BehindProxy ? [Database] : layout.Witness ? [Witness] : []);
        var scene = new FaultScene(
            await LabNetwork.StartAsync([.. names]), votes: fault.BehindProxy ? 1 : names.Count);
        try
        {
            LabMachine n1 = scene.Network["n1"];
            await fault.Prepare(scene);
            scene.Gate = fault.BehindProxy ? await scene.GateAsync(fault.PastProxy) : null;
            await n1.CreateClusterAsync(profile, scene.Gate is not { } gate ? []
                : fault.PastProxy ? [gate.Through, gate.Past] : [gate.Through]);
            foreach (LabMachine other in scene.Network.Machines.Skip(1).Where(each => each.Name != Database))
            {
                await other.JoinAsync(n1, witness: other.Name == Witness);
            }

            await scene.Proof.CreateAsync(n1, served);
            await (fault.AsShipped ? Task.CompletedTask : scene.NeverEnoughAsync(n1));
            await Until.TrueAsync("the resource writes", () => scene.Proof.Last is not null);
            return scene;
        }
        catch
        {
            await scene.DisposeAsync();
            throw;
        }
    }

    /// <summary>Losses are what is played here, again and again: no node is put in quarantine for them, and no resource
    /// is given up.</summary>
    private async Task NeverEnoughAsync(LabMachine at)
    {
        await at.CliAsync("cluster", "set", "--quarantine-threshold", "0");
        await at.CliAsync("group", "set", OwnershipProof.Group, "--failover-threshold", "1000");
        foreach (string resource in Proof.Resources)
        {
            await at.CliAsync("resource", "set", resource, "--restart-threshold", "1000");
        }
    }

    /// <param name="aside">Whether the proxy has an address of its own.</param>
    private async Task<EtcdGate> GateAsync(bool aside)
    {
        LabMachine at = Network[Database];
        return await EtcdGate.StartAsync(at, aside ? await Network.AddAddressAsync(at) : at.Address);
    }

    /// <summary>What these and those send to each other is lost from now on, or arrives again.</summary>
    public async Task CutAsync(LabMachine[] these, LabMachine[] those, bool cut)
    {
        await LoseAsync(these, those, cut);
        await LoseAsync(those, these, cut);
    }

    /// <summary>What these send to those is lost from now on, or arrives again.</summary>
    public async Task LoseAsync(LabMachine[] from, LabMachine[] to, bool lost)
    {
        foreach (LabMachine sender in from)
        {
            foreach (LabMachine receiver in to)
            {
                await Network.LoseAsync(sender, receiver, lost);
            }
        }
    }

    /// <summary>The machine whose member of etcd leads.</summary>
    public async Task<LabMachine> LeaderAsync() =>
        Network[(await Owner.QuorumAsync()).Members.Single(member => member.Leader).Name];

    public async Task<LabMachine> CoordinatorAsync() =>
        Network[(await AnyAsync(api => api.StatusAsync(CancellationToken.None))).Coordinator!];

    /// <summary>The term of the coordinator, as any machine but those says it.</summary>
    public async Task<long> TermAsync(LabMachine? except = null) =>
        (await AnyAsync(api => api.StatusAsync(CancellationToken.None), except)).Term;

    /// <summary>The last events.</summary>
    public async Task<IReadOnlyList<EventDto>> EventsAsync(int most = 25) =>
        [.. (await AnyAsync(api => api.Events.ListAsync(new() { Limit = most }, CancellationToken.None))).Events];

    /// <summary>What must be registered as long as the scene lasts: types and resources.</summary>
    public IReadOnlyCollection<string> Registered => [CaseScene.CounterType, .. Proof.Resources];

    /// <summary>Registers a resource type that is not built in.</summary>
    public async Task RegisterAsync()
    {
        await Machines[0].CliAsync("type", "register", Programs.CounterPackage);
        await HealthyAsync();
    }

    /// <summary>All nodes are up, all members vote, and the resource is written by its owner.</summary>
    public async Task HealthyAsync()
    {
        foreach (LabMachine machine in Machines)
        {
            await Until.TrueAsync($"{machine.Name} up, all vote", async () =>
                await machine.Api.Machines.QuorumAsync(CancellationToken.None) is { } quorum
                && quorum.VotesAnswering == _votes
                && (await machine.Api.Nodes.ListAsync(CancellationToken.None)).All(node => node.State == "Up"),
                Patience, everyMs: 50);
        }

        await Proof.WrittenAfterAsync(OwnershipProof.NowMs, Patience);
    }

    /// <summary>Moves the group so that its owner is another machine than the coordinator, or the same.</summary>
    public async Task PlaceAsync(bool apart)
    {
        LabMachine coordinator = await CoordinatorAsync();
        if ((Owner != coordinator) != apart)
        {
            LabMachine to = apart ? Machines.First(machine => machine != coordinator) : coordinator;
            await MoveAsync(to);
        }
    }

    /// <summary>As a person would: a machine that the run before has silenced may not answer yet, which is no reason to
    /// wait for it, but one to ask again.</summary>
    public async Task MoveAsync(LabMachine to)
    {
        long asked = 0;
        await Until.TrueAsync($"{OwnershipProof.Group} is moved to {to.Name}", async () =>
        {
            if (Owner != to && OwnershipProof.NowMs - asked > AskAgain.TotalMilliseconds)
            {
                asked = OwnershipProof.NowMs;
                await to.CliAsync("group", "move", OwnershipProof.Group, "--to", to.Name);
            }

            return Owner == to;
        }, Patience, everyMs: 10);
    }

    /// <summary>Waits until a later generation than this one writes.</summary>
    public Task MovedAsync(long generation) => Until.TrueAsync(
        "another generation writes", () => Proof.Last?.Generation > generation, Patience, everyMs: 10);

    public ValueTask DisposeAsync() => Unfinished.EndAsync(this, TakeDownAsync);

    private async Task TakeDownAsync()
    {
        try
        {
            await ProofAndNetworkAsync();
        }
        finally
        {
            Gate?.Dispose();
            Names?.Dispose();
            foreach (LabWatchdog watchdog in Watchdogs.Values)
            {
                watchdog.Dispose();
            }

            foreach (LossyLink link in Links.Values)
            {
                link.Dispose();
            }
        }
    }

    /// <summary>What the proof has to say of itself when it ends is no reason to leave the machines.</summary>
    private async Task ProofAndNetworkAsync()
    {
        try
        {
            await Proof.DisposeAsync();
        }
        finally
        {
            await Network.DisposeAsync();
        }
    }

    private async Task<T> AnyAsync<T>(Func<HoldfastClient, Task<T>> ask, LabMachine? except = null)
    {
        HoldfastException? last = null;
        foreach (LabMachine machine in Machines.Where(each => each != except))
        {
            try
            {
                return await ask(machine.Api);
            }
            catch (HoldfastException failed)
            {
                last = failed;
            }
        }

        throw last!;
    }
}
