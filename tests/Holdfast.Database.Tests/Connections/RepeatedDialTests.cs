using System.Net;
using System.Net.Sockets;
using Holdfast.Database.Connections;
using Xunit;

namespace Holdfast.Database.Tests.Connections;

public sealed class RepeatedDialTests : IDisposable
{
    private static readonly IPAddress[] Addresses = [IPAddress.Loopback];
    private readonly List<TaskCompletionSource<Socket>> _tries = [];
    private readonly List<CancellationToken> _tokens = [];
    private readonly List<Socket> _sockets = [];
    private readonly SemaphoreSlim _begun = new(0);
    private readonly RepeatedDial _dial;

    public RepeatedDialTests() => _dial = new(
        (_, _, cancellationToken) =>
        {
            var answer = new TaskCompletionSource<Socket>();
            _tries.Add(answer);
            _tokens.Add(cancellationToken);
            _begun.Release();
            return answer.Task;
        },
        TimeProvider.System);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _sockets.ForEach(socket => socket.Dispose());
        _begun.Dispose();
    }

    [Fact]
    public async Task FirstTryIsAnswered_ThereIsNoOther()
    {
        Task<Socket> opening = await BeginAsync(1);
        Socket socket = Answer(0);
        Assert.Same(socket, await opening);
        Assert.Single(_tries);
    }

    [Fact]
    public async Task FirstTryIsNotAnswered_NextOneIsTaken_AndTheFirstGivenUp()
    {
        Task<Socket> opening = await BeginAsync(2);
        Assert.False(_tokens[0].IsCancellationRequested);
        Socket socket = Answer(1);
        Assert.Same(socket, await opening);
        Assert.True(_tokens[0].IsCancellationRequested);
    }

    [Fact]
    public async Task FirstTryIsAnsweredTooLate_ItsConnectionIsClosed()
    {
        Task<Socket> opening = await BeginAsync(2);
        Answer(1);
        await opening;
        Socket late = Answer(0);
        for (int i = 0; i < 2000 && !late.SafeHandle.IsClosed; i++)
        {
            await Task.Delay(5, Token);
        }

        Assert.True(late.SafeHandle.IsClosed, "a connection that nobody uses is still open");
    }

    [Fact]
    public async Task FirstTryIsAnsweredAfterOthersBegan_IsTaken()
    {
        Task<Socket> opening = await BeginAsync(RepeatedDial.Most);
        Socket socket = Answer(0);
        Assert.Same(socket, await opening);
        Assert.Equal(RepeatedDial.Most, _tries.Count);
    }

    [Fact]
    public async Task OneFails_OthersAreWaitedFor_AndTheLastOnesErrorCounts()
    {
        Task<Socket> opening = await BeginAsync(RepeatedDial.Most);
        for (int i = 1; i < RepeatedDial.Most; i++)
        {
            _tries[i].SetException(new SocketException((int)SocketError.HostUnreachable));
        }

        await Assert.ThrowsAsync<TimeoutException>(() => opening.WaitAsync(2 * RepeatedDial.Again, Token));
        _tries[0].SetException(new SocketException((int)SocketError.ConnectionRefused));
        SocketException error = await Assert.ThrowsAsync<SocketException>(() => opening);
        Assert.Equal(SocketError.ConnectionRefused, error.SocketErrorCode);
        Assert.Equal(RepeatedDial.Most, _tries.Count);
    }

    [Fact]
    public async Task Refused_IsSaidAtOnce()
    {
        Task<Socket> opening = await BeginAsync(1);
        _tries[0].SetException(new SocketException((int)SocketError.ConnectionRefused));
        await Assert.ThrowsAsync<SocketException>(() => opening);
        Assert.Single(_tries);
    }

    [Fact]
    public async Task GivenUp_AllTriesAre()
    {
        using var given = new CancellationTokenSource();
        Task<Socket> opening = await BeginAsync(2, given.Token);
        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening);
        Assert.All(_tokens, token => Assert.True(token.IsCancellationRequested));
    }

    [Fact]
    public async Task LostSegmentsAreSentAgainSoon_OnBothSides()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        ThinStream.Prepare(listener.Server);
        listener.Start();
        using Socket opened = await RepeatedDial.OfTcp.OpenAsync(
            Addresses, ((IPEndPoint)listener.LocalEndpoint).Port, Token);
        using Socket accepted = await listener.AcceptSocketAsync(Token);
        Assert.True(IsThin(opened), "what is opened");
        Assert.True(IsThin(accepted), "what is accepted");
        using var other = new Socket(SocketType.Stream, ProtocolType.Tcp);
        Assert.False(IsThin(other), "any other socket");
    }

    /// <summary>Dials, and waits until so many tries are under way.</summary>
    private async Task<Task<Socket>> BeginAsync(int tries, CancellationToken? cancellationToken = null)
    {
        Task<Socket> opening = _dial.OpenAsync(Addresses, 1, cancellationToken ?? Token);
        for (int i = 0; i < tries; i++)
        {
            Assert.True(await _begun.WaitAsync(TimeSpan.FromSeconds(20), Token), $"only {i} tries of {tries}");
        }

        return opening;
    }

    /// <summary>Whether the kernel says that what is lost is sent again soon.</summary>
    private static bool IsThin(Socket socket)
    {
        Span<byte> answer = stackalloc byte[sizeof(int)];
        return socket.GetRawSocketOption(ThinStream.Tcp, ThinStream.LinearTimeouts, answer) > 0
            && BitConverter.ToInt32(answer) != 0;
    }

    private Socket Answer(int attempt)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        _sockets.Add(socket);
        _tries[attempt].SetResult(socket);
        return socket;
    }
}
