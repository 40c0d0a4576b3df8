using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Holdfast.Linux;

namespace Holdfast.Lab.Machines;

/// <summary>
/// A link between two network devices, carried by this program frame by frame: what no proxy of connections can do, and
/// the kernel only with netem. Frames are lost, doubled and reordered as its <see cref="Quality"/> says.
/// </summary>
/// <remarks>Both devices are TAP devices, and gone when it is disposed.</remarks>
public sealed partial class LossyLink : IDisposable
{
    private const string Devices = "/dev/net/tun";
    private const int ReadWriteCloseOnExec = 0x2 | 0x80000;
    private const nuint SetInterface = 0x400454ca;
    private const short TapWithoutHeader = 0x0002 | 0x1000;
    private const int LongestName = 15;
    private const int FlagsAt = 16;
    private const int RequestSize = 40;
    private const int LargestFrame = 9_216;
    private const int FramesInARow = 64;
    private const int LongestWaitMs = 100;

    private readonly int[] _devices;
    private readonly Thread _thread;
    private readonly Random _random = new(1);
    private readonly PriorityQueue<(int To, byte[] Frame), long> _late = new();
    private readonly Queue<byte[]> _heldBack = new();
    private volatile LinkQuality _quality = LinkQuality.Perfect;
    private volatile bool _ended;
    private long _lost;

    private LossyLink(int[] devices)
    {
        _devices = devices;
        _thread = new Thread(Run) { IsBackground = true, Name = "lossy-link" };
        _thread.Start();
    }

    /// <summary>From now on.</summary>
    public LinkQuality Quality
    {
        get => _quality;
        set => _quality = value;
    }

    /// <summary>How many frames were lost or held back so far.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Why there can be none here; null where there can.</summary>
    public static string? WhyNot()
    {
        try
        {
            Descriptors.Close(Open(""));
            return null;
        }
        catch (IOException refused)
        {
            return $"the kernel here gives no TAP device: {refused.Message}";
        }
    }

    /// <summary>Makes two devices of these names, and the link between them.</summary>
    /// <param name="one">The one outside the machine.</param>
    /// <param name="other">The one inside.</param>
    /// <exception cref="IOException">The kernel refused.</exception>
    public static LossyLink Between(string one, string other)
    {
        int first = Open(one);
        try
        {
            return new LossyLink([first, Open(other)]);
        }
        catch
        {
            Descriptors.Close(first);
            throw;
        }
    }

    public void Dispose()
    {
        _ended = true;
        _thread.Join();
        Array.ForEach(_devices, Descriptors.Close);
    }

    /// <param name="name">Of the device; empty for any.</param>
    private static int Open(string name)
    {
        int fd = OpenFile(Devices, ReadWriteCloseOnExec);
        if (fd < 0)
        {
            throw new LinuxException($"Opening {Devices}", Marshal.GetLastPInvokeError());
        }

        byte[] request = new byte[RequestSize];
        Encoding.ASCII.GetBytes(name.AsSpan(0, Math.Min(name.Length, LongestName)), request);
        BinaryPrimitives.WriteInt16LittleEndian(request.AsSpan(FlagsAt), TapWithoutHeader);
        if (Ioctl(fd, SetInterface, request) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            Descriptors.Close(fd);
            throw new LinuxException($"Making the TAP device {name}", error);
        }

        Descriptors.SetNonBlocking(fd);
        return fd;
    }

    private void Run()
    {
        byte[] frame = new byte[LargestFrame];
        Span<PollEntry> entries =
        [
            new() { Fd = _devices[0], Wanted = Descriptors.InputReady },
            new() { Fd = _devices[1], Wanted = Descriptors.InputReady },
        ];
        while (!_ended)
        {
            _ = Descriptors.Poll(entries, WaitMs());
            for (int from = 0; from < entries.Length; from++)
            {
                // One that is down says so, and gives nothing.
                for (int i = 0; i < FramesInARow && Descriptors.Read(_devices[from], frame) is > 0 and var size; i++)
                {
                    Carry(frame.AsSpan(0, size), _devices[1 - from]);
                }
            }

            while (_quality.Etcd != EtcdFrames.HeldBack && _heldBack.TryDequeue(out byte[]? held))
            {
                _ = Descriptors.Write(_devices[0], held);
            }

            while (_late.TryPeek(out (int To, byte[] Frame) due, out long moment) && moment <= BootClock.Now)
            {
                _late.Dequeue();
                _ = Descriptors.Write(due.To, due.Frame);
            }
        }
    }

    private void Carry(ReadOnlySpan<byte> frame, int to)
    {
        LinkQuality quality = _quality;
        if (quality.Etcd != EtcdFrames.Carried && EtcdFrame.Is(frame))
        {
            bool leaves = to == _devices[0];
            if (quality.Etcd == EtcdFrames.HeldBack && leaves)
            {
                _heldBack.Enqueue(frame.ToArray());
            }

            if (quality.Etcd == EtcdFrames.Lost || leaves)
            {
                Interlocked.Increment(ref _lost);
                return;
            }
        }

        if (_random.NextDouble() < quality.Lost)
        {
            Interlocked.Increment(ref _lost);
            return;
        }

        for (int copies = _random.NextDouble() < quality.Twice ? 2 : 1; copies > 0; copies--)
        {
            if (_random.NextDouble() < quality.Late)
            {
                long wait = (long)(_random.NextDouble() * quality.Lateness.Ticks) * 100;
                _late.Enqueue((to, frame.ToArray()), BootClock.Now + wait);
            }
            else
            {
                // What the other side has no room for, or does not take while it is down, is lost as on a real link.
                _ = Descriptors.Write(to, frame);
            }
        }
    }

    private int WaitMs() => _late.TryPeek(out _, out long due)
        ? (int)Math.Clamp((due - BootClock.Now + 999_999) / 1_000_000, 0, LongestWaitMs)
        : LongestWaitMs;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Ioctl(int fd, nuint request, [In, Out] byte[] argument);
}
