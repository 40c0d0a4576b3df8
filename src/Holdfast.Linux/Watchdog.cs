using System.Text;
using Holdfast.Linux.Native;

namespace Holdfast.Linux;

/// <summary>
/// A kernel watchdog: once armed it resets the machine unless it is fed again within its time-out, whatever this
/// process does. Not safe for use by several threads at once.
/// </summary>
/// <remarks>
/// After the kernel's "Linux Watchdog driver API": opening arms it, a write feeds it, closing after the letter V
/// disarms it where the driver allows that. In the place of a device a FIFO may stand, whose reader does the same with
/// what it is sent: a driver in user space, or a test.
/// </remarks>
public sealed class Watchdog : IDisposable
{
    // _IOWR('W', 6, int) and _IOR('W', 7, int) of linux/watchdog.h.
    private const nuint SetTimeout = 0xC0045706;
    private const nuint GetTimeout = 0x80045707;
    private static readonly byte[] Food = "k"u8.ToArray();
    private static readonly byte[] Goodbye = "V"u8.ToArray();
    private int _fd;

    private Watchdog(int fd, TimeSpan timeout) => (_fd, Timeout) = (fd, timeout);

    /// <summary>How long after the last feeding it resets the machine, as the device says.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>Why there is no usable watchdog at this path; null if there is. Does not arm it.</summary>
    public static string? WhyNot(string path) => FileStatus.Behind(path) switch
    {
        null => $"there is no {path}; load the machine's watchdog driver (or softdog), or take the setting out",
        { IsCharacterDevice: true } or { IsFifo: true } => null,
        _ => $"{path} is no watchdog: it is neither a character device nor a FIFO",
    };

    /// <summary>Opens and thereby arms it.</summary>
    /// <param name="path">The device.</param>
    /// <param name="timeout">The time-out to ask for, whole seconds. A device may take another one: see
    /// <see cref="Timeout"/>. A FIFO is told it, as <c>T</c> and the number of seconds in a line.</param>
    /// <exception cref="LinuxException">It cannot be opened, is no watchdog, or takes no such time-out; it was disarmed
    /// then, where the driver allows that.</exception>
    public static unsafe Watchdog Arm(string path, TimeSpan timeout)
    {
        int fd = Libc.Open(path, Libc.OWriteOnly | Libc.OCloseOnExec | Libc.ONonBlocking, 0);
        if (fd < 0)
        {
            throw Libc.LastError($"Opening the watchdog {path}; only one process can have it open");
        }

        int seconds = (int)timeout.TotalSeconds;
        var made = new Watchdog(fd, timeout);
        if (FileStatus.Of(fd).IsFifo)
        {
            made.Write(Encoding.ASCII.GetBytes(FormattableString.Invariant($"T{seconds}\n")), path);
            return made;
        }

        if (Libc.Ioctl(fd, SetTimeout, &seconds) != 0)
        {
            var error = Libc.LastError($"Setting the time-out of the watchdog {path} to {timeout.TotalSeconds:0} s");

            // Opening it has armed it, and nobody would feed it.
            made.GiveUp();
            throw error;
        }

        int granted = seconds;
        if (Libc.Ioctl(fd, GetTimeout, &granted) == 0 && granted > 0)
        {
            made = new Watchdog(fd, TimeSpan.FromSeconds(granted));
        }

        return made;
    }

    /// <summary>It counts anew from now on.</summary>
    /// <exception cref="LinuxException">It could not be fed; it will reset the machine.</exception>
    public void Feed() => Write(Food, "the watchdog");

    /// <summary>
    /// Disarms it and closes it. A driver that was loaded with nowayout goes on all the same, and resets the machine
    /// unless it is armed and fed again in time.
    /// </summary>
    public void Disarm()
    {
        if (_fd >= 0)
        {
            Write(Goodbye, "the watchdog");
            Dispose();
        }
    }

    /// <summary>The same, where there is something worse to be told: it is closed also if it cannot be disarmed, so
    /// that it can be opened anew and fed.</summary>
    public void GiveUp()
    {
        try
        {
            Disarm();
        }
        catch (LinuxException)
        {
            Dispose();
        }
    }

    /// <summary>Closes it without disarming it: it resets the machine unless it is opened and fed again in time.
    /// </summary>
    public void Dispose()
    {
        int open = Interlocked.Exchange(ref _fd, -1);
        if (open >= 0)
        {
            _ = Libc.Close(open);
        }
    }

    private unsafe void Write(byte[] bytes, string what)
    {
        ObjectDisposedException.ThrowIf(_fd < 0, this);
        fixed (byte* start = bytes)
        {
            if (Libc.Write(_fd, start, (nuint)bytes.Length) != bytes.Length)
            {
                throw Libc.LastError($"Writing to {what}");
            }
        }
    }
}
