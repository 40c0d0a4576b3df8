using Holdfast.Client.Dtos;
using Holdfast.Client.Requests;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Database.Etcd;
using Holdfast.Lab.Clusters;
using Holdfast.Linux;
using Holdfast.Service.Hosting;
using Holdfast.Service.Machines;
using Holdfast.Service.Machines.Members;
using Holdfast.Service.Machines.Setup;
using Holdfast.Service.Tests.Api;
using InstalledEtcd = Holdfast.Database.Tests.Etcd.EtcdProgram;

namespace Holdfast.Service.Tests.Machines;

/// <summary>The first machine of a cluster, with a real member of the database, at which others ask to join.</summary>
internal sealed class FirstMachine : IAsyncDisposable
{
    private readonly TestCluster _cluster;
    private readonly string _folder;
    private readonly MachineOptions _machine;
    private readonly MemberStart _member;

    private FirstMachine(TestCluster cluster, string folder, MachineOptions machine)
    {
        (_cluster, _folder, _machine) = (cluster, folder, machine);
        _member = MemberStart.Begin(machine.Member!);
        Database = EtcdDatabase.Open(new EtcdOptions
        {
            Endpoints = [machine.Member!.ClientUrl], TryTimeout = TimeSpan.FromSeconds(5),
            CaFile = machine.Certificates.Authority, CertificateFile = machine.Certificates.Certificate,
            KeyFile = machine.Certificates.Key,
        });
    }

    public EtcdDatabase Database { get; }

    public ApiNode Node { get; private set; } = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Starts it; the test is skipped where there is no etcd.</summary>
    public static async Task<FirstMachine> StartAsync()
    {
        InstalledEtcd.Require();
        PutPrograms();
        var cluster = new TestCluster();
        string folder = Directory.CreateTempSubdirectory("hf-first-").FullName;
        int peerPort = TestPorts.Next();
        MachineOptions machine = cluster.Machine("n1");
        var first = new FirstMachine(cluster, folder, machine with
        {
            Member = new EtcdMemberOptions
            {
                Name = "n1", Program = InstalledEtcd.Path!, Address = "127.0.0.1", First = true, PeerPort = peerPort,
                ClientPort = TestPorts.Next(), Folder = Path.Combine(folder, "etcd"),
                LogFile = Path.Combine(folder, "log", "etcd.log"), Certificates = machine.Certificates,
                Heartbeat = TimeSpan.FromMilliseconds(50), Election = TimeSpan.FromMilliseconds(500),
                Cluster = EtcdMemberOptions.Named("n1", MachineOptions.UrlOf("127.0.0.1", peerPort)),
            },
        });
        await first._member.ServesAsync(first.Database, Cancel);
        first.Node = await ApiNode.StartAsync(database: first.Database, machine: first._machine);
        await first.Node.PutAsync(Keys.Cluster, new ClusterConfig { Id = TestCluster.Id, Name = "test" });
        return first;
    }

    /// <summary>A token for a node.</summary>
    public async Task<string> TokenAsync()
    {
        JoinTokenDto made = await Node.Client.Machines.TokenAsync(new JoinTokenRequest(), Cancel);
        return made.Token;
    }

    /// <summary>What a further machine is given on its command line.</summary>
    public SetupSettings Given(string name) => new()
    {
        Node = name, Address = "127.0.0.1", Config = Path.Combine(_folder, name, "holdfastd.json"),
        Data = Path.Combine(_folder, name), Run = Path.Combine(_folder, name, "r"), ApiPort = 0, Start = false,
        Port = TestPorts.Next(), ClientPort = TestPorts.Next(), PeerPort = TestPorts.Next(),
        EtcdBinary = InstalledEtcd.Path,
    };

    /// <summary>Has a machine join; its own etcd is ended in the end.</summary>
    /// <param name="given">Its command line.</param>
    /// <param name="token">The token.</param>
    /// <param name="told">Hears how far it is.</param>
    /// <param name="cancellationToken">Interrupts it.</param>
    public async Task<MachineDto> JoinAsync(
        SetupSettings given, string token, Action<string>? told = null, CancellationToken cancellationToken = default)
    {
        MachineDto joined = await new ClusterJoin(
            given, token, _machine.Url.Authority, witness: false, told ?? (_ => { })).RunAsync(cancellationToken);
        NodeOptions options = SettingsWriter.Check(NodeSettingsFile.Read(joined.Config, []));
        using EtcdProcess etcd = EtcdProcess.Find(options.Machine!.Member!)!;
        await etcd.StopAsync(TimeSpan.FromSeconds(20));
        return joined;
    }

    /// <summary>Sends its own etcd a signal.</summary>
    public void SignalEtcd(int signal)
    {
        using EtcdProcess etcd = EtcdProcess.Find(_machine.Member!)!;
        Assert.True(Signals.Send(etcd.Pid, signal));
    }

    /// <summary>The etcd of a further machine whose settings were not written; null if none runs.</summary>
    public EtcdProcess? EtcdOf(SetupSettings given) => EtcdProcess.Find(_machine.Member! with
    {
        Name = given.Node!, Folder = Path.Combine(given.Data!, "etcd"), ClientPort = given.ClientPort,
        PeerPort = given.PeerPort,
    });

    public async Task<string[]> MembersAsync() =>
        [.. (await Database.Membership.ListAsync(Cancel)).Select(peer => peer.Name)];

    public async ValueTask DisposeAsync()
    {
        if (Node is not null)
        {
            await Node.DisposeAsync();
        }

        await Database.DisposeAsync();
        await _member.DisposeAsync();
        _cluster.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Whoever joins looks whether the other programs are there.</summary>
    public static void PutPrograms()
    {
        foreach (string name in new[] { "monitor", "guard" })
        {
            string folder = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", name));
            Directory.CreateDirectory(folder);
            // Tests beside this one may put it there at the same time.
            string program = Path.Combine(folder, "holdfast-" + name);
            new FileStream(program, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite).Dispose();
        }
    }
}
