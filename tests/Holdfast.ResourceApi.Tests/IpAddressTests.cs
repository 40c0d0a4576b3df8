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

    /// <summary>Who cannot tell whether something still renews it removes it, and does not say that it is stopped.
    /// </summary>
    [Fact]
    public void ProcessesThatCannotBeStopped_AddressIsRemoved_AndTheStopFails() => Apart((address, context) =>
    {
        HeldAddress held = HeldAddress.Find(Properties);
        held.Place.Hold(60);
        ((NoProcesses)context.Processes).Failure = new ResourceException("the guard does not answer");
        Assert.Throws<ResourceException>(() => Run(address.OfflineAsync(Cancel)));
        Assert.False(held.IsThere());
    });

    [Fact]
    public void AddressThatIsGone_WhateverRenewsItIsEndedBeforeThatIsSaid() => Apart((address, context) =>
    {
        Assert.StartsWith("Gone", $"{Run(address.ReattachAsync(Cancel))}", StringComparison.Ordinal);
        Assert.Equal(1, ((NoProcesses)context.Processes).Stops);
        address.OnProcessExited(null!);
    });

    private static IpAddressProperties Properties => new()
    {
        Address = "198.51.100.50", Interface = "side", PrefixLength = 32,
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>On an interface of this thread's own network, which nothing that goes on on other threads is in.
    /// </summary>
    private static void Apart(Action<Resource, TypeDefinitionTests.NoContext> test)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && File.Exists("/sbin/ip"), "needs root and ip");
        OwnNetwork.Run(() =>
        {
            foreach (string change in new[]
            {
                "link add side type veth peer name far", "link set side up", "link set far up",
            })
            {
                using var ip = System.Diagnostics.Process.Start("/sbin/ip", change);
                ip.WaitForExit();
            }

            var context = new TypeDefinitionTests.NoContext();
            Resource address = ResourceInstance.Create(ResourceTypeDefinition.Of(typeof(IpAddress)), context,
                """{"Address":"198.51.100.50","Interface":"side","PrefixLength":32}""").Resource;
            test(address, context);
        });
    }

    /// <summary>On this thread, which alone is in that network.</summary>
    private static void Run(Task task) => task.GetAwaiter().GetResult();

    private static T Run<T>(Task<T> task) => task.GetAwaiter().GetResult();
}
