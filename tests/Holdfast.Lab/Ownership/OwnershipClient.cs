using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Holdfast.Lab.Machines;
using Holdfast.Linux;

namespace Holdfast.Lab.Ownership;

/// <summary>
/// A client of an <see cref="OwnedCounter"/>, in a network namespace that is none of the machines: it sends numbered
/// increments all the time, one after the other, and keeps those that it was told of. One that is not answered in time
/// is given up, with its connection, and never sent again: whether it was counted is open.
/// </summary>
public sealed class OwnershipClient : IAsyncDisposable
{
    private const int PatienceMs = 250;

    /// <summary>Somebody who answers at all does so within a millisecond here.</summary>
    private const int ConnectMs = 100;
    private const int PauseMs = 10;
    private readonly string _space;
    private readonly IPEndPoint _counter;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Acknowledged> _acknowledged = [];
    private readonly Lock _gate = new();
    private readonly Thread _thread;
    private volatile string? _trouble;

    /// <param name="space">The network namespace that it is in.</param>
    /// <param name="counter">The floating address, and the port there.</param>
    public OwnershipClient(string space, IPEndPoint counter)
    {
        (_space, _counter) = (space, counter);
        _thread = new Thread(Run) { IsBackground = true, Name = "ownership client" };
        _thread.Start();
    }

    /// <summary>All that it was told of, in order.</summary>
    /// <exception cref="InvalidOperationException">It could not go on: what it shows would be nothing.</exception>
    public IReadOnlyList<Acknowledged> Acknowledged
    {
        get
        {
            MustGoOn();
            lock (_gate)
            {
                return [.. _acknowledged];
            }
        }
    }

    /// <summary>When it was told of an increment last, ms since the machine was booted; 0 before it was.</summary>
    public long LastAtMs
    {
        get
        {
            MustGoOn();
            lock (_gate)
            {
                return _acknowledged is [.., var last] ? last.AtMs : 0;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.Run(_thread.Join);
        _stop.Dispose();
    }

    private void MustGoOn()
    {
        if (_trouble is { } trouble)
        {
            throw new InvalidOperationException($"the client of the proving resource has ended: {trouble}");
        }
    }

    private void Run()
    {
        try
        {
            MachineThread.Enter(_space);
            Use();
        }
        catch (Exception failed) when (failed is IOException or InvalidDataException)
        {
            _trouble = failed.Message;
        }
    }

    private void Use()
    {
        long request = 0;
        Socket? connection = null;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                connection ??= Connect();
                Increment(connection, ++request);
            }
            catch (SocketException)
            {
                connection?.Dispose();
                connection = null;
            }

            _stop.Token.WaitHandle.WaitOne(PauseMs);
        }

        connection?.Dispose();
    }

    private Socket Connect()
    {
        // A socket is of the namespace of the thread that makes it, whoever uses it later.
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true, ReceiveTimeout = PatienceMs, SendTimeout = PatienceMs,
        };
        try
        {
            Task connecting = socket.ConnectAsync(_counter);
            if (Task.WaitAny([connecting], ConnectMs) < 0)
            {
                throw new SocketException((int)SocketError.TimedOut);
            }

            connecting.GetAwaiter().GetResult();
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void Increment(Socket connection, long request)
    {
        connection.Send(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{request}\n")));
        byte[] answer = new byte[128];
        int length = 0;
        while (length == 0 || answer[length - 1] != '\n')
        {
            int read = connection.Receive(answer.AsSpan(length));
            length += read > 0 ? read : throw new SocketException((int)SocketError.ConnectionReset);
        }

        long[] numbers = [.. Encoding.ASCII.GetString(answer, 0, length).TrimEnd().Split(' ')
            .Select(word => long.Parse(word, CultureInfo.InvariantCulture))];
        if (numbers[0] != request)
        {
            throw new InvalidDataException($"request {request} was answered by {string.Join(' ', numbers)}");
        }

        lock (_gate)
        {
            _acknowledged.Add(new Acknowledged(
                request, numbers[1], numbers[2], BootClock.KernelBootTime / 1_000_000));
        }
    }
}
