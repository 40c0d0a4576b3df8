using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Holdfast.Client.Connections;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Client.Events;

namespace Holdfast.Client;

/// <summary>The events of the cluster: those there are, and those to come.</summary>
public sealed class EventClient
{
    private readonly ApiCaller _caller;

    internal EventClient(ApiCaller caller) => _caller = caller;

    /// <summary>The newest events that fit, oldest first.</summary>
    public Task<EventListDto> ListAsync(EventFilter filter, CancellationToken cancellationToken) =>
        _caller.GetAsync("api/v1/events" + filter.Query(), ClientJson.Default.EventListDto, cancellationToken);

    /// <summary>Events and changes after a revision, as they come, without gaps; ends when the node or the caller
    /// ends it.</summary>
    /// <param name="after">The revision of the last item read; null starts now.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="HoldfastException">The node cannot be reached, or the stream broke: resume on any node from the
    /// last item's revision.</exception>
    public async IAsyncEnumerable<StreamItem> StreamAsync(
        long? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string query = after is { } value ? string.Create(CultureInfo.InvariantCulture, $"?after={value}") : "";
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/v1/events/stream" + query);
        using HttpResponseMessage response =
            await _caller.AnswerAsync(request, cancellationToken).ConfigureAwait(false);
        Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        IAsyncEnumerator<StreamItem> items =
            EventStreamReader.ReadAsync(body, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (items.ConfigureAwait(false))
        {
            while (await NextAsync(items).ConfigureAwait(false))
            {
                yield return items.Current;
            }
        }
    }

    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<StreamItem> items)
    {
        try
        {
            return await items.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException)
        {
            throw new HoldfastException(ErrorCodes.NotReachable, $"the event stream broke: {failure.Message}", failure);
        }
        catch (JsonException failure)
        {
            throw new HoldfastException(
                ErrorCodes.NotAnApi, $"the event stream is not understood: {failure.Message}", failure);
        }
    }
}
