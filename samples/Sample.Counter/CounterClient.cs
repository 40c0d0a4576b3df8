using System.Globalization;
using System.Net.Sockets;

namespace Sample.Counter;

/// <summary>What the counter answers: "count token pid".</summary>
/// <param name="Count">The count.</param>
/// <param name="Token">The fencing token of the instance that answered.</param>
/// <param name="Pid">Its process.</param>
public sealed record CounterAnswer(long Count, long Token, int Pid);

/// <summary>Asks a counter on this machine one thing.</summary>
internal static class CounterClient
{
    /// <summary>The answer; null if there was none in time.</summary>
    public static async Task<CounterAnswer?> TryAskAsync(
        string question, int port, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            using var client = new TcpClient { NoDelay = true };
            await client.ConnectAsync("127.0.0.1", port, limit.Token);
            using var reader = new StreamReader(client.GetStream());
            await using var writer = new StreamWriter(client.GetStream()) { NewLine = "\n" };
            await writer.WriteLineAsync(question.AsMemory(), limit.Token);
            await writer.FlushAsync(limit.Token);
            return Parse(await reader.ReadLineAsync(limit.Token));
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static CounterAnswer? Parse(string? line) => line?.Split(' ') is [var count, var token, var pid]
        ? new(
            long.Parse(count, CultureInfo.InvariantCulture),
            long.Parse(token, CultureInfo.InvariantCulture),
            int.Parse(pid, CultureInfo.InvariantCulture))
        : null;
}
