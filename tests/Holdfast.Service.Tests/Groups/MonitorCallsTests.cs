using System.Net.Sockets;
using Holdfast.Core.Groups;
using Holdfast.Linux;
using Holdfast.MonitorProtocol.Monitors;
using Holdfast.Service.Groups.Monitors;

namespace Holdfast.Service.Tests.Groups;

/// <summary>What the service makes of a connection to a monitor that is lost.</summary>
public sealed class MonitorCallsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hf-calls");
    private readonly Socket _silent = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly MonitorClient _client;

    public MonitorCallsTests()
    {
        string path = Path.Combine(_folder.FullName, "m.sock");
        _silent.Bind(new UnixDomainSocketEndPoint(path));
        _silent.Listen();
        _client = new MonitorClient(path);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _client.Dispose();
        _silent.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>It ended as if the caller had cancelled it, and nobody was told that the call was over.</summary>
    [Theory]
    [InlineData("open")]
    [InlineData("hello")]
    [InlineData("events")]
    public async Task CallUnderWay_MonitorGivenUp_IsALostMonitorAndNoCancellation(string call)
    {
        Task asking = call switch
        {
            "open" => _client.OnlineAsync("r", Cancel),
            "hello" => _client.HelloAsync(Cancel),
            _ => _client.EventsAsync(Cancel).GetAsyncEnumerator(Cancel).MoveNextAsync().AsTask(),
        };
        using Socket asked = await _silent.AcceptAsync(Cancel);
        _client.Dispose();
        Exception lost = await Assert.ThrowsAnyAsync<Exception>(
            () => asking.WaitAsync(TimeSpan.FromSeconds(10), Cancel));
        Assert.True(MonitorCalls.IsLost(lost), lost.ToString());
    }

    [Fact]
    public async Task CallUnderWay_CallerCancels_IsACancellation()
    {
        using var mine = new CancellationTokenSource();
        Task<CallOutcome> asking = _client.OnlineAsync("r", mine.Token);
        using Socket asked = await _silent.AcceptAsync(Cancel);
        await mine.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    /// <summary>A living monitor was killed, under load, because a connection to it was lost once.</summary>
    [Fact]
    public async Task LivingMonitor_ConnectionLostOnce_IsAskedAgain()
    {
        var monitor = new PooledMonitor("m1", _client, PidFd.Open(Environment.ProcessId), null);
        int asked = 0;
        CallOutcome outcome = await MonitorCalls.InsistAsync(monitor, () => ++asked == 1
            ? Task.FromException<CallOutcome>(new HttpRequestException("lost"))
            : Task.FromResult(new CallOutcome { Result = "ok" }));
        Assert.Equal(("ok", 2), (outcome.Result, asked));
        Assert.False(monitor.Died.IsCompleted);
    }

    [Fact]
    public async Task DeadMonitor_ConnectionLost_IsNotAskedAgain()
    {
        var monitor = new PooledMonitor("m1", _client, PidFd.Open(Environment.ProcessId), null);
        int asked = 0;
        Task<CallOutcome> asking = MonitorCalls.InsistAsync(monitor, () =>
        {
            asked++;
            monitor.Complete(new(MonitorDeathCause.Killed, "killed", []));
            return Task.FromException<CallOutcome>(new HttpRequestException("lost"));
        });
        await Assert.ThrowsAsync<HttpRequestException>(() => asking);
        Assert.Equal(1, asked);
    }
}
