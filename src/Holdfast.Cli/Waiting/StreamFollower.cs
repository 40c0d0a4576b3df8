using System.Runtime.CompilerServices;
using Holdfast.Client.Errors;
using Holdfast.Client.Events;

namespace Holdfast.Cli.Waiting;

/// <summary>Follows the event stream and resumes it where it broke, for as long as the node comes back.</summary>
internal sealed class StreamFollower(Session session, long? after)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private long? _after = after;

    /// <exception cref="HoldfastException">The node was away for a minute, or refuses.</exception>
    public async IAsyncEnumerable<StreamItem> FollowAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long lost = 0;
        while (true)
        {
            IAsyncEnumerator<StreamItem> items =
                session.Client.Events.StreamAsync(_after, cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using (items.ConfigureAwait(false))
            {
                HoldfastException? failure;
                while (true)
                {
                    (bool more, failure) = await NextAsync(items).ConfigureAwait(false);
                    if (!more)
                    {
                        break;
                    }

                    lost = 0;
                    _after = items.Current.Revision;
                    yield return items.Current;
                }

                if (failure is { Status: > 0 })
                {
                    throw failure;
                }

                lost = lost == 0 ? session.Context.Time.GetTimestamp() : lost;
                if (session.Context.Time.GetElapsedTime(lost) > Patience)
                {
                    throw failure ?? new HoldfastException(ErrorCodes.NotReachable, "the event stream has ended");
                }
            }

            await Task.Delay(Pause, session.Context.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async ValueTask<(bool More, HoldfastException? Failure)> NextAsync(
        IAsyncEnumerator<StreamItem> items)
    {
        try
        {
            return (await items.MoveNextAsync().ConfigureAwait(false), null);
        }
        catch (HoldfastException failure)
        {
            return (false, failure);
        }
    }
}
