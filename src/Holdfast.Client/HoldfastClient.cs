using System.Globalization;
using System.Net.Http.Headers;
using Holdfast.Client.Connections;
using Holdfast.Client.Dtos;

namespace Holdfast.Client;

/// <summary>A typed client of one node's API; any node answers for the whole cluster. Safe for use by many
/// threads.</summary>
/// <remarks>Every failure is a <see cref="Errors.HoldfastException"/>, except cancellation.</remarks>
public sealed class HoldfastClient : IDisposable
{
    private readonly ApiCaller _caller;

    private HoldfastClient(ApiCaller caller)
    {
        _caller = caller;
        Cluster = new ClusterClient(_caller);
        Configuration = new ConfigurationClient(_caller);
        Nodes = new NodeClient(_caller);
        Machines = new MachineClient(_caller);
        Groups = new GroupClient(_caller);
        Resources = new ResourceClient(_caller);
        Types = new TypeClient(_caller);
        Events = new EventClient(_caller);
        Decisions = new DecisionClient(_caller);
        Tokens = new TokenClient(_caller);
        People = new PeopleClient(_caller);
        Fence = new FenceClient(_caller);
        Members = new MemberClient(_caller);
    }

    /// <summary>The user id under which this process connects to Unix sockets.</summary>
    public static uint OwnUserId => UnixDialer.OwnUid;

    /// <summary>The settings of the whole cluster.</summary>
    public ClusterClient Cluster { get; }

    public ConfigurationClient Configuration { get; }

    /// <summary>Who gets in on the node's port, and as what.</summary>
    public TokenClient Tokens { get; }

    /// <summary>Who may use the cluster from other machines.</summary>
    public PeopleClient People { get; }

    /// <summary>What can power nodes off, and what was.</summary>
    public FenceClient Fence { get; }

    /// <summary>What nodes do for each other when one does not reach the database; for nodes alone.</summary>
    public MemberClient Members { get; }

    /// <summary>The nodes of the cluster.</summary>
    public NodeClient Nodes { get; }

    /// <summary>The machines and the votes of the database.</summary>
    public MachineClient Machines { get; }

    /// <summary>Its groups.</summary>
    public GroupClient Groups { get; }

    /// <summary>Its resources.</summary>
    public ResourceClient Resources { get; }

    /// <summary>Its resource types.</summary>
    public TypeClient Types { get; }

    /// <summary>Its events.</summary>
    public EventClient Events { get; }

    /// <summary>Why things are as they are, and what would happen if.</summary>
    public DecisionClient Decisions { get; }

    /// <summary>Prepares a client; connects at the first request.</summary>
    /// <param name="endpoint">Where the node's API is.</param>
    /// <param name="token">The bearer token for TCP; not needed on a Unix socket.</param>
    public static HoldfastClient Connect(HoldfastEndpoint endpoint, string? token = null)
    {
        SocketsHttpHandler handler = Handler();
        if (endpoint is HoldfastEndpoint.UnixSocket socket)
        {
            handler.ConnectCallback = (_, cancellationToken) => UnixDialer.OpenAsync(socket.Path, cancellationToken);
        }

        var http = new HttpClient(handler)
        {
            BaseAddress = (endpoint as HoldfastEndpoint.Web)?.Address ?? new Uri("http://localhost/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (!string.IsNullOrEmpty(token))
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return new HoldfastClient(new ApiCaller(http, endpoint.ToString()!));
    }

    /// <summary>A client over an <see cref="HttpClient"/> that is set up already; it is disposed with the
    /// client.</summary>
    public static HoldfastClient Over(HttpClient http) =>
        new(new ApiCaller(http, http.BaseAddress?.ToString() ?? "the given address"));

    /// <summary>
    /// The same connections, but every change is only imagined: it ends with <see cref="PlanAnswer"/>, which has what
    /// would happen. What cannot be imagined is refused.
    /// </summary>
    public HoldfastClient Imagining() => new(_caller.Imagining());

    /// <summary>The same connections, naming somebody else as the one who asks. Only nodes and root are
    /// believed.</summary>
    public HoldfastClient OnBehalfOf(string who) => new(_caller.OnBehalfOf(who));

    /// <summary>The whole cluster at one revision.</summary>
    public Task<ClusterStatusDto> StatusAsync(CancellationToken cancellationToken) =>
        _caller.GetAsync("api/v1/cluster/status", ClientJson.Default.ClusterStatusDto, cancellationToken);

    /// <summary>Who answers, and in which version.</summary>
    public Task<VersionDto> VersionAsync(CancellationToken cancellationToken) =>
        _caller.GetAsync("api/v1/version", ClientJson.Default.VersionDto, cancellationToken);

    /// <summary>An address at which the web page can be opened once, in a browser on this machine.</summary>
    public Task<PageLinkDto> PageLinkAsync(CancellationToken cancellationToken) =>
        PageLinkAsync(null, null, cancellationToken);

    /// <summary>The same, for a session that has a role and ends at a given time at the latest.</summary>
    /// <param name="role"><c>Viewer</c>, <c>Operator</c> or <c>Administrator</c>; null for the caller's own.</param>
    /// <param name="sessionEnds">Null for twelve hours after it was opened.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<PageLinkDto> PageLinkAsync(
        string? role, DateTimeOffset? sessionEnds, CancellationToken cancellationToken)
    {
        string query = role is null ? "" : "?role=" + Uri.EscapeDataString(role);
        if (sessionEnds is { } end)
        {
            query += query.Length == 0 ? "?" : "&";
            query += "sessionEnds=" + Uri.EscapeDataString(end.ToString("O", CultureInfo.InvariantCulture));
        }

        return _caller.SendAsync(
            HttpMethod.Post, "api/v1/page-links" + query, ClientJson.Default.PageLinkDto, cancellationToken);
    }

    /// <summary>Prepares a client of a node on another machine, as somebody who was let in with a certificate.
    /// </summary>
    /// <param name="address">Where the node answers other machines, such as <c>https://10.0.0.1:7401</c>.</param>
    /// <param name="certificate">Who asks; only the cluster that it names is talked to.</param>
    public static HoldfastClient Connect(HoldfastEndpoint.Web address, PersonalCertificate certificate) =>
        Over(new HttpClient(certificate.Into(Handler()))
        {
            BaseAddress = address.Address, Timeout = Timeout.InfiniteTimeSpan,
        });

    /// <summary>Closes the connections; those made by <see cref="OnBehalfOf"/> share them and need no
    /// disposal.</summary>
    public void Dispose() => _caller.Dispose();

    private static SocketsHttpHandler Handler() => new()
    {
        AllowAutoRedirect = false, UseCookies = false, UseProxy = false,
        ConnectTimeout = TimeSpan.FromSeconds(5), PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
    };
}
