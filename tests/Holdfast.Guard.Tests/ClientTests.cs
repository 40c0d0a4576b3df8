using System.Net.Sockets;
using System.Text;
using Holdfast.Guard.Tests.Harness;
using Holdfast.MonitorProtocol.Guards;
using Xunit;

namespace Holdfast.Guard.Tests;

public sealed class ClientTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SavedState_SurvivesItsClient()
    {
        await using var guard = await GuardUnderTest.StartAsync();
        await using (var first = await guard.ConnectAsync())
        {
            Assert.Null(await first.LoadAsync("r", "port", Ct));
            await first.SaveAsync("r", "port", "{\"port\":7000}", Ct);
        }

        await using var second = await guard.ConnectAsync();
        Assert.Equal("{\"port\":7000}", await second.LoadAsync("r", "port", Ct));
        Assert.Null(await second.LoadAsync("other", "port", Ct));
        await second.SaveAsync("r", "port", null, Ct);
        Assert.Null(await second.LoadAsync("r", "port", Ct));
    }

    [Fact]
    public async Task TooMuchSavedState_IsRefused()
    {
        await using var guard = await GuardUnderTest.StartAsync();
        string large = new('x', 1_000_000);
        for (int i = 0; i < 8; i++)
        {
            await guard.Client.SaveAsync("r", $"{i}", large, Ct);
        }

        await Assert.ThrowsAsync<GuardException>(() => guard.Client.SaveAsync("r", "one more", large, Ct));
        await guard.Client.SaveAsync("r", "0", null, Ct);
        await guard.Client.SaveAsync("r", "one more", large, Ct);
        Assert.Equal(large, await guard.Client.LoadAsync("r", "one more", Ct));
    }

    [Theory]
    [InlineData("not json\n")]
    [InlineData("{}\n")]
    [InlineData("{\"id\":1,\"verb\":\"start\",\"start\":{\"fileName\":3}}\n")]
    [InlineData("\0\0\n")]
    public async Task GarbageLine_IsAnsweredAndOnlyThatClientDropped(string garbage)
    {
        await using var guard = await GuardUnderTest.StartAsync();
        using var socket = await RawConnectAsync(guard);
        await socket.SendAsync(Encoding.UTF8.GetBytes(garbage), Ct);
        Assert.Contains("\"error\":", await ReadToEndAsync(socket), StringComparison.Ordinal);
        await guard.Client.HelloAsync(Ct);
    }

    [Fact]
    public async Task OversizeLine_DropsOnlyThatClient()
    {
        await using var guard = await GuardUnderTest.StartAsync();
        using var socket = await RawConnectAsync(guard);
        byte[] much = new byte[64 * 1024];
        Array.Fill(much, (byte)'x');
        await Assert.ThrowsAsync<SocketException>(async () =>
        {
            for (int i = 0; i < 1_000; i++)
            {
                await socket.SendAsync(much, Ct);
            }
        });
        await guard.Client.HelloAsync(Ct);
    }

    [Fact]
    public async Task ClientThatNeverReads_IsDropped_OthersAreAnswered()
    {
        await using var guard = await GuardUnderTest.StartAsync();
        await guard.Client.SaveAsync("r", "s", new string('x', 500_000), Ct);
        using var socket = await RawConnectAsync(guard);
        byte[] load = Encoding.UTF8.GetBytes("{\"id\":1,\"verb\":\"load\",\"resource\":\"r\",\"name\":\"s\"}\n");
        for (int i = 0; i < 40; i++)
        {
            await socket.SendAsync(load, Ct);
        }

        await Until.Holds("it is dropped", () =>
            guard.OwnLog().Contains("does not read its answers", StringComparison.Ordinal));
        await guard.Client.HelloAsync(Ct);
    }

    [Fact]
    public async Task RequestInPieces_AndSeveralInOne_AreAllAnswered()
    {
        await using var guard = await GuardUnderTest.StartAsync();
        using var socket = await RawConnectAsync(guard);
        foreach (byte b in Encoding.UTF8.GetBytes("{\"id\":1,\"verb\":\"hello\"}\n"))
        {
            await socket.SendAsync(new[] { b }, Ct);
        }

        await socket.SendAsync(Encoding.UTF8.GetBytes(
            "{\"id\":2,\"verb\":\"list\"}\n{\"id\":3,\"verb\":\"dance\"}\n"
            + "{\"id\":4,\"verb\":\"start\"}\n{\"id\":5,\"verb\":\"hello\"}\n"), Ct);
        using var reader = new StreamReader(new NetworkStream(socket));
        for (int id = 1; id <= 5; id++)
        {
            string line = (await reader.ReadLineAsync(Ct))!;
            Assert.StartsWith($"{{\"id\":{id},", line, StringComparison.Ordinal);
            Assert.Equal(id is 3 or 4, line.Contains("\"error\"", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task StartWithOnlyAFileName_IsStarted()
    {
        await using var guard = await GuardUnderTest.StartAsync();
        using var socket = await RawConnectAsync(guard);
        await socket.SendAsync(Encoding.UTF8.GetBytes(
            "{\"id\":1,\"verb\":\"start\",\"resource\":\"r\",\"name\":\"m\",\"start\":{\"fileName\":\"true\"}}\n"), Ct);
        using var reader = new StreamReader(new NetworkStream(socket));
        Assert.StartsWith("{\"id\":1,\"processes\":[", await reader.ReadLineAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ManyRequestsAtOnce_EachGetsItsOwnAnswer()
    {
        await using var guard = await GuardUnderTest.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 500).Select(async i =>
        {
            await guard.Client.SaveAsync("r", $"{i}", $"state {i}", Ct);
            Assert.Equal($"state {i}", await guard.Client.LoadAsync("r", $"{i}", Ct));
        }));
    }

    [Fact]
    public async Task GuardGone_RequestInProgress_EndsAsDisconnected()
    {
        await using var guard = await GuardUnderTest.StartAsync();
        // One process: without a PID namespace, which an ordinary user cannot have, only the direct child dies with it.
        await guard.StartShellAsync("r", "trap '' TERM; exec sleep 600");
        var stop = guard.Client.StopAsync("r", null, TimeSpan.FromMinutes(1), Ct);
        guard.Process.Handle.Send(Linux.Signals.Kill);
        await Assert.ThrowsAsync<GuardDisconnectedException>(() => stop);
        await guard.Client.Disconnected.WaitAsync(Ct);
        Assert.False(guard.Client.IsConnected);
        await Assert.ThrowsAsync<GuardDisconnectedException>(() => guard.Client.HelloAsync(Ct));
    }

    private static async Task<Socket> RawConnectAsync(GuardUnderTest guard)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(guard.Socket), Ct);
        return socket;
    }

    private static async Task<string> ReadToEndAsync(Socket socket)
    {
        using var reader = new StreamReader(new NetworkStream(socket));
        return await reader.ReadToEndAsync(Ct);
    }
}
