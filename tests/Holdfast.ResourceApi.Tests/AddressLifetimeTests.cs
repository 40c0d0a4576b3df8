using System.Net;
using System.Net.NetworkInformation;
using Holdfast.ClusterResources.Addresses;
using Holdfast.Linux.Netlink;
using Xunit;

namespace Holdfast.ResourceApi.Tests;

/// <summary>How long the kernel is told to keep an address, in a network namespace of the test's own.</summary>
public sealed class AddressLifetimeTests
{
    private static readonly HeldAddress Address =
        new(IPAddress.Parse("198.51.100.50"), 32, "lo", 1, PhysicalAddress.None);

    private TimeSpan[] _left = [];
    private int _asked;

    [Fact]
    public void LongLease_GivesALifetime_AndTheFilterLooksAfterNothing() => Apart(() =>
    {
        AddressTimeouts.Renew(Address.Address, TimeSpan.FromMinutes(1));
        AddressLifetime lifetime = Begun(4.4);
        Assert.InRange(For(lifetime), 2500, 3000);
        Assert.True(Address.IsThere());
        Assert.False(AddressTimeouts.Has(Address.Address));
    });

    [Fact]
    public void ShortLease_IsLookedAfterByTheFilter_AlsoByWhoeverGoesOnWithTheAddress() => Apart(() =>
    {
        AddressLifetime lifetime = Begun(1.5);
        Assert.InRange(For(lifetime), 500, 1000);
        Assert.True(Address.IsThere() && AddressTimeouts.Has(Address.Address));

        // The next monitor, while the node's service is away and its lease is held for longer.
        var next = new AddressLifetime(Address.Place, () => TimeSpan.FromMinutes(1));
        next.Resume();
        Assert.InRange(For(next), 500, 1000);
        next.End();
        Assert.False(AddressTimeouts.Has(Address.Address));
    });

    [Theory]
    [InlineData(4.4, 2.1, 1000)]
    [InlineData(4.4, 0.9, null)]
    [InlineData(1.5, 0.4, 350)]
    [InlineData(1.5, 0.01, -40)]
    public void TimePassesBeforeTheKernelIsTold_ItIsTakenBack(double left, double then, int? atMostMs) => Apart(() =>
    {
        AddressLifetime lifetime = Begun(left);
        Assert.NotNull(lifetime.Renew());
        Left(left, then);
        long? until = lifetime.Renew() - Environment.TickCount64;
        Assert.Equal(atMostMs is null, until is null);
        Assert.True((until ?? 0) <= (atMostMs ?? 0));
        Assert.Equal(atMostMs is not null, Address.IsThere());
    });

    [Fact]
    public void LeaseIsOver_NothingIsGiven() => Apart(() =>
    {
        foreach (double left in new[] { 4.4, 1.5 })
        {
            AddressLifetime lifetime = Begun(left);
            Left(0);
            Assert.Null(lifetime.Renew());
            Assert.False(Address.IsThere());
        }
    });

    [Fact]
    public void LeasesBecomeShorter_TheFilterTakesOver() => Apart(() =>
    {
        AddressLifetime lifetime = Begun(4.4);
        Assert.NotNull(lifetime.Renew());
        Left(1.4);
        Assert.True(SpinWait.SpinUntil(() => lifetime.Renew() is not null
            && AddressTimeouts.Has(Address.Address), TimeSpan.FromSeconds(30)));
    });

    private static void Apart(Action test)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root for a network namespace");
        OwnNetwork.Run(test);
    }

    private AddressLifetime Begun(double left)
    {
        Left(left);
        var lifetime = new AddressLifetime(Address.Place, Next);
        Task<string?> begun = lifetime.BeginAsync(TestContext.Current.CancellationToken);
        Assert.True(begun is { IsCompletedSuccessfully: true, Result: null });
        return lifetime;
    }

    /// <summary>What is left of the lease when it is asked for next, and then; the last one stays.</summary>
    private void Left(params double[] seconds) =>
        (_left, _asked) = ([.. seconds.Select(each => TimeSpan.FromSeconds(each))], 0);

    private TimeSpan Next() => _left[Math.Min(_asked++, _left.Length - 1)];

    private static long For(AddressLifetime lifetime) => lifetime.Renew()!.Value - Environment.TickCount64;
}
