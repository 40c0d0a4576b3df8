using System.Threading.RateLimiting;
using Holdfast.Service.Api.Problems;
using Holdfast.Client.Errors;

namespace Holdfast.Service.Api.Access;

/// <summary>How many requests one caller may send.</summary>
/// <param name="Burst">At once.</param>
/// <param name="Each">In the long run, one in this time.</param>
internal sealed record RequestLimit(int Burst, TimeSpan Each)
{
    /// <summary>Far above what the command line in a loop or a page with its live view asks for.</summary>
    public static RequestLimit OfCallers { get; } = new(500, TimeSpan.FromMilliseconds(10));

    /// <summary>Guesses at tokens, from one address.</summary>
    public static RequestLimit OfStrangers { get; } = new(30, TimeSpan.FromSeconds(1));
}

/// <summary>
/// A token bucket for each caller on TCP, and one for each address that has no valid credentials, so that nobody takes
/// the node from the others, or guesses tokens in a hurry.
/// </summary>
/// <remarks>Not limited: the Unix socket, where the kernel says who it is, and other machines of the cluster, whose
/// calls must never wait. An event stream is one request, however long it lasts.</remarks>
internal sealed class RequestLimiter(RequestLimit callers, RequestLimit strangers) : IDisposable
{
    private readonly PartitionedRateLimiter<Key> _limiter = PartitionedRateLimiter.Create<Key, Key>(key =>
        RateLimitPartition.GetTokenBucketLimiter(key, _ => Options(key.IsStranger ? strangers : callers)));

    public RequestLimiter()
        : this(RequestLimit.OfCallers, RequestLimit.OfStrangers)
    {
    }

    /// <summary>Counts a request; null if it may go on, else how long the caller is to wait.</summary>
    public TimeSpan? MustWait(Caller caller, string address)
    {
        Key? key = caller switch
        {
            Caller.TokenHolder holder => new(false, "token " + holder.Name),
            Caller.PageSession session => new(false, $"session {session.Ends.Ticks} {address}"),
            Caller.Person person => new(false, "person " + person.Name),
            Caller.Anonymous => new(true, address),
            _ => null,
        };
        if (key is null)
        {
            return null;
        }

        using RateLimitLease lease = _limiter.AttemptAcquire(key);
        return lease.IsAcquired ? null
            : lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan wait) ? wait
            : TimeSpan.FromSeconds(1);
    }

    /// <summary>Why a request is not carried out that comes too soon.</summary>
    public static Refusal Refusal(TimeSpan wait) => new(ErrorCodes.TooManyRequests,
        $"you send more requests than this node takes from one caller; try again in {Seconds(wait)} s")
    {
        RetryAfterSeconds = Seconds(wait),
    };

    public void Dispose() => _limiter.Dispose();

    private static int Seconds(TimeSpan wait) => Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));

    private static TokenBucketRateLimiterOptions Options(RequestLimit limit) => new()
    {
        TokenLimit = limit.Burst, TokensPerPeriod = 1, ReplenishmentPeriod = limit.Each, QueueLimit = 0,
    };

    private sealed record Key(bool IsStranger, string Of);
}
