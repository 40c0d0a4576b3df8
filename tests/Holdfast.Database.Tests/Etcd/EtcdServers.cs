using Holdfast.Database.Etcd;
using Holdfast.Database.Tests.Sqlite;
using Holdfast.Lab.Clusters;

namespace Holdfast.Database.Tests.Etcd;

/// <summary>An etcd of one or more real processes on loopback, in a folder of its own.</summary>
internal sealed class EtcdServers : IAsyncDisposable
{
    private const int Starts = 3;
    private readonly TemporaryFolder _folder = new();
    private readonly EtcdMemberProcess?[] _members;
    private readonly int[] _ports;
    private readonly CertificateFiles? _tls;
    private readonly string[] _more;

    private EtcdServers(int members, CertificateFiles? tls, string[] more)
    {
        _members = new EtcdMemberProcess?[members];
        _ports = [.. Enumerable.Range(0, members * 2).Select(_ => TestPorts.Next())];
        _tls = tls;
        _more = more;
    }

    public IReadOnlyList<Uri> Endpoints =>
        [.. Enumerable.Range(0, _members.Length).Select(member => new Uri(Url(_ports[member])))];

    /// <summary>How to reach them all, under a prefix that nobody else uses.</summary>
    public EtcdOptions Options => new()
    {
        Endpoints = Endpoints,
        Prefix = $"/test/{Guid.NewGuid():n}/",
        TryTimeout = TimeSpan.FromSeconds(5),
        CaFile = _tls?.Authority,
        CertificateFile = _tls?.Certificate,
        KeyFile = _tls?.Key,
    };

    private string Scheme => _tls is null ? "http" : "https";

    /// <summary>Starts them and waits until all answer and have a leader.</summary>
    public static async Task<EtcdServers> StartAsync(int members, CertificateFiles? tls = null, params string[] more)
    {
        int starts = 0;
        while (true)
        {
            var servers = new EtcdServers(members, tls, more);
            try
            {
                for (int member = 0; member < members; member++)
                {
                    servers.Start(member);
                }

                await servers.ReadyAsync();
                return servers;
            }
            catch (InvalidOperationException) when (++starts < Starts)
            {
                // Somebody else took a port in between.
                await servers.DisposeAsync();
            }
            catch
            {
                await servers.DisposeAsync();
                throw;
            }
        }
    }

    public void Kill(int member)
    {
        _members[member]!.Kill();
        _members[member]!.Dispose();
        _members[member] = null;
    }

    public Task SignalAsync(int member, string signal) => _members[member]!.SignalAsync(signal);

    /// <summary>Starts one, again too, with more arguments than all have.</summary>
    public void Start(int member, params string[] further)
    {
        string all = string.Join(',', Enumerable.Range(0, _members.Length)
            .Select(other => $"m{other}=http://127.0.0.1:{_ports[_members.Length + other]}"));
        string peer = $"http://127.0.0.1:{_ports[_members.Length + member]}";
        string client = Url(_ports[member]);
        List<string> arguments =
        [
            "--name", $"m{member}", "--data-dir", _folder.File($"m{member}"),
            "--listen-client-urls", client, "--advertise-client-urls", client,
            "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer,
            "--initial-cluster", all, "--initial-cluster-state", "new", "--initial-cluster-token", _folder.Path,
            "--heartbeat-interval", "50", "--election-timeout", "500",
            "--logger", "zap", "--log-level", "warn", "--log-outputs", _folder.File($"m{member}.log"), .. _more,
            .. further,
        ];
        if (EtcdProgram.KnowsNoFsync)
        {
            arguments.Add("--unsafe-no-fsync");
        }

        if (_tls is not null)
        {
            arguments.AddRange(
            [
                "--cert-file", _tls.Certificate, "--key-file", _tls.Key, "--trusted-ca-file", _tls.Authority,
                "--client-cert-auth",
            ]);
        }

        _members[member] = new EtcdMemberProcess(EtcdProgram.Path!, arguments);
    }

    /// <summary>Waits until all that run answer and know a leader.</summary>
    public async Task ReadyAsync()
    {
        await using EtcdDatabase database = EtcdDatabase.Open(
            Options with { TryTimeout = TimeSpan.FromSeconds(2) });
        DateTime deadline = DateTime.UtcNow.AddSeconds(40);
        int running = _members.Count(member => member is not null);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken))
        {
            EtcdHealth health = await database.ReadHealthAsync(TestContext.Current.CancellationToken);
            if (health.Members.Count(member => member.HasLeader) == running)
            {
                return;
            }

            if (_members.Any(member => member is { HasExited: true }))
            {
                throw new InvalidOperationException($"An etcd ended by itself. {Logs()}");
            }

            Assert.True(DateTime.UtcNow < deadline, $"etcd is not ready: {string.Join(" ", health.Warnings)} {Logs()}");
        }
    }

    /// <summary>The leader's number.</summary>
    public async Task<int> LeaderAsync()
    {
        await using EtcdDatabase database = EtcdDatabase.Open(Options);
        EtcdHealth health = await database.ReadHealthAsync(TestContext.Current.CancellationToken);
        return Enumerable.Range(0, _members.Length).Single(member => health.Members[member].IsLeader);
    }

    public ValueTask DisposeAsync()
    {
        foreach (EtcdMemberProcess? member in _members)
        {
            member?.Dispose();
        }

        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private string Url(int port) => $"{Scheme}://127.0.0.1:{port}";

    private string Logs() => string.Join('\n', Directory.EnumerateFiles(_folder.Path, "*.log")
        .Select(file => File.ReadAllText(file)).Select(text => text[^Math.Min(text.Length, 2_000)..]));
}
