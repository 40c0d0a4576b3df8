using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Holdfast.Lab.Machines;

/// <summary>
/// Stands between nodes and an etcd, in a process on one of the machines. By the address of who asks it passes on what
/// is sent, delays each part of it, or holds requests back: also when who sent them has long given up, and then lets
/// them go; breaks its connections and holds back what it sends on new ones; passes answers on byte by byte; loses what
/// watches say of a key; or it stops right before or right after a transaction that writes what it was told, whose
/// request or answer it then throws away. It counts how often a watch was told that what it asks for is compacted.
/// Told what to do by lines on its standard input.
/// </summary>
public sealed class EtcdProxy(IPEndPoint etcd)
{
    /// <summary>The verb under which this program runs itself there.</summary>
    public const string Verb = "etcd-proxy";
    private const int Part = 65_536;
    private static readonly TimeSpan DripEvery = TimeSpan.FromMilliseconds(20);

    /// <summary>etcd gives up a request whose connection ends, so that one stays open for its answer.</summary>
    private static readonly TimeSpan Answer = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<IPAddress, Treatment> _treatments = new();
    private readonly ConcurrentDictionary<TcpClient, IPAddress> _open = new();
    private readonly ConcurrentDictionary<IPAddress, long> _compactions = new();

    /// <summary>
    /// Serves until standard input ends. Each line is answered by <c>ok BYTES</c>: what was held or delayed before it;
    /// <c>tripped</c> once the transaction has come, by 1, or by 0 if it does not; <c>compactions</c> by how many
    /// watches were told of one so far.
    /// </summary>
    /// <param name="listen">Where nodes connect.</param>
    /// <param name="etcd">The etcd's client address.</param>
    public static async Task<int> RunAsync(string listen, string etcd)
    {
        var proxy = new EtcdProxy(IPEndPoint.Parse(etcd));
        using var listener = new TcpListener(IPEndPoint.Parse(listen));
        listener.Start();
        _ = proxy.AcceptAsync(listener);
        await Console.Out.WriteLineAsync("ok 0");
        while (await Console.In.ReadLineAsync() is { } line)
        {
            string[] words = line.Split(' ');
            IPAddress who = IPAddress.Parse(words[1]);
            long answer = words[0] switch
            {
                "tripped" => await proxy.TrippedAsync(who),
                "compactions" => proxy._compactions.GetValueOrDefault(who),
                _ => proxy.Treat(who, words),
            };
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"ok {answer}"));
        }

        return 0;
    }

    private long Treat(IPAddress who, string[] words)
    {
        Treatment now = words[0] switch
        {
            "pass" => new Treatment(0, 0, Held: false),
            "drip" => new Treatment(0, 0, Held: false) { Drips = true },
            "deafen" => new Treatment(0, 0, Held: false) { Unheard = $"\"{words[2]}\"" },
            "hold" or "break" => new Treatment(0, 0, Held: true),
            "delay" => new Treatment(
                int.Parse(words[2], CultureInfo.InvariantCulture), int.Parse(words[3], CultureInfo.InvariantCulture),
                Held: false),
            "trip" => new Treatment(0, 0, Held: false)
            {
                Trip = new TransactionTrip(words[2], words[3] == "after"),
            },
            _ => throw new ArgumentException($"there is no treatment {words[0]}", nameof(words)),
        };
        Treatment? before = _treatments.TryGetValue(who, out Treatment? old) ? old : null;
        _treatments[who] = now;
        before?.Over.TrySetResult();
        if (words[0] == "break")
        {
            Break(who);
        }

        return before?.AffectedBytes ?? 0;
    }

    /// <summary>Ends all connections that are open.</summary>
    private void Break(IPAddress who)
    {
        foreach ((TcpClient client, IPAddress its) in _open)
        {
            if (its.Equals(who))
            {
                client.Dispose();
            }
        }
    }

    private async Task<long> TrippedAsync(IPAddress who)
    {
        Task reached = _treatments[who].Trip!.Reached;
        return await Task.WhenAny(reached, Task.Delay(Patience)) == reached ? 1 : 0;
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        while (true)
        {
            TcpClient client = await listener.AcceptTcpClientAsync();
            _ = Task.Run(() => ServeAsync(client));
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        IPAddress who = ((IPEndPoint)client.Client.RemoteEndPoint!).Address;
        using TcpClient server = new() { NoDelay = true };
        using (client)
        {
            try
            {
                _open[client] = who;
                client.NoDelay = true;
                await server.ConnectAsync(etcd);
                var connection = new Connection();
                Task answers = PumpAsync(who, connection, server.GetStream(), client.GetStream(), isRequest: false);
                await PumpAsync(who, connection, client.GetStream(), server.GetStream(), isRequest: true);
                await Task.WhenAny(answers, Task.Delay(Answer));
            }
            catch (Exception ended) when (ended is IOException or SocketException or ObjectDisposedException)
            {
                // One side ended the connection, and so does the other.
            }
            finally
            {
                _open.TryRemove(client, out _);
            }
        }
    }

    private async Task PumpAsync(
        IPAddress who, Connection connection, NetworkStream from, NetworkStream to, bool isRequest)
    {
        byte[] part = new byte[Part];
        while (true)
        {
            int read = await ReadAsync(from, part);
            if (read == 0)
            {
                return;
            }

            int kept = read;
            connection.Watches |= isRequest && part.AsSpan(0, read).IndexOf("/v3/watch"u8) >= 0;
            if (!isRequest && connection.Watches && part.AsSpan(0, read).IndexOf("\"compact_revision\""u8) >= 0)
            {
                _compactions.AddOrUpdate(who, 1, (_, told) => told + 1);
            }

            if (_treatments.TryGetValue(who, out Treatment? treatment))
            {
                if (treatment.Unheard is { } key && connection.Watches && !isRequest)
                {
                    kept = WatchChunks.Without(part.AsSpan(0, read), key);
                    treatment.Affect(read - kept);
                }

                await treatment.WaitAsync(read, isRequest);
                if (treatment.Trip is { } trip && trip.Ends(connection.Transactions, part.AsSpan(0, read), isRequest))
                {
                    await treatment.Over.Task;
                    throw new IOException("thrown away");
                }
            }

            for (int sent = 0; sent < kept;)
            {
                bool drips = !isRequest && treatment is { Drips: true, Over.Task.IsCompleted: false };
                int size = drips ? 1 : kept - sent;
                await to.WriteAsync(part.AsMemory(sent, size));
                sent += size;
                treatment?.Affect(drips ? 1 : 0);
                await (drips ? Task.Delay(DripEvery) : Task.CompletedTask);
            }
        }
    }

    /// <summary>A connection that is reset has ended.</summary>
    private static async Task<int> ReadAsync(NetworkStream from, byte[] part)
    {
        try
        {
            return await from.ReadAsync(part);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>Both directions of what one connection carries.</summary>
    private sealed class Connection
    {
        public TransactionTrip.Carried Transactions { get; } = new();

        public bool Watches { get; set; }
    }

    private sealed record Treatment(int LeastMs, int MostMs, bool Held)
    {
        private long _affected;

        public TransactionTrip? Trip { get; init; }

        public bool Drips { get; init; }

        public string? Unheard { get; init; }

        public TaskCompletionSource Over { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public long AffectedBytes => Interlocked.Read(ref _affected);

        /// <summary>So many bytes were lost or slowed down.</summary>
        public void Affect(int bytes) => Interlocked.Add(ref _affected, bytes);

        public async Task WaitAsync(int bytes, bool isRequest)
        {
            if (Held && isRequest)
            {
                Affect(bytes);
                await Over.Task;
            }
            else if (MostMs > 0)
            {
                Affect(bytes);
                await Task.Delay(Random.Shared.Next(LeastMs, MostMs + 1));
            }
        }
    }
}
