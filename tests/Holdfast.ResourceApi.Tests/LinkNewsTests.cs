using System.Diagnostics;
using Holdfast.ClusterResources.Addresses;
using Xunit;

namespace Holdfast.ResourceApi.Tests;

/// <summary>What the kernel tells of an interface, in a network namespace of the test's own.</summary>
public sealed class LinkNewsTests
{
    private const int Loopback = 1;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LinkOrAddressThatGoes_IsHeardOfItsInterfaceAlone()
    {
        Assert.SkipUnless(Environment.UserName == "root" && File.Exists("/sbin/ip"),
            "needs root and ip for a network namespace");
        (LinkNews? own, LinkNews? other, Process? shell) = (null, null, null);
        OwnNetwork.Run(() =>
        {
            (own, other) = (new LinkNews(Loopback), new LinkNews(77));
            shell = Process.Start(new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true });
        });
        using (own)
        using (other)
        using (shell)
        {
            foreach (string change in new[]
            {
                "ip link set lo up", "ip addr del 127.0.0.1/8 dev lo", "ip link set lo down",
            })
            {
                Task<bool> heard = own!.WaitAsync(Patience, Cancelled);
                await shell!.StandardInput.WriteLineAsync(change);
                await shell.StandardInput.FlushAsync(Cancelled);
                Assert.True(await heard, change);
            }

            Assert.False(await other!.WaitAsync(TimeSpan.FromMilliseconds(1), Cancelled));
            shell!.StandardInput.Close();
            await shell.WaitForExitAsync(Cancelled);
        }
    }

    [Theory]
    [InlineData(16, 3, true)]
    [InlineData(17, 3, true)]
    [InlineData(21, 3, true)]
    [InlineData(20, 3, false)]
    [InlineData(16, 4, false)]
    public void Message_IsOfItsInterface_AlsoBehindAnother(int type, int index, bool concerns)
    {
        using var news = new LinkNews(3);
        byte[] messages = [.. Message(20, 3), .. Message((byte)type, (byte)index)];
        Assert.Equal(concerns, news.Concerns(messages));
        Assert.False(news.Concerns(messages.AsSpan(0, 30)));
        Assert.False(news.Concerns([]));
    }

    private static byte[] Message(byte type, byte index) =>
        [24, 0, 0, 0, type, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, index, 0, 0, 0];
}
