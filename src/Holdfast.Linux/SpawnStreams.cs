using Holdfast.Linux.Native;
using Microsoft.Win32.SafeHandles;

namespace Holdfast.Linux;

/// <summary>
/// The descriptors of a process that is about to be started: its standard streams, and what it inherits.
/// </summary>
internal sealed unsafe class SpawnStreams : IDisposable
{
    private readonly Stdio[] streams;
    private readonly bool errorFollowsOutput;

    /// <summary>The child's end of each stream that is a pipe, and ours.</summary>
    private readonly SafeFileHandle?[] theirs = new SafeFileHandle?[3];
    private readonly SafeFileHandle?[] ours = new SafeFileHandle?[3];

    public SpawnStreams(ProcessStart start)
    {
        errorFollowsOutput = start.Error is null;
        streams = [start.Input, start.Output, start.Error ?? start.Output];
        for (int i = 0; i < (errorFollowsOutput ? 2 : 3); i++)
        {
            if (streams[i] is Stdio.ToPipe)
            {
                OpenPipe(i);
            }
        }
    }

    /// <summary>Hands over our end of a pipe; null where that stream is none.</summary>
    public SafeFileHandle? Take(int stream)
    {
        var taken = ours[stream];
        ours[stream] = null;
        return taken;
    }

    public void AddTo(byte* actions, ProcessStart start)
    {
        for (int i = 0; i < 3; i++)
        {
            AddStream(actions, i);
        }

        int highest = 2;
        foreach (int fd in start.InheritedFds)
        {
            if (fd <= 2)
            {
                throw new ArgumentException($"Descriptor {fd} is a standard stream; name it as one.", nameof(start));
            }

            // Onto itself: the C library then clears close-on-exec in the child.
            _ = Native.Spawn.AddDuplicate(actions, fd, fd);
            highest = Math.Max(highest, fd);
        }

        for (int fd = 3; fd < highest; fd++)
        {
            if (!start.InheritedFds.Contains(fd))
            {
                _ = Native.Spawn.AddClose(actions, fd);
            }
        }

        _ = Native.Spawn.AddCloseFrom(actions, highest + 1);
    }

    public void Dispose()
    {
        for (int i = 0; i < 3; i++)
        {
            theirs[i]?.Dispose();
            ours[i]?.Dispose();
        }
    }

    private void AddStream(byte* actions, int stream)
    {
        if (stream == 2 && errorFollowsOutput)
        {
            _ = Native.Spawn.AddDuplicate(actions, 1, 2);
            return;
        }

        const uint OwnerAndGroup = 0x1A0;
        switch (streams[stream])
        {
            case Stdio.ToNull:
                _ = Native.Spawn.AddOpen(actions, stream, "/dev/null", Libc.OReadWrite, 0);
                break;
            case Stdio.ToFile file:
                int flags = stream == 0 ? Libc.OReadOnly : Libc.OWriteOnly | Libc.OCreate | Libc.OAppend;
                _ = Native.Spawn.AddOpen(actions, stream, file.Path, flags, OwnerAndGroup);
                break;
            case Stdio.ToPipe:
                _ = Native.Spawn.AddDuplicate(actions, (int)theirs[stream]!.DangerousGetHandle(), stream);
                break;
            case Stdio.ToDescriptor descriptor:
                _ = Native.Spawn.AddDuplicate(actions, descriptor.Fd, stream);
                break;
        }
    }

    private void OpenPipe(int stream)
    {
        int* ends = stackalloc int[2];
        if (Libc.Pipe2(ends, Libc.OCloseOnExec) != 0)
        {
            throw Libc.LastError("Making a pipe for a new process");
        }

        var read = new SafeFileHandle(ends[0], ownsHandle: true);
        var write = new SafeFileHandle(ends[1], ownsHandle: true);
        (theirs[stream], ours[stream]) = stream == 0 ? (read, write) : (write, read);
    }
}
