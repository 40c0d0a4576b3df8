using System.Reflection;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Database.Memory;
using Holdfast.Linux;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Events;
using Holdfast.Service.Groups;
using Holdfast.Service.Hosting;
using Holdfast.Service.Membership;
using Holdfast.Service.Packages;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Holdfast.Service.Tests.Groups;

/// <summary>A node with real monitors, guards and processes; database and membership are the test's.</summary>
internal sealed class RealNode : IAsyncDisposable
{
    public const string Builtin = "builtin";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hf");
    private readonly AliveLock _alive;
    private readonly AuthorityPage _page;
    private ServiceProvider? _provider;
    private CancellationTokenSource? _stop;
    private Task _running = Task.CompletedTask;

    public RealNode()
    {
        Options = new()
        {
            Node = "n1",
            Database = "",
            DataFolder = _folder.FullName,
            RunFolder = Path.Combine(_folder.FullName, "r"),
            MonitorProgram = Program("Monitor", "holdfast-monitor"),
            GuardProgram = Program("Guard", "holdfast-guard"),
        };
        RunFolders.Ensure(Options.RunFolder);
        Directory.CreateDirectory(Options.LogFolder);
        _alive = AliveLock.Hold(Options.AlivePath);
        _page = AuthorityPage.Create(Options.AuthorityPath);
        Renew(1);
        View = new(Database, TimeProvider.System, NullLogger<ClusterView>.Instance);
    }

    public NodeOptions Options { get; }

    public MemoryDatabase Database { get; } = new();

    public ClusterView View { get; }

    /// <summary>The events since the last start.</summary>
    public FakeEventLog Events { get; private set; } = new();

    public FakeAuthority Authority { get; private set; } = null!;

    public IServiceProvider Services => _provider!;

    public IGroupOperations Operations => Services.GetRequiredService<IGroupOperations>();

    /// <summary>The bench's programs are there; without them nothing real can be tested.</summary>
    public static bool IsBuilt => File.Exists(Program("Monitor", "holdfast-monitor"))
        && File.Exists(Program("Guard", "holdfast-guard"));

    public void Renew(long epoch)
    {
        long until = BootClock.Now + 600_000_000_000;
        _page.Write(epoch, until, until + 10_000_000_000);
    }

    /// <summary>Starts the part of the service under test.</summary>
    public async Task StartAsync()
    {
        Authority = new(Database, 1);
        Events = new();
        var services = new ServiceCollection();
        services.AddSingleton(Options);
        services.AddSingleton<IAuthority>(Authority);
        services.AddSingleton<IClusterView>(View);
        services.AddSingleton<IEventLog>(Events);
        services.AddSingleton<IPackageStore>(new NoPackages());
        services.AddSingleton(_alive);
        services.AddSingleton(TimeProvider.System);
        services.AddLogging(logging => logging.AddProvider(NullLoggerProvider.Instance));
        GroupsService.Register(services);
        _provider = services.BuildServiceProvider();
        _stop = new();
        await Services.GetRequiredService<ILocalResources>().FindSurvivorsAsync(_stop.Token);
        _running = Task.WhenAll(
            View.RunAsync(_stop.Token), Services.GetRequiredService<GroupsService>().RunAsync(_stop.Token));
    }

    /// <summary>Lets go, as a service that is stopped does.</summary>
    public async Task DetachAsync()
    {
        if (_stop is not null)
        {
            await _stop.CancelAsync();
            await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await _provider!.DisposeAsync();
            _stop.Dispose();
            _stop = null;
        }
    }

    /// <summary>A group of Generic Applications, assigned to this node in epoch 1.</summary>
    public async Task PutGroupAsync(string group, params (string Name, string Command)[] resources) => await PutAsync(
        [
            StoredDocuments.Put(Keys.Type(Type.Name), Type),
            StoredDocuments.Put(Keys.Member("n1"),
                new MemberState { Node = "n1", Epoch = 1, Alive = true, Sequence = 1 }),
            StoredDocuments.Put(Keys.Group(group), new GroupConfig { Name = group, WantedOnline = true }),
            StoredDocuments.Put(Keys.GroupState(group), State(group, 1)),
            .. resources.Select(r => StoredDocuments.Put(Keys.Resource(r.Name), Resource(group, r.Name, r.Command))),
        ]);

