using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;

namespace Holdfast.Client.Connections;

/// <summary>Sends requests and turns every failure into a <see cref="HoldfastException"/>.</summary>
internal sealed class ApiCaller(
    HttpClient http, string place, string? onBehalfOf = null, bool imagining = false) : IDisposable
{
    private static readonly TimeSpan ReadPatience = TimeSpan.FromSeconds(15);

    /// <summary>A control call may take the type's DeadlockTimeout, a registration the time to read and spread a
    /// DLL.</summary>
    private static readonly TimeSpan WritePatience = TimeSpan.FromMinutes(3);

    public ApiCaller OnBehalfOf(string who) => new(http, place, who, imagining);

    public ApiCaller Imagining() => new(http, place, onBehalfOf, imagining: true);

    /// <summary>For what changes nothing anyway, whatever its method.</summary>
    public ApiCaller Reading() => new(http, place, onBehalfOf);

    public void Dispose() => http.Dispose();

    public async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> answer, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await ReadAsync(request, answer, cancellationToken).ConfigureAwait(false);
    }

    public async Task<T> SendAsync<T>(
        HttpMethod method, string path, JsonTypeInfo<T> answer, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        return await ReadAsync(request, answer, cancellationToken).ConfigureAwait(false);
    }

    public async Task<T> SendAsync<TBody, T>(
        HttpMethod method, string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<T> answer,
        CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = Json(body, bodyType) };
        return await ReadAsync(request, answer, cancellationToken).ConfigureAwait(false);
    }

    public async Task<T> UploadAsync<T>(
        HttpMethod method, string path, Stream content, JsonTypeInfo<T> answer, CancellationToken cancellationToken,
        string mediaType = "application/zip")
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StreamContent(content) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        return await ReadAsync(request, answer, cancellationToken).ConfigureAwait(false);
    }

    public async Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, path);
        using HttpResponseMessage response = await AnswerAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The answer with its headers read and its body still to come; the caller disposes it.</summary>
    public async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (onBehalfOf is not null)
        {
            request.Headers.TryAddWithoutValidation("Holdfast-On-Behalf-Of", onBehalfOf);
        }

        bool imagined = imagining && request.Method != HttpMethod.Get;
        if (imagined)
        {
            string path = request.RequestUri!.OriginalString;
            char separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
            request.RequestUri = new Uri($"{path}{separator}whatIf=true", UriKind.Relative);
        }

        HttpResponseMessage response = await SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode && !imagined)
        {
            return response;
        }

        using (response)
        {
            throw response.IsSuccessStatusCode
                ? await PlanAsync(response, cancellationToken).ConfigureAwait(false)
                : await RefusedAsync(response, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        TimeSpan patience = request.Method == HttpMethod.Get ? ReadPatience : WritePatience;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        try
        {
            return await http
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token)
                .ConfigureAwait(false);
        }
        catch (HttpRequestException failure)
        {
            throw failure.InnerException as HoldfastException ?? Unreachable(failure);
        }
        catch (OperationCanceledException failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HoldfastException(ErrorCodes.NotReachable,
                $"the cluster service at {place} does not answer within {patience.TotalSeconds:0} s", failure);
        }
    }

    private async Task<Exception> PlanAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        byte[] body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return JsonSerializer.Deserialize(body, ClientJson.Default.PlanDto) is { } plan
                ? new PlanAnswer(plan)
                : Strange("it answered null");
        }
        catch (JsonException failure)
        {
            return Strange(failure.Message);
        }
    }

    private static ByteArrayContent Json<TBody>(TBody body, JsonTypeInfo<TBody> type)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, type));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    private async Task<T> ReadAsync<T>(
        HttpRequestMessage request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await AnswerAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            return await JsonSerializer.DeserializeAsync(body, type, cancellationToken).ConfigureAwait(false)
                ?? throw Strange("it answered null");
        }
        catch (JsonException failure)
        {
            throw Strange(failure.Message);
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException)
        {
            throw Unreachable(failure);
        }
    }

    private async Task<HoldfastException> RefusedAsync(
        HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            byte[] body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            ProblemDto? problem = JsonSerializer.Deserialize(body, RequestJson.Default.ProblemDto);
            return problem?.Code is null
                ? Strange($"it answered {(int)response.StatusCode} without a code")
                : new HoldfastException(problem with { Status = (int)response.StatusCode });
        }
        catch (JsonException)
        {
            return Strange($"it answered {(int)response.StatusCode}, and not as JSON");
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException)
        {
            return Unreachable(failure);
        }
    }

    private HoldfastException Unreachable(Exception failure) =>
        new(ErrorCodes.NotReachable, $"no cluster service answers at {place}: {Innermost(failure)}", failure);

    private HoldfastException Strange(string what) =>
        new(ErrorCodes.NotAnApi, $"what answers at {place} is not a Holdfast API: {what}");

    private string Innermost(Exception failure)
    {
        while (failure.InnerException is { } inner)
        {
            failure = inner;
        }

        // The runtime's word for a socket file that is not there misleads.
        return failure is SocketException { SocketErrorCode: SocketError.AddressNotAvailable } && place.StartsWith('/')
            ? "there is no such socket; the service does not run, or has another run folder"
            : failure.Message;
    }
}
