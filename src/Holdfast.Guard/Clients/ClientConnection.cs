using Holdfast.Guard.Loop;
using Holdfast.Linux;

namespace Holdfast.Guard.Clients;

/// <summary>One client of the guard: lines in, lines out, never waited for.</summary>
/// <remarks>
/// One that sends a line over 1 MiB, or leaves more than 8 MiB of answers unread, is dropped; nobody else notices.
/// </remarks>
internal sealed class ClientConnection
{
    private const int LongestLine = 1024 * 1024;
    private const int LargestBacklog = 8 * 1024 * 1024;
    private const int FirstBuffer = 8 * 1024;

    private readonly PollSource source;
    private readonly Action<ClientConnection, ReadOnlyMemory<byte>> onLine;
    private readonly Queue<byte[]> backlog = new();
    private byte[] buffer = new byte[FirstBuffer];
    private int used;
    private int backlogBytes;
    private int sentOfFirst;
    private bool closing;

    public ClientConnection(PollLoop loop, int fd, Action<ClientConnection, ReadOnlyMemory<byte>> onLine)
    {
        this.onLine = onLine;
        source = loop.Add(fd, OnReady);
    }

    /// <summary>Called once, when it is gone.</summary>
    public Action<ClientConnection> Closed { get; set; } = _ => { };

    public bool IsClosed => source.IsRemoved;

    /// <summary>True if it wants to hear of exits.</summary>
    public bool IsSubscribed { get; set; }

    /// <summary>True if it wants to hear of starts as well.</summary>
    public bool HearsOfStarts { get; set; }

    public bool HasBacklog => backlog.Count > 0;

    /// <summary>Sends a line at once as far as the socket takes it; the rest when it does.</summary>
    public void Send(byte[] line)
    {
        if (IsClosed)
        {
            return;
        }

        backlog.Enqueue(line);
        backlogBytes += line.Length;
        SendBacklog();
        if (backlogBytes > LargestBacklog)
        {
            GuardLog.Write("A client that does not read its answers was dropped.");
            Close();
        }
    }

    /// <summary>Closes it once all answers are sent.</summary>
    public void CloseAfterAnswers()
    {
        closing = true;
        SendBacklog();
    }

    public void Close()
    {
        if (!IsClosed)
        {
            source.Remove();
            Descriptors.Close(source.Fd);
            Closed(this);
        }
    }

    private void OnReady()
    {
        if (HasBacklog)
        {
            SendBacklog();
        }

        if (!IsClosed && !closing)
        {
            Receive();
        }
    }

    private void Receive()
    {
        if (used == buffer.Length)
        {
            Array.Resize(ref buffer, Math.Min(LongestLine + 1, buffer.Length * 2));
        }

        int count = Descriptors.Read(source.Fd, buffer.AsSpan(used));
        if (count <= 0)
        {
            if (count != Descriptors.WouldBlock)
            {
                Close();
            }

            return;
        }

        used += count;
        TakeLines();
        if (used > LongestLine)
        {
            GuardLog.Write("A client that sent a line of more than 1 MiB was dropped.");
            Close();
        }
    }

    private void TakeLines()
    {
        int start = 0;
        for (int length; !closing && (length = buffer.AsSpan(start, used - start).IndexOf((byte)'\n')) >= 0;)
        {
            var line = buffer.AsMemory(start, length);
            start += length + 1;
            onLine(this, line);
            if (IsClosed)
            {
                return;
            }
        }

        buffer.AsSpan(start, used - start).CopyTo(buffer);
        used -= start;
        if (used == 0 && buffer.Length > FirstBuffer)
        {
            buffer = new byte[FirstBuffer];
        }
    }

    private void SendBacklog()
    {
        while (!IsClosed && backlog.TryPeek(out byte[]? line))
        {
            int count = Descriptors.Write(source.Fd, line.AsSpan(sentOfFirst));
            if (count == Descriptors.WouldBlock)
            {
                break;
            }

            if (count < 0)
            {
                Close();
                return;
            }

            sentOfFirst += count;
            backlogBytes -= count;
            if (sentOfFirst == line.Length)
            {
                backlog.Dequeue();
                sentOfFirst = 0;
            }
        }

        if (closing && !HasBacklog)
        {
            Close();
        }

        source.Wanted = (short)((closing ? 0 : Descriptors.InputReady) | (HasBacklog ? Descriptors.OutputReady : 0));
    }
}
