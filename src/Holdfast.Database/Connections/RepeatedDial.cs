using System.Net;
using System.Net.Sockets;

namespace Holdfast.Database.Connections;

/// <summary>
/// Opens one connection by several tries that go on beside each other: whichever is answered first is it.
/// </summary>
/// <remarks>
/// The kernel sends the first segment of a connection again only after a whole second, a quarter of a lease. A try of
/// its own after <see cref="Again"/> is what can be done about that without the machine's settings.
/// </remarks>
/// <param name="dial">One try.</param>
/// <param name="time">What the pauses are counted by.</param>
internal sealed class RepeatedDial(
    Func<IPAddress[], int, CancellationToken, Task<Socket>> dial, TimeProvider time)
{
    /// <summary>After so long without an answer another try begins.</summary>
    public static readonly TimeSpan Again = TimeSpan.FromMilliseconds(250);

    /// <summary>How many there are; the last one gets as long as the caller gives it.</summary>
    public const int Most = 4;

    /// <summary>By TCP, and the clock of this process.</summary>
    public static RepeatedDial OfTcp { get; } = new(ConnectAsync, TimeProvider.System);

    /// <summary>A connection to one of the addresses.</summary>
    /// <exception cref="SocketException">All tries that had begun failed; it is the last one's.</exception>
    public async Task<Socket> OpenAsync(IPAddress[] addresses, int port, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        List<Task<Socket>> tries = [dial(addresses, port, over.Token)];
        int begun = 1;
        try
        {
            while (true)
            {
                List<Task> waited = [.. tries];
                if (begun < Most)
                {
                    waited.Add(Task.Delay(Again, time, over.Token));
                }

                if (await Task.WhenAny(waited).ConfigureAwait(false) is not Task<Socket> ended)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    tries.Add(dial(addresses, port, over.Token));
                    begun++;
                    continue;
                }

                tries.Remove(ended);
                if (ended.IsCompletedSuccessfully || tries.Count == 0)
                {
                    return await ended.ConfigureAwait(false);
                }

                _ = DiscardAsync(ended);
            }
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            tries.ForEach(late => _ = DiscardAsync(late));
        }
    }

    /// <summary>Closes what was opened too late to be of use.</summary>
    public static async Task DiscardAsync(Task<Socket> late)
    {
        await ((Task)late).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (late.IsCompletedSuccessfully)
        {
            (await late.ConfigureAwait(false)).Dispose();
        }
    }

    private static async Task<Socket> ConnectAsync(
        IPAddress[] addresses, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            ThinStream.Prepare(socket);
            await socket.ConnectAsync(addresses, port, cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
