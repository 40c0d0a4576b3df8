using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Holdfast.Linux;

namespace Holdfast.Lab.Ownership;

/// <summary>
/// The program of the resource that proves its ownership. It holds a lock on shared storage, counts on every 10 ms and
/// for each request over TCP, and appends a line for each count to a file there: node, generation, count and time, and
/// the request's number. A request is answered only when its line is in the file.
/// </summary>
/// <remarks>
/// A request is its number and a line's end, an answer <c>number count generation</c> and a line's end. One that finds
/// the lock held by another says so in a file beside and goes on, so that what becomes of it is seen.
/// </remarks>
public sealed class OwnedCounter
{
    /// <summary>The verb under which this program runs itself there.</summary>
    public const string Verb = "owned-counter";

    /// <summary>What it runs as: to be found among the processes of a machine.</summary>
    public const string Program = "holdfast-lab";
    private const int EveryMs = 10;
    private const int LongestRequest = 64;

    /// <summary>More than a line is long.</summary>
    private const int Tail = 512;
    private readonly string _who;
    private readonly string _generation;
    private readonly int _file;
    private readonly Lock _counting = new();
    private long _count;

    private OwnedCounter(string log, string node, string generation)
    {
        (_who, _generation) = ($"{node} {generation}", generation);
        _count = LastCount(log);
        _file = Opened(log);
    }

    /// <summary>The lock beside the file, which one at a time may hold.</summary>
    public static string LockOf(string log) => log + ".lock";

    /// <summary>Where a run that finds the lock held says so.</summary>
    public static string RefusedOf(string log) => log + ".refused";

    /// <summary>Runs until it is killed, or until the file takes no more.</summary>
    /// <param name="log">The file, on storage that all machines share.</param>
    /// <param name="port">Where it answers, on every address of its machine.</param>
    public static int Run(string log, int port)
    {
        string node = Environment.GetEnvironmentVariable("HOLDFAST_NODE") ?? "nobody";
        string generation = Environment.GetEnvironmentVariable("HOLDFAST_FENCE_TOKEN") ?? "0";
        using ExclusiveLock? owned = ExclusiveLock.TryTake(LockOf(log));
        if (owned is null)
        {
            File.AppendAllText(RefusedOf(log), $"{node} {generation}\n");
        }

        var counter = new OwnedCounter(log, node, generation);
        counter.Count("");
        new Thread(() => counter.Serve(port)) { IsBackground = true }.Start();
        while (true)
        {
            Thread.Sleep(EveryMs);
            counter.Count("");
        }
    }

    /// <summary>Counts on and appends the line, at once and as a whole.</summary>
    /// <param name="request">The number of the request that it is for; empty where it is for none.</param>
    private long Count(string request)
    {
        lock (_counting)
        {
            long ms = BootClock.KernelBootTime / 1_000_000;
            string text = string.Create(CultureInfo.InvariantCulture, $"{_who} {++_count} {ms} {request}");
            byte[] line = Encoding.ASCII.GetBytes(text.TrimEnd() + "\n");
            if (Descriptors.Write(_file, line) != line.Length)
            {
                Environment.FailFast("The shared file takes no more lines.");
            }

            return _count;
        }
    }

    private void Serve(int port)
    {
        using var listener = new TcpListener(IPAddress.Any, port);
        try
        {
            listener.Start();
        }
        catch (SocketException taken)
        {
            Console.Error.WriteLine($"port {port}: {taken.Message}");
            Environment.Exit(1);
        }

        while (true)
        {
            Socket client = listener.AcceptSocket();
            new Thread(() => Answer(client)) { IsBackground = true }.Start();
        }
    }

    private void Answer(Socket client)
    {
        using (client)
        {
            try
            {
                client.NoDelay = true;
                byte[] request = new byte[LongestRequest];
                while (client.Receive(request) is var length and > 0)
                {
                    string number = Encoding.ASCII.GetString(request, 0, length).TrimEnd();
                    long count = Count(number);
                    client.Send(Encoding.ASCII.GetBytes(string.Create(
                        CultureInfo.InvariantCulture, $"{number} {count} {_generation}\n")));
                }
            }
            catch (SocketException)
            {
                // Whoever asked has gone, and does not count what it was not told.
            }
        }
    }

    /// <summary>Each line goes to the end, wherever that is by then: two writers must not hide each other.</summary>
    private static int Opened(string log) => Descriptors.OpenAppend(log) is var file and >= 0
        ? file
        : throw new IOException($"{log} cannot be opened");

    /// <summary>0 where there is no line yet.</summary>
    private static long LastCount(string log)
    {
        if (!File.Exists(log))
        {
            return 0;
        }

        using var file = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Seek(-Math.Min(Tail, file.Length), SeekOrigin.End);
        byte[] end = new byte[Tail];
        string text = Encoding.ASCII.GetString(end, 0, file.ReadAtLeast(end, Tail, throwOnEndOfStream: false));
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines.Length == 0 ? 0 : long.Parse(lines[^1].Split(' ')[2], CultureInfo.InvariantCulture);
    }
}
