using System.Net;
using System.Net.Sockets;
using Holdfast.Database.Connections;
using Xunit;

namespace Holdfast.Database.Tests.Connections;

public sealed class HostDialerTests : IDisposable
{
    private const string Name = "n1.example";
    private static readonly IPAddress Here = IPAddress.Parse("127.0.0.1");
    private static readonly IPAddress Elsewhere = IPAddress.Parse("127.0.0.2");
    private readonly TcpListener _host = new(Here, 0);
    private readonly HostDialer _dialer;
    private Func<CancellationToken, Task<IPAddress[]>> _resolved = _ => Task.FromResult<IPAddress[]>([Here]);

    public HostDialerTests()
    {
        _host.Start();
        _dialer = new((_, cancellationToken) => _resolved(cancellationToken));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private int Port => ((IPEndPoint)_host.LocalEndpoint).Port;

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task NameNeverResolved_IsTheResolversError()
    {
        _resolved = _ => Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound));
        SocketException error = await Assert.ThrowsAsync<SocketException>(() => _dialer.OpenAsync(Name, Port, Token));
        Assert.Equal(SocketError.HostNotFound, error.SocketErrorCode);
    }

    [Fact]
    public async Task Address_IsNotResolved()
    {
        _resolved = _ => throw new InvalidOperationException("it was resolved");
        using Socket opened = await _dialer.OpenAsync($"{Here}", Port, Token);
        Assert.True(opened.Connected);
    }

    [Fact]
    public async Task ResolverFailsLater_HostIsReachedWhereItAnsweredLast()
    {
        await OpenAsync(Here);
        _resolved = _ => Task.FromException<IPAddress[]>(new SocketException((int)SocketError.TryAgain));
        await OpenAsync(Here);
    }

    [Fact]
    public async Task ResolverHangsLater_HostIsReachedWhereItAnsweredLast()
    {
        await OpenAsync(Here);
        _resolved = async cancellationToken =>
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return [];
        };
        await OpenAsync(Here);
    }

    [Fact]
    public async Task ResolverIsWrongLater_HostIsReachedWhereItAnsweredLast()
    {
        await OpenAsync(Here);
        _resolved = _ => Task.FromResult<IPAddress[]>([Elsewhere]);
        await OpenAsync(Here);
    }

    [Fact]
    public async Task HostHasMoved_IsReachedWhereItIsSaidToBe_AndThereFromThenOn()
    {
        await OpenAsync(Here);
        using var moved = new TcpListener(Elsewhere, Port);
        moved.Start();
        _host.Stop();
        _resolved = _ => Task.FromResult<IPAddress[]>([Elsewhere]);
        int port = ((IPEndPoint)moved.LocalEndpoint).Port;
        await OpenAsync(Elsewhere, port);
        _resolved = _ => Task.FromException<IPAddress[]>(new SocketException((int)SocketError.TryAgain));
        await OpenAsync(Elsewhere, port);
    }

    /// <summary>Whoever answers there is told from it by TLS only, and would be in its place for good.</summary>
    [Fact]
    public async Task HostHasMoved_AndAnotherAnswersWhereItWas_IsReachedWhereItIsSaidToBe()
    {
        await OpenAsync(Here);
        using var moved = new TcpListener(Elsewhere, Port);
        moved.Start();
        _resolved = _ => Task.FromResult<IPAddress[]>([Elsewhere]);
        await OpenAsync(Elsewhere);
    }

    [Fact]
    public async Task ResolverHangs_AndHostIsJustStarting_IsReachedWhenItIsThere()
    {
        int port = Port;
        await OpenAsync(Here);
        _host.Stop();
        var never = new TaskCompletionSource<IPAddress[]>();
        _resolved = _ => never.Task;
        Task<Socket> opening = _dialer.OpenAsync(Name, port, Token);
        await Assert.ThrowsAsync<TimeoutException>(() => opening.WaitAsync(TimeSpan.FromMilliseconds(300), Token));
        using var again = new TcpListener(Here, port);
        again.Start();
        using Socket opened = await opening.WaitAsync(TimeSpan.FromSeconds(20), Token);
        Assert.True(opened.Connected);
    }

    [Fact]
    public async Task HostHasMoved_AndTheResolverSaysSoTooLate_IsReachedThereTheNextTime()
    {
        await OpenAsync(Here);
        using var moved = new TcpListener(Elsewhere, Port);
        moved.Start();
        var late = new TaskCompletionSource<IPAddress[]>();
        _resolved = _ => late.Task;
        await OpenAsync(Here);
        late.SetResult([Elsewhere]);
        var slow = new TaskCompletionSource<IPAddress[]>();
        _resolved = _ => slow.Task;
        Task<Socket> opening = _dialer.OpenAsync(Name, Port, Token);
        await Assert.ThrowsAsync<TimeoutException>(() => opening.WaitAsync(TimeSpan.FromMilliseconds(500), Token));
        slow.SetResult([Elsewhere]);
        using Socket opened = await opening;
        Assert.Equal(Elsewhere, ((IPEndPoint)opened.RemoteEndPoint!).Address.MapToIPv4());
    }

    [Fact]
    public async Task HostIsGone_IsTheResolversErrorToo()
    {
        int port = Port;
        await OpenAsync(Here);
        _host.Stop();
        _resolved = _ => Task.FromException<IPAddress[]>(new SocketException((int)SocketError.TryAgain));
        await Assert.ThrowsAsync<SocketException>(() => _dialer.OpenAsync(Name, port, Token));
    }

    private async Task OpenAsync(IPAddress expected, int? port = null)
    {
        using Socket opened = await _dialer.OpenAsync(Name, port ?? Port, Token);
        Assert.Equal(expected, ((IPEndPoint)opened.RemoteEndPoint!).Address.MapToIPv4());
    }
}
