using System.Net;
using System.Threading.RateLimiting;

namespace Holdfast.Service.Machines.Joining;

/// <summary>How often strangers may ask to join: each address, and all together.</summary>
internal sealed class JoinLimiter : IDisposable
{
    private const int BurstOfOne = 10;
    private const int BurstOfAll = 40;
    private static readonly TimeSpan Refill = TimeSpan.FromSeconds(6);
    private readonly PartitionedRateLimiter<IPAddress> _limiter = PartitionedRateLimiter.CreateChained(
        PartitionedRateLimiter.Create<IPAddress, IPAddress>(address =>
            RateLimitPartition.GetTokenBucketLimiter(address, _ => Bucket(BurstOfOne))),
        PartitionedRateLimiter.Create<IPAddress, int>(_ =>
            RateLimitPartition.GetTokenBucketLimiter(0, _ => Bucket(BurstOfAll))));

    public bool Allows(IPAddress? address)
    {
        using RateLimitLease lease = _limiter.AttemptAcquire(address ?? IPAddress.None);
        return lease.IsAcquired;
    }

    public void Dispose() => _limiter.Dispose();

    private static TokenBucketRateLimiterOptions Bucket(int burst) => new()
    {
        TokenLimit = burst, TokensPerPeriod = Math.Max(1, burst / 10), ReplenishmentPeriod = Refill, QueueLimit = 0,
        AutoReplenishment = true,
    };
}
