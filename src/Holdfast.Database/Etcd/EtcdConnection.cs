using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Holdfast.Database.Connections;

namespace Holdfast.Database.Etcd;

/// <summary>
/// The way to the members: which one is asked, with what credentials, and what one try of a request came to.
/// </summary>
/// <remarks>A request is never repeated here after a part of it may have left; who asks decides that.</remarks>
internal sealed class EtcdConnection : IDisposable
{
    private readonly EtcdOptions _options;
    private readonly HttpClient _client;
    private Uri[] _endpoints;
    private int _current;
    private string? _token;
    private long _tryTicks;

    public EtcdConnection(EtcdOptions options)
    {
        _options = options;
        _endpoints = [.. options.Endpoints];
        _tryTicks = options.TryTimeout.Ticks;
        _client = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = EtcdTls.Read(options),
            AutomaticDecompression = DecompressionMethods.None,
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ConnectCallback = HostDialer.Shared.ConnectAsync,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Whether it is still the database that answered before.</summary>
    public EtcdAge Age { get; } = new();

    /// <summary>How many members there are to ask; they are told apart by their number.</summary>
    public int Count => Members.Length;

    /// <summary>The member to ask first.</summary>
    public int Current => Volatile.Read(ref _current) % Count;

    public TimeSpan TryTimeout
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref _tryTicks));
        set => Interlocked.Exchange(ref _tryTicks, value.Ticks);
    }

    public Uri this[int endpoint]
    {
        get
        {
            Uri[] members = Members;
            return members[endpoint % members.Length];
        }
    }

    private Uri[] Members => Volatile.Read(ref _endpoints);

    /// <summary>
    /// Takes other members from now on. What is under way goes on where it is; a number that is used meanwhile may come
    /// to mean another member, which is as good as the one before.
    /// </summary>
    public void Use(IEnumerable<Uri> endpoints)
    {
        Uri[] members = [.. endpoints];
        if (members.Length > 0 && !members.SequenceEqual(Members))
        {
            Volatile.Write(ref _endpoints, members);
            Interlocked.Exchange(ref _current, 0);
        }
    }

    /// <summary>Asks the next member first from now on, unless somebody has left this one already.</summary>
    public void Leave(int endpoint) =>
        Interlocked.CompareExchange(ref _current, (endpoint + 1) % Count, endpoint);

    /// <summary>
    /// One try at one member, at most <paramref name="longest"/> long. A member that gave no answer is asked last from
    /// now on; none is asked where the database has become older (<see cref="EtcdAge"/>).
    /// </summary>
    public async Task<EtcdAnswer> TryAsync(
        int endpoint, string path, ReadOnlyMemory<byte> body, TimeSpan longest, CancellationToken cancellationToken)
    {
        if (Age.Older is { } older)
        {
            return new EtcdAnswer.NotSent(older);
        }

        long newest = Age.Newest;
        long began = Stopwatch.GetTimestamp();
        EtcdAnswer answer = await SendAsync(endpoint, path, body, longest, cancellationToken).ConfigureAwait(false);

        // A caller that gives up early says nothing of the member; one that waited for most of the time does.
        bool early = cancellationToken.IsCancellationRequested && Stopwatch.GetElapsedTime(began) < longest / 2;
        if (answer is EtcdAnswer.Unknown or EtcdAnswer.NotSent && !early)
        {
            Leave(endpoint);
        }

        return answer is EtcdAnswer.Ok ok && path is EtcdPaths.Txn or EtcdPaths.Range
            ? Age.Check(answer, ok.Root.HeaderRevision(), newest)
            : answer;
    }

    /// <summary>
    /// A request that may be repeated: it goes from member to member until one answers. A refusal is an answer.
    /// </summary>
    /// <exception cref="DatabaseUnavailableException">No member answered.</exception>
    public async Task<EtcdAnswer> AskAsync(
        string path, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var reasons = new List<string>();
        int first = Current;
        for (int i = 0; i < Count; i++)
        {
            int endpoint = (first + i) % Count;
            EtcdAnswer answer = await TryWithFreshTokenAsync(endpoint, path, body, cancellationToken)
                .ConfigureAwait(false);
            if (answer is EtcdAnswer.Ok or EtcdAnswer.Refused)
            {
                return answer;
            }

            cancellationToken.ThrowIfCancellationRequested();
            reasons.Add($"{this[endpoint]}: {answer.Reason}");
        }

        throw new DatabaseUnavailableException($"No member of etcd answers. {string.Join("; ", reasons)}");
    }

    /// <summary>One try at one member, and one more with a new token if the member refused the old one.</summary>
    public async Task<EtcdAnswer> TryWithFreshTokenAsync(
        int endpoint, string path, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        EtcdAnswer answer = await TryAsync(endpoint, path, body, TryTimeout, cancellationToken).ConfigureAwait(false);
        if (answer is not EtcdAnswer.Refused { TokenIsOld: true } || _options.User is null)
        {
            return answer;
        }

        ForgetToken();
        return await TryAsync(endpoint, path, body, TryTimeout, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Begins an answer that comes in pieces; the caller disposes it.</summary>
    /// <remarks>Throws what <see cref="IsLoss"/> knows where the member does not answer.</remarks>
    public async Task<HttpResponseMessage> BeginAsync(
        int endpoint, string path, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (Age.Older is { } older)
        {
            throw new HttpRequestException(older);
        }

        if (await LogInAsync(endpoint, cancellationToken).ConfigureAwait(false) is { } closed)
        {
            throw new HttpRequestException(closed.Reason);
        }

        using HttpRequestMessage request = Request(endpoint, path, new WitnessedContent(body));
        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>A member's version, which it tells everybody; null if it does not.</summary>
    public async Task<EtcdVersion?> VersionAsync(int endpoint, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TryTimeout);
        try
        {
            byte[] told = await _client.GetByteArrayAsync(new Uri(this[endpoint], EtcdPaths.Version), limit.Token)
                .ConfigureAwait(false);
            return EtcdVersion.TryParse(JsonElement.Parse(told).Text("etcdserver"));
        }
        catch (Exception untold) when (untold is JsonException || IsLoss(untold))
        {
            return null;
        }
    }

    /// <summary>The next request logs in anew.</summary>
    public void ForgetToken() => Volatile.Write(ref _token, null);

    public static bool IsLoss(Exception error) =>
        error is HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException;

    /// <summary>Why there was no answer, for a person.</summary>
    public string Describe(Exception broken, int endpoint, TimeSpan longest, CancellationToken callers) => broken switch
    {
        OperationCanceledException when callers.IsCancellationRequested => "given up by the caller",
        OperationCanceledException => $"no answer within {longest.TotalMilliseconds:0} ms",
        HttpRequestException { InnerException: { } inner } when this[endpoint].Scheme == "https" =>
            $"{broken.Message} {inner.Message}",
        _ => broken.Message,
    };

    public void Dispose() => _client.Dispose();

    private async Task<EtcdAnswer> SendAsync(
        int endpoint, string path, ReadOnlyMemory<byte> body, TimeSpan longest, CancellationToken cancellationToken)
    {
        using var content = new WitnessedContent(body);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(longest);
        try
        {
            if (await LogInAsync(endpoint, limit.Token).ConfigureAwait(false) is { } closed)
            {
                return closed;
            }

            using HttpRequestMessage request = Request(endpoint, path, content);
            using HttpResponseMessage response = await _client.SendAsync(request, limit.Token).ConfigureAwait(false);
            return EtcdAnswer.Read(
                response.StatusCode, await response.Content.ReadAsByteArrayAsync(limit.Token).ConfigureAwait(false));
        }
        catch (Exception broken) when (IsLoss(broken))
        {
            string reason = Describe(broken, endpoint, longest, cancellationToken);
            return content.Left ? new EtcdAnswer.Unknown(reason) : new EtcdAnswer.NotSent(reason);
        }
    }

    private HttpRequestMessage Request(int endpoint, string path, HttpContent content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(this[endpoint], path))
        {
            Content = content,
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        if (Volatile.Read(ref _token) is { } token && path != EtcdPaths.Authenticate)
        {
            request.Headers.TryAddWithoutValidation("Authorization", token);
        }

        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return request;
    }

    /// <summary>Gets a token where one is needed; null if there is nothing to say against going on.</summary>
    private async Task<EtcdAnswer?> LogInAsync(int endpoint, CancellationToken cancellationToken)
    {
        if (_options.User is not { } user || Volatile.Read(ref _token) is not null)
        {
            return null;
        }

        byte[] body = EtcdJson.Write(json =>
        {
            json.WriteString("name", user);
            json.WriteString("password", _options.Password);
        });
        using HttpRequestMessage request = Request(endpoint, EtcdPaths.Authenticate, new WitnessedContent(body));
        using HttpResponseMessage response = await _client.SendAsync(request, cancellationToken).ConfigureAwait(false);
        byte[] answered = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        switch (EtcdAnswer.Read(response.StatusCode, answered))
        {
            case EtcdAnswer.Ok ok when ok.Root.Text("token") is { } token:
                Volatile.Write(ref _token, token);
                return null;
            case EtcdAnswer.Refused refused:
                return refused;
            case var other:
                return new EtcdAnswer.NotSent($"could not log in: {other.Reason}");
        }
    }
}

/// <summary>The paths of etcd's gateway that are used.</summary>
internal static class EtcdPaths
{
    public const string Authenticate = "/v3/auth/authenticate";
    public const string Txn = "/v3/kv/txn";
    public const string Range = "/v3/kv/range";
    public const string Compaction = "/v3/kv/compaction";
    public const string Watch = "/v3/watch";
    public const string Version = "/version";
    public const string Status = "/v3/maintenance/status";
    public const string Alarm = "/v3/maintenance/alarm";
    public const string Defragment = "/v3/maintenance/defragment";
    public const string MemberList = "/v3/cluster/member/list";
    public const string MemberAdd = "/v3/cluster/member/add";
    public const string MemberPromote = "/v3/cluster/member/promote";
    public const string MemberRemove = "/v3/cluster/member/remove";
}
