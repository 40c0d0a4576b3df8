using System.Text;
using System.Text.Json;
using Holdfast.Client;
using Holdfast.Client.Dtos;
using Holdfast.Core.Events;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Service.Api.Access;
using Holdfast.Service.Api.Views;
using Holdfast.Service.ClusterViews;

namespace Holdfast.Service.Api.Streams;

/// <summary>Writes events and changes as server-sent events, each with the revision to resume after as its
/// id.</summary>
/// <remarks>
/// Follows the database itself, so nothing is missed however slowly the reader reads: what it has not taken yet is
/// still in
/// the database's history. Where that was dropped, <c>resync</c> tells the reader to read everything again. Renewals
/// are
/// left out; a <c>reached</c> now and then keeps the reader's resume point recent. Whoever may not read any more, since
/// their session ended or their token or certificate was taken back, is sent nothing more, and the answer ends.
/// </remarks>
internal sealed class EventStream(
    IClusterDatabase database, IClusterView view, CallerReader callers, TimeProvider time,
    IHostApplicationLifetime lifetime)
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(10);

    public async Task WriteAsync(HttpContext context, long? after)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, lifetime.ApplicationStopping);
        context.Response.ContentType = "text/event-stream";
        long revision = after ?? view.Current.Revision;
        try
        {
            await SendAsync(context, "retry: 1000\n" + Item("reached", "{}", revision), ended.Token)
                .ConfigureAwait(false);
            while (true)
            {
                revision = await FollowAsync(context, revision, ended).ConfigureAwait(false);
                await SendAsync(context, Item("resync", "{}", revision), ended.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The reader left or may not read any more, or this node stops: it resumes here or at another node.
        }
        catch (Exception failure) when (failure is DatabaseUnavailableException or IOException)
        {
            // The end of the answer tells the reader to resume, here or at another node.
            context.Abort();
        }
    }

    /// <summary>Writes until history was dropped; returns the revision from which to go on.</summary>
    private async Task<long> FollowAsync(HttpContext context, long revision, CancellationTokenSource ended)
    {
        CancellationToken cancellationToken = ended.Token;
        var members = new Dictionary<string, (bool Alive, long Epoch, bool Detached)>(StringComparer.Ordinal);
        IAsyncEnumerator<WatchBatch> watch =
            database.WatchAsync("", revision, cancellationToken).GetAsyncEnumerator(cancellationToken);
        Task<bool> next = watch.MoveNextAsync().AsTask();
        try
        {
            while (true)
            {
                bool arrived = await ArrivesAsync(next, cancellationToken).ConfigureAwait(false);
                if (ApiPolicy.Check(callers.Read(context), context.Request.Method, context.GetEndpoint()) is not null)
                {
                    await ended.CancelAsync().ConfigureAwait(false);
                    cancellationToken.ThrowIfCancellationRequested();
                }

                if (!arrived)
                {
                    await SendAsync(context, Item("reached", "{}", revision), cancellationToken).ConfigureAwait(false);
                    continue;
                }

                if (!await next.ConfigureAwait(false))
                {
                    throw new DatabaseUnavailableException("The watch has ended.");
                }

                if (watch.Current is not WatchBatch.Changes changes)
                {
                    return Math.Max(view.Current.Revision, ((WatchBatch.Compacted)watch.Current).Revision);
                }

                // The thread that brought the changes has others to tell.
                await Task.Yield();
                revision = changes.Revision;
                string text = Text(changes, members);
                if (text.Length > 0)
                {
                    await SendAsync(context, text, cancellationToken).ConfigureAwait(false);
                }

                next = watch.MoveNextAsync().AsTask();
            }
        }
        finally
        {
            await EndAsync(watch, next).ConfigureAwait(false);
        }
    }

    private async Task<bool> ArrivesAsync(Task<bool> next, CancellationToken cancellationToken)
    {
        try
        {
            await next.WaitAsync(Beat, time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>An enumerator must not be disposed while it moves.</summary>
    private static async Task EndAsync(IAsyncEnumerator<WatchBatch> watch, Task<bool> next)
    {
        await next.ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
        await watch.DisposeAsync().ConfigureAwait(false);
    }

    private static string Text(
        WatchBatch.Changes changes, Dictionary<string, (bool Alive, long Epoch, bool Detached)> members)
    {
        var text = new StringBuilder();
        foreach (Change change in changes.Items)
        {
            if (change.Key.StartsWith(Keys.Events, StringComparison.Ordinal))
            {
                if (change.Value is { } value)
                {
                    EventDto told = ClusterDtos.Of(
                        StoredDocuments.Decode<ClusterEvent>(change.Key, value.Span), change.Revision);
                    text.Append(Item(
                        "event", JsonSerializer.Serialize(told, ClientJson.Default.EventDto), change.Revision));
                }
            }
            else if (Tells(change, members) && ChangeNames.Of(change) is { } named)
            {
                text.Append(Item(
                    "change", JsonSerializer.Serialize(named, ClientJson.Default.ChangeDto), change.Revision));
            }
        }

        return text.ToString();
    }

    /// <summary>False for a renewal, which changes nothing that anybody is shown.</summary>
    private static bool Tells(Change change, Dictionary<string, (bool Alive, long Epoch, bool Detached)> members)
    {
        if (!change.Key.StartsWith(Keys.Members, StringComparison.Ordinal) || change.Value is not { } value)
        {
            return true;
        }

        MemberState member = StoredDocuments.Decode<MemberState>(change.Key, value.Span);
        (bool, long, bool) now = (member.Alive, member.Epoch, member.Detached);
        bool tells = !members.TryGetValue(change.Key, out (bool, long, bool) before) || before != now;
        members[change.Key] = now;
        return tells;
    }

    private static string Item(string name, string json, long revision) =>
        FormattableString.Invariant($"id: {revision}\nevent: {name}\ndata: {json}\n\n");

    private static async Task SendAsync(HttpContext context, string text, CancellationToken cancellationToken)
    {
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken).ConfigureAwait(false);
        await context.Response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}
