using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Holdfast.Lab.Machines;

/// <summary>
/// Asks one machine all along whether it still takes what is sent to an address, as somebody does who learned the
/// machine's hardware address and has not heard that the other one has moved. Whoever takes it refuses a connection
/// to a port on which nobody listens.
/// </summary>
public sealed class AddressReach : IAsyncDisposable
{
    private const int Port = 9;
    private const int PatienceUs = 100_000;
    private readonly IPEndPoint _end;
    private readonly Lock _guard = new();
    private readonly List<(long AskedAt, long AnsweredAt)> _answers = [];
    private readonly Task _asking;
    private volatile bool _stopped;

    private AddressReach(LabMachine from, IPAddress address)
    {
        _end = new IPEndPoint(address, Port);
        _asking = MachineThread.RunAsync(from, Ask);
    }

    /// <summary>Begins to ask.</summary>
    /// <param name="from">Who asks; it does nothing else with the address.</param>
    /// <param name="owner">Who is asked.</param>
    /// <param name="address">The address.</param>
    public static async Task<AddressReach> BeginAsync(LabMachine from, LabMachine owner, string address)
    {
        string link = await LabNetwork.IpAsync($"-n {owner.Namespace} -o link show dev eth0");
        string hardware = link.Split("link/ether ")[1].Split(' ')[0];
        await LabNetwork.IpAsync(
            $"-n {from.Namespace} neigh replace {address} lladdr {hardware} dev eth0 nud permanent");
        return new AddressReach(from, IPAddress.Parse(address));
    }

    /// <summary>When was asked what was answered last (<see cref="Stopwatch.GetTimestamp"/>); 0 if nothing was.
    /// </summary>
    public long LastAsked => Read(answers => answers is [.., var last] ? last.AskedAt : 0);

    /// <summary>When came the first answer to what was asked since then; the end of time if none did.</summary>
    public long FirstAnswered(long since) => Read(answers =>
        answers.Where(each => each.AskedAt >= since).Select(each => each.AnsweredAt)
            .DefaultIfEmpty(long.MaxValue).First());

    /// <summary>Whether it answers what is asked from now on.</summary>
    public async Task<bool> AnswersAsync()
    {
        long now = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(now) < TimeSpan.FromMilliseconds(500) && FirstAnswered(now) == long.MaxValue)
        {
            await Task.Delay(5);
        }

        return FirstAnswered(now) != long.MaxValue;
    }

    public async ValueTask DisposeAsync()
    {
        _stopped = true;
        await _asking;
    }

    private T Read<T>(Func<List<(long AskedAt, long AnsweredAt)>, T> read)
    {
        lock (_guard)
        {
            return read(_answers);
        }
    }

    private void Ask()
    {
        while (!_stopped)
        {
            using var socket = new Socket(_end.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
            long askedAt = Stopwatch.GetTimestamp();
            if (Outcome(socket) == SocketError.ConnectionRefused)
            {
                lock (_guard)
                {
                    _answers.Add((askedAt, Stopwatch.GetTimestamp()));
                }
            }

            Thread.Sleep(5);
        }
    }

    private SocketError Outcome(Socket socket)
    {
        try
        {
            socket.Connect(_end);
            return SocketError.Success;
        }
        catch (SocketException under) when (under.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            socket.Poll(PatienceUs, SelectMode.SelectWrite);
            return (SocketError)(int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
        }
        catch (SocketException refused)
        {
            return refused.SocketErrorCode;
        }
    }
}
