using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Holdfast.Lab.Machines;

/// <summary>
/// Stands between nodes and an etcd, in a process on one of the machines. By the address of who asks it passes on what
/// is sent, delays each part of it, or holds requests back: also when who sent them has long given up, and then lets
/// them go. Told what to do by lines on its standard input.
/// </summary>
public sealed class EtcdProxy(IPEndPoint etcd)
{
    /// <summary>The verb under which this program runs itself there.</summary>
    public const string Verb = "etcd-proxy";
    private const int Part = 65_536;

    /// <summary>etcd gives up a request whose connection ends, so that one stays open for its answer.</summary>
    private static readonly TimeSpan Answer = TimeSpan.FromSeconds(3);
    private readonly ConcurrentDictionary<IPAddress, Treatment> _treatments = new();

    /// <summary>
    /// Serves until standard input ends. Each line is answered by <c>ok BYTES</c>: what was held or delayed before it.
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
            await Console.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"ok {proxy.Treat(IPAddress.Parse(words[1]), words)}"));
        }

        return 0;
    }

    private long Treat(IPAddress who, string[] words)
    {
        Treatment now = words[0] switch
        {
            "pass" => new Treatment(0, 0, Held: false),
            "hold" => new Treatment(0, 0, Held: true),
            "delay" => new Treatment(
                int.Parse(words[2], CultureInfo.InvariantCulture), int.Parse(words[3], CultureInfo.InvariantCulture),
                Held: false),
            _ => throw new ArgumentException($"{words[0]} is none of pass, hold and delay", nameof(words)),
        };
        Treatment? before = _treatments.TryGetValue(who, out Treatment? old) ? old : null;
        _treatments[who] = now;
        before?.Over.TrySetResult();
        return before?.AffectedBytes ?? 0;
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
                client.NoDelay = true;
                await server.ConnectAsync(etcd);
                Task answers = PumpAsync(who, server.GetStream(), client.GetStream(), mayBeHeld: false);
                await PumpAsync(who, client.GetStream(), server.GetStream(), mayBeHeld: true);
                await Task.WhenAny(answers, Task.Delay(Answer));
            }
            catch (Exception ended) when (ended is IOException or SocketException or ObjectDisposedException)
            {
                // One side ended the connection, and so does the other.
            }
        }
    }

    private async Task PumpAsync(IPAddress who, NetworkStream from, NetworkStream to, bool mayBeHeld)
    {
        byte[] part = new byte[Part];
        while (true)
        {
            int read = await ReadAsync(from, part);
            if (read == 0)
            {
                return;
            }

            if (_treatments.TryGetValue(who, out Treatment? treatment))
            {
                await treatment.WaitAsync(read, mayBeHeld);
            }

            await to.WriteAsync(part.AsMemory(0, read));
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

    private sealed record Treatment(int LeastMs, int MostMs, bool Held)
    {
        private long _affected;

        public TaskCompletionSource Over { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public long AffectedBytes => Interlocked.Read(ref _affected);

        public async Task WaitAsync(int bytes, bool mayBeHeld)
        {
            if (Held && mayBeHeld)
            {
                Interlocked.Add(ref _affected, bytes);
                await Over.Task;
            }
            else if (MostMs > 0)
            {
                Interlocked.Add(ref _affected, bytes);
                await Task.Delay(Random.Shared.Next(LeastMs, MostMs + 1));
            }
        }
    }
}
