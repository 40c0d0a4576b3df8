using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Holdfast.Database.Tests.Etcd;

/// <summary>A TCP proxy before one etcd that loses what it is told to lose of a commit.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Uri _target;
    private readonly List<Task> _pumps = [];
    private readonly Task _accepting;
    private int _commits;

    public CuttingProxy(Uri target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    internal enum Fault
    {
        None,

        /// <summary>The request reaches etcd; the connection is cut when the answer comes.</summary>
        AnswerLost,

        /// <summary>The connection is cut instead of passing the request on.</summary>
        RequestLost,

        /// <summary>The request reaches etcd, and the answer is kept for ever.</summary>
        AnswerHeld,
    }

    /// <summary>What happens to every commit from now on.</summary>
    public Fault Next { get; set; }

    /// <summary>How many commits were sent here.</summary>
    public int Commits => Volatile.Read(ref _commits);

    public Uri Endpoint => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_pumps);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _pumps.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        await Task.Yield();
        using TcpClient near = client;
        using TcpClient far = new();
        try
        {
            await far.ConnectAsync(_target.Host, _target.Port, _stop.Token);
            Task there = RequestsAsync(near.GetStream(), far.GetStream());
            Task back = AnswersAsync(far.GetStream(), near.GetStream());
            await Task.WhenAny(there, back);
            near.Close();
            far.Close();
            await Task.WhenAll(there, back);
        }
        catch (Exception ended) when (ended is IOException or SocketException or OperationCanceledException
            or ObjectDisposedException)
        {
            // Connections end so.
        }
    }

    private async Task RequestsAsync(NetworkStream near, NetworkStream far)
    {
        byte[] buffer = new byte[65_536];
        int length;
        while ((length = await near.ReadAsync(buffer, _stop.Token)) > 0)
        {
            if (Encoding.Latin1.GetString(buffer, 0, length).Contains("POST /v3/kv/txn", StringComparison.Ordinal))
            {
                Interlocked.Increment(ref _commits);
                if (Next == Fault.RequestLost)
                {
                    return;
                }
            }

            await far.WriteAsync(buffer.AsMemory(0, length), _stop.Token);
        }
    }

    private async Task AnswersAsync(NetworkStream far, NetworkStream near)
    {
        byte[] buffer = new byte[65_536];
        int length;
        while ((length = await far.ReadAsync(buffer, _stop.Token)) > 0)
        {
            switch (Next)
            {
                case Fault.AnswerLost:
                    return;
                case Fault.AnswerHeld:
                    await Task.Delay(Timeout.Infinite, _stop.Token);
                    break;
                default:
                    await near.WriteAsync(buffer.AsMemory(0, length), _stop.Token);
                    break;
            }
        }
    }
}
