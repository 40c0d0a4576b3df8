using Holdfast.Guard.Loop;
using Holdfast.Linux;
using Microsoft.Win32.SafeHandles;

namespace Holdfast.Guard.Output;

/// <summary>
/// Takes the output of a process, line by line, to its resource's log. It is read until its end, which comes when the
/// last process that has it is gone: a daemon's output is kept after its parent's exit.
/// </summary>
/// <remarks>
/// A process that floods it is held up (its own writes wait), so that it takes neither the guard's time from the other
/// processes nor its answers from the clients: at most 8 MiB a second are taken from one process.
/// </remarks>
internal sealed class OutputPipe
{
    private const int LongestLine = 16 * 1024;
    private const int Share = 800 * 1024;
    private const int FinalShare = 1024 * 1024;
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(100);
    private static readonly byte[] Chunk = new byte[64 * 1024];

    private readonly PollLoop loop;
    private readonly SafeFileHandle handle;
    private readonly ResourceLog log;
    private readonly PollSource source;
    private byte[] line = [];
    private int lineLength;
    private int taken;
    private bool windowOpen;

    public OutputPipe(PollLoop loop, SafeFileHandle handle, ResourceLog log)
    {
        this.loop = loop;
        this.handle = handle;
        this.log = log;
        int fd = (int)handle.DangerousGetHandle();
        Descriptors.SetNonBlocking(fd);
        source = loop.Add(fd, Take);
    }

    /// <summary>The end of what was written.</summary>
    public OutputTail Tail { get; } = new();

    private bool IsClosed => handle.IsClosed;

    /// <summary>Takes what is there now, up to 1 MiB; for after an exit.</summary>
    public void Drain()
    {
        for (int total = 0; total < FinalShare && !IsClosed;)
        {
            int count = TakeChunk();
            if (count <= 0)
            {
                break;
            }

            total += count;
        }
    }

    /// <summary>Takes what is there, and no more.</summary>
    public void Close()
    {
        Drain();
        End();
    }

    private void Take()
    {
        if (!windowOpen)
        {
            windowOpen = true;
            taken = 0;
            loop.After(Window, OpenWindow);
        }

        taken += Math.Max(0, TakeChunk());
        if (taken >= Share && !IsClosed)
        {
            source.Wanted = 0;
        }
    }

    private void OpenWindow()
    {
        windowOpen = false;
        source.Wanted = Descriptors.InputReady;
    }

    private int TakeChunk()
    {
        int count = Descriptors.Read(source.Fd, Chunk);
        if (count > 0)
        {
            Split(Chunk.AsSpan(0, count));
            log.Flush();
        }
        else if (count != Descriptors.WouldBlock)
        {
            End();
        }

        return count;
    }

    private void Split(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int end = bytes.IndexOf((byte)'\n');
            int room = LongestLine - lineLength;
            if (end >= 0 && end <= room)
            {
                Finish(bytes[..end]);
                bytes = bytes[(end + 1)..];
            }
            else if (bytes.Length >= room)
            {
                Finish(bytes[..room]);
                bytes = bytes[room..];
            }
            else
            {
                Keep(bytes);
                return;
            }
        }
    }

    private void Finish(ReadOnlySpan<byte> rest)
    {
        if (lineLength == 0)
        {
            log.Add(rest);
            Tail.Add(rest);
            return;
        }

        Keep(rest);
        log.Add(line.AsSpan(0, lineLength));
        Tail.Add(line.AsSpan(0, lineLength));
        lineLength = 0;
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        if (line.Length < lineLength + part.Length)
        {
            Array.Resize(ref line, Math.Min(LongestLine, Math.Max(1024, 2 * (lineLength + part.Length))));
        }

        part.CopyTo(line.AsSpan(lineLength));
        lineLength += part.Length;
    }

    private void End()
    {
        if (IsClosed)
        {
            return;
        }

        if (lineLength > 0)
        {
            Finish([]);
            log.Flush();
        }

        source.Remove();
        handle.Dispose();
    }
}