    public static GroupState State(string group, long generation, bool stop = false) => new()
    {
        Group = group, Owner = "n1", OwnerEpoch = 1, Generation = generation, WantedStop = stop, Reason =
            "the test wants it",
    };

    public static ResourceConfig Resource(string group, string name, string command) => new()
    {
        Name = name, Group = group, Type = Type.Name, RestartDelay = TimeSpan.FromMilliseconds(1), RestartThreshold =
            1000,
        Properties = $$"""{"commandLine":"{{command}}","stopGrace":"1s"}""",
        IsAlivePollInterval = TimeSpan.FromMilliseconds(200), LooksAlivePollInterval = TimeSpan.FromMilliseconds(200),
    };

    public static ResourceTypeConfig Type { get; } = new()
    {
        Name = "GenericApplication", DisplayName = "Generic Application", DllName = "Holdfast.ClusterResources.dll",
        PackageHash = Builtin, EntryType = "Holdfast.ClusterResources.GenericApplication", Version = "1",
        PropertySchema = "{}", BuiltIn = true,
    };

    public async Task PutAsync(params Transaction.Put[] puts) => Assert.IsType<CommitResult.Committed>(
        await Database.CommitAsync(new() { Puts = puts }, TestContext.Current.CancellationToken));

    public ResourceStatus? StatusOf(string resource) => View.Current.GroupStatuses.Values
        .SelectMany(row => row.Value.Resources).FirstOrDefault(r => r.Name == resource);

    public int PidOf(string role, string host) =>
        Operations.Processes.FirstOrDefault(p => p.Role == role
            && p.Hosts.Contains(host, StringComparer.Ordinal))?.Pid ?? 0;

    public async Task UntilAsync(string what, Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        while (!condition())
        {
            try
            {
                await Task.Delay(1, limit.Token);
            }
            catch (OperationCanceledException)
            {
                string logs =
                    string.Join('\n', Directory.GetFiles(Options.LogFolder)
                    .Select(f => f + ": " + File.ReadAllText(f)));
                string events = string.Join(" / ", Events.Events.Select(e => e.Message));
                Assert.Fail($"waited for: {what}; events: {events}\n{logs}");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_stop is not null)
        {
            await Services.GetRequiredService<ILocalResources>()
                .StopAllAsync(long.MaxValue, "the test is over", default);
            await DetachAsync();
        }

        _page.Write(0, 0, 0);
        foreach (int pid in LockHolders.OfShared(Options.AlivePath).Where(pid => pid != Environment.ProcessId))
        {
            Signals.Send(pid, Signals.Kill);
        }

        _alive.Dispose();
        _page.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string Program(string project, string name)
    {
        if (Environment.GetEnvironmentVariable("HOLDFAST_DIST") is { Length: > 0 } dist)
        {
            return Path.Combine(dist, project.ToLowerInvariant(), name);
        }

        string bin = Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!;
        string configuration = Path.GetFileName(bin);
        string artifacts = Path.GetFullPath(Path.Combine(bin, "..", "..", ".."));
        string staged = Path.Combine(artifacts, "dist", project.ToLowerInvariant(), name);
        return File.Exists(staged) ? staged
            : Path.Combine(artifacts, "bin", $"Holdfast.{project}", configuration, name);
    }

    private sealed class NoPackages : IPackageStore
    {
        public IReadOnlyList<string> Held => [];

        public Task<PackageResult> GetAsync(string hash, CancellationToken cancellationToken) =>
            Task.FromResult<PackageResult>(new PackageResult.Missing($"DLL missing: package {hash}"));

        public Task<ImportResult> ImportAsync(string path, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<bool> WriteZipAsync(string hash, Stream destination, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<string?> StoreZipAsync(string hash, Stream zip, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
