using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Holdfast.Lab.Observation;

/// <summary>One answer of the counter.</summary>
/// <param name="At">Stopwatch timestamp when it came.</param>
/// <param name="Count">The count after this request.</param>
/// <param name="Generation">The fencing token of the instance that answered.</param>
/// <param name="Pid">Its process.</param>
public sealed record CounterAnswer(long At, long Count, long Generation, int Pid);

/// <summary>
/// Uses the sample's counter all the time, a request at most every 2 ms, over one connection that is opened again
/// when it
/// breaks; knows when it was not served, by whom, and whether an acknowledged increment was lost.
/// </summary>
public sealed class CounterClient : IAsyncDisposable
{
    private readonly int _port;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<CounterAnswer> _answers = [];
    private readonly Lock _gate = new();
    private readonly Thread _thread;
    private long _failures;

    public CounterClient(int port)
    {
        _port = port;
        _thread = new Thread(Run) { IsBackground = true, Name = "counter client" };
        _thread.Start();
    }

    public int Requests
    {
        get
        {
            lock (_gate)
            {
                return _answers.Count;
            }
        }
    }

    /// <summary>Requests that failed: refused, broken off, or unanswered for a second.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    public IReadOnlyList<CounterAnswer> Answers
    {
        get
        {
            lock (_gate)
            {
                return [.. _answers];
            }
        }
    }

    /// <summary>
    /// The longest time without service since <paramref name="since"/> (a Stopwatch timestamp): 0 if no request
    /// failed, else
    /// from the last answer before a failure to the next answer.
    /// </summary>
    public double InterruptionMs(long since, long failuresBefore)
    {
        if (Failures == failuresBefore)
        {
            return 0;
        }

        double longest = 0;
        long last = since;
        foreach (CounterAnswer answer in Answers.Where(item => item.At >= since))
        {
            longest = Math.Max(longest, Stopwatch.GetElapsedTime(last, answer.At).TotalMilliseconds);
            last = answer.At;
        }

        return Math.Round(longest, 1);
    }

    /// <summary>The first answer of a generation above <paramref name="generation"/>, if there is one.</summary>
    public CounterAnswer? FirstAbove(long generation) => Answers.FirstOrDefault(item => item.Generation > generation);

    /// <summary>How long an older generation still answered after a newer one had; must be 0.</summary>
    public double OverlapMs
    {
        get
        {
            double overlap = 0;
            var first = new Dictionary<long, long>();
            long newest = 0;
            foreach (CounterAnswer answer in Answers)
            {
                first.TryAdd(answer.Generation, answer.At);
                if (answer.Generation < newest)
                {
                    overlap = Math.Max(overlap, Stopwatch.GetElapsedTime(first[newest], answer.At).TotalMilliseconds);
                }

                newest = Math.Max(newest, answer.Generation);
            }

            return overlap;
        }
    }

    /// <summary>Acknowledged increments that a later answer did not contain; must be 0.</summary>
    public long LostIncrements
    {
        get
        {
            long lost = 0;
            long highest = 0;
            foreach (CounterAnswer answer in Answers)
            {
                lost += answer.Count <= highest ? highest - answer.Count + 1 : 0;
                highest = Math.Max(highest, answer.Count);
            }

            return lost;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.Run(_thread.Join);
        _stop.Dispose();
    }

    private void Run()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
                {
                    NoDelay = true,
                    ReceiveTimeout = 1000,
                    SendTimeout = 1000,
                };
                socket.Connect(new IPEndPoint(IPAddress.Loopback, _port));
                Use(socket);
            }
            catch (SocketException)
            {
                Interlocked.Increment(ref _failures);
                _stop.Token.WaitHandle.WaitOne(1);
            }
        }
    }

    private void Use(Socket socket)
    {
        byte[] request = Encoding.ASCII.GetBytes("increment\n");
        byte[] buffer = new byte[256];
        while (!_stop.IsCancellationRequested)
        {
            socket.Send(request);
            int length = socket.Receive(buffer);
            if (length == 0)
            {
                Interlocked.Increment(ref _failures);
                return;
            }

            Remember(Encoding.ASCII.GetString(buffer, 0, length));
            _stop.Token.WaitHandle.WaitOne(1);
        }
    }

    /// <summary>An answer is "count token pid", one line.</summary>
    private void Remember(string line)
    {
        string[] parts = line.Trim().Split(' ');
        if (parts.Length >= 3 && long.TryParse(parts[0], out long count) && long.TryParse(parts[1], out long token))
        {
            lock (_gate)
            {
                _answers.Add(new CounterAnswer(Stopwatch.GetTimestamp(), count, token, int.Parse(parts[2])));
            }
        }
    }
}
