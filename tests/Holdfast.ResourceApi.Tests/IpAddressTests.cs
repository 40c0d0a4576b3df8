using Holdfast.ClusterResources.Addresses;
using Holdfast.Linux.Netlink;
using Holdfast.ResourceApi.Hosting;
using Xunit;

namespace Holdfast.ResourceApi.Tests;

/// <summary>The address type where it needs no network: what it takes, and how long the kernel may keep an
/// address.</summary>
public sealed class IpAddressTests
{
    [Theory]
    [InlineData("10.0.0.50", null, true)]
    [InlineData("2001:db8::50", 64, true)]
    [InlineData("2001:db8::50", 129, false)]
    [InlineData("10.0.0.50", 33, false)]
    [InlineData("not one", null, false)]
    [InlineData("127.0.0.1", null, false)]
    [InlineData("fe80::1", null, false)]
    [InlineData("ff02::1", null, false)]
    public void Properties_AreChecked(string address, int? length, bool fine) => Assert.Equal(
        fine, !new IpAddress().Validate(new IpAddressProperties { Address = address, PrefixLength = length }).Any());

    [Theory]
    [InlineData(60_000, 3)]
    [InlineData(4_400, 3)]
    [InlineData(3_499, 2)]
    [InlineData(2_000, 1)]
    [InlineData(1_499, 0)]
    [InlineData(1_000, 0)]
    [InlineData(0, 0)]
    [InlineData(-5_000, 0)]
    public void Lifetime_EndsBeforeTheAuthority_AlsoWhereTheKernelIsLate(int leftMs, int seconds) =>
        Assert.Equal(seconds, AddressLifetime.Seconds(TimeSpan.FromMilliseconds(leftMs)));

    [Theory]
    [InlineData(60_000, 1000)]
    [InlineData(1_550, 1000)]
    [InlineData(1_050, 1000)]
    [InlineData(900, 850)]
    [InlineData(50, 0)]
    [InlineData(0, -50)]
    public void Timeout_EndsWithTheAuthority_AndSoonAfterAnyRenewal(int leftMs, int ms) => Assert.Equal(
        TimeSpan.FromMilliseconds(ms), AddressLifetime.Timeout(TimeSpan.FromMilliseconds(leftMs)));

    [Fact]
    public async Task InterfaceThatIsNotThere_OnlineSaysWhichThereAre_AndNothingIsLeftToStop()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        Resource address = ResourceInstance.Create(
            ResourceTypeDefinition.Of(typeof(IpAddress)), new TypeDefinitionTests.NoContext(),
            """{"Address":"10.0.0.50","Interface":"nope"}""").Resource;
        Assert.Contains("no network interface nope", (await Assert.ThrowsAsync<ResourceException>(
            () => address.OnlineAsync(cancel))).Message, StringComparison.Ordinal);
        await address.TerminateAsync(cancel);
        Assert.StartsWith("Gone", (await address.ReattachAsync(cancel)).ToString(), StringComparison.Ordinal);
        Assert.Equal(HealthStatus.Failed, (await address.IsAliveAsync(cancel)).Status);
    }

    [Fact]
    public void Lifetime_WithoutANode_IsTheLongest() => Assert.Equal(3, AddressLifetime.Seconds(TimeSpan.MaxValue));
}
