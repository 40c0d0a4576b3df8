using System.Net.Http.Headers;
using System.Net.Sockets;
using Holdfast.Client;
using Holdfast.Client.Connections;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Database.Etcd;
using Holdfast.Database.Memory;
using Holdfast.Service.Api;
using Holdfast.Service.Api.Access;
using Holdfast.Service.Api.Pages;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Events;
using Holdfast.Service.Fencing;
using Holdfast.Service.Groups;
using Holdfast.Service.Hosting;
using Holdfast.Service.Machines;
using Holdfast.Service.Machines.Certificates;
using Holdfast.Service.Packages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Service.Tests.Api;

/// <summary>One node's API on a real Unix socket and a real port, over a database in memory; nothing else of a node
/// runs.</summary>
internal sealed class ApiNode : IAsyncDisposable
{
    private static readonly RequestLimit Unlimited = new(int.MaxValue, TimeSpan.FromSeconds(1));

    private readonly CancellationTokenSource _stop = new();
    private readonly WebApplication _app;
    private readonly Task _view;
    private readonly bool _ownsDatabase;

    private ApiNode(
        string name, IClusterDatabase database, bool ownsDatabase, string folder, WebFiles web,
        MachineOptions? machine, RequestLimiter limiter, FenceAgents agents)
    {
        (Name, Database, _ownsDatabase) = (name, database, ownsDatabase);
        Options = new NodeOptions
        {
            Node = name, Database = "memory", DataFolder = folder, RunFolder = Path.Combine(folder, "r"), Port = 0,
            MonitorProgram = "", GuardProgram = "", Machine = machine,
            Etcd = machine?.Member is { } member ? new EtcdOptions { Endpoints = [member.ClientUrl] } : null,
        };
        Directory.CreateDirectory(Options.RunFolder);
        View = new ClusterView(database, TimeProvider.System, NullLogger<ClusterView>.Instance);
        _view = View.RunAsync(_stop.Token);
        _app = Build(web, limiter, agents);
    }

    public string Name { get; }

    public IClusterDatabase Database { get; }

    public NodeOptions Options { get; }

    public ClusterView View { get; }

    public FakeOperations Operations { get; } = new();

    public FakePackages Packages { get; } = new();

    public Uri Url => new(_app.Services.GetRequiredService<ApiAddresses>().Url!);

    /// <summary>Its certificates, where it is a machine among others.</summary>
    public MachineCertificates Certificates => _app.Services.GetRequiredService<LocalMachine>().Certificates!;

    public ApiAddresses Addresses => _app.Services.GetRequiredService<ApiAddresses>();

    public string Token => File.ReadAllText(Path.Combine(Options.DataFolder, ApiServices.TokenFile)).Trim();

    /// <summary>The typed client on the Unix socket.</summary>
    public HoldfastClient Client { get; private set; } = null!;

    public IReadOnlyList<RouteEndpoint> Endpoints =>
        [.. ((IEndpointRouteBuilder)_app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()];

    /// <param name="name">The node's name.</param>
    /// <param name="database">Its database; a new one in memory if null.</param>
    /// <param name="web">The web page's files; compiled without them if null.</param>
    /// <param name="machine">This machine among others; none if null.</param>
    /// <param name="limiter">How many requests it takes; any number if null.</param>
    /// <param name="agents">Where its fence agents are; those of this machine if null.</param>
    public static async Task<ApiNode> StartAsync(
        string name = "n1", IClusterDatabase? database = null, WebFiles? web = null, MachineOptions? machine = null,
        RequestLimiter? limiter = null, FenceAgents? agents = null)
    {
        string folder = Directory.CreateTempSubdirectory("hf-api-").FullName;
        var node = new ApiNode(
            name, database ?? new MemoryDatabase(), database is null, folder, web ?? WebFiles.Of([]), machine,
            limiter ?? new RequestLimiter(Unlimited, Unlimited), agents ?? new FenceAgents());
        await node.View.StartAsync(CancellationToken.None);
        await node._app.StartAsync();
        node.Client = HoldfastClient.Connect(new HoldfastEndpoint.UnixSocket(node.Options.ApiSocket));
        return node;
    }

    /// <summary>Plain HTTP on TCP; with the token, or without any credentials.</summary>
    public HttpClient Tcp(bool token = false)
    {
        var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = Url,
        };
        if (token)
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        }

        return http;
    }

    /// <summary>Plain HTTP on the Unix socket.</summary>
    public HttpClient Unix() => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Options.ApiSocket), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = new Uri("http://localhost/"),
    };

    /// <summary>Stores a record as the part of the node would that writes it, and waits until the view has
    /// it.</summary>
    public async Task PutAsync<T>(string key, T record)
        where T : StoredRecord
    {
        CommitResult result = await Database.CommitAsync(
            new Transaction { Puts = [StoredDocuments.Put(key, record)] }, CancellationToken.None);
        await View.ReachAsync(Assert.IsType<CommitResult.Committed>(result).Revision, CancellationToken.None);
    }

    /// <summary>Stops serving, as the service does when it is told to.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        await _stop.CancelAsync();
        await _view;
        if (_ownsDatabase)
        {
            await Database.DisposeAsync();
        }

        _stop.Dispose();
        Directory.Delete(Options.DataFolder, recursive: true);
    }

    private WebApplication Build(WebFiles web, RequestLimiter limiter, FenceAgents agents)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var events = new EventLog(Name, Database, TimeProvider.System, NullLogger<EventLog>.Instance);
        builder.Services.AddSingleton(Options).AddSingleton(web).AddSingleton(limiter).AddSingleton(agents)
            .AddSingleton(TimeProvider.System).AddSingleton(Database)
            .AddSingleton<IClusterView>(View).AddSingleton<IEventLog>(events)
            .AddSingleton<IGroupOperations>(Operations).AddSingleton<IPackageStore>(Packages)
            .AddSingleton(new TypeRegistration(Name, Database, View, Packages, Packages, events))
            .AddHoldfastApi();
        WebApplication app = builder.Build();
        ApiEndpoints.Map(app);
        return app;
    }
}
