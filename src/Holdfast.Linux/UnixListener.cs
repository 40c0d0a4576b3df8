using System.Runtime.InteropServices;
using System.Text;
using Holdfast.Linux.Native;

namespace Holdfast.Linux;

/// <summary>
/// A listening Unix socket of plain descriptors. It appears at its path in one step, mode 0600, ready to be connected
/// to.
/// </summary>
public sealed unsafe class UnixListener : IDisposable
{
    private const int UnixFamily = 1;
    private const int Stream = 1;
    private const int AddressSize = 110;

    private readonly string path;
    private readonly FileStatus identity;

    private UnixListener(string path, int fd)
    {
        this.path = path;
        Fd = fd;
        identity = FileStatus.Of(path) ?? throw Libc.LastError($"Finding the socket {path} again");
    }

    /// <summary>Readable when somebody connects.</summary>
    public int Fd { get; }

    /// <summary>Listens at a path, in place of a socket there that nobody listens on any more.</summary>
    /// <exception cref="InvalidOperationException">Somebody does.</exception>
    public static UnixListener Bind(string path)
    {
        const uint NotForOthers = 0x7F;
        if (IsAnswered(path))
        {
            throw new InvalidOperationException($"Another process listens on {path}; end it or name another socket.");
        }

        string unfinished = path + "~";
        File.Delete(unfinished);
        int fd = Open();
        uint mask = Libc.Umask(NotForOthers);
        byte* address = stackalloc byte[AddressSize];
        uint length = Address(unfinished, address);
        bool bound = Libc.Bind(fd, address, length) == 0;
        _ = Libc.Umask(mask);
        if (!bound || Libc.Listen(fd, 128) != 0)
        {
            var error = Libc.LastError($"Listening on {path}");
            _ = Libc.Close(fd);
            throw error;
        }

        File.Move(unfinished, path, overwrite: true);
        return new UnixListener(path, fd);
    }

    /// <summary>The next connection, non-blocking; negative if none waits.</summary>
    public int Accept() => Libc.Accept(Fd, null, null, Libc.OCloseOnExec | Libc.ONonBlocking);

    /// <summary>Stops listening and removes the socket, unless another has taken its place.</summary>
    public void Dispose()
    {
        if (FileStatus.Of(path) == identity)
        {
            File.Delete(path);
        }

        _ = Libc.Close(Fd);
    }

    private static bool IsAnswered(string path)
    {
        int fd = Open();
        byte* address = stackalloc byte[AddressSize];
        uint length = Address(path, address);

        // EAGAIN: somebody listens, and has a full queue before him.
        bool answered = Libc.Connect(fd, address, length) == 0 || Marshal.GetLastPInvokeError() == Libc.EAgain;
        _ = Libc.Close(fd);
        return answered;
    }

    private static int Open()
    {
        int fd = Libc.Socket(UnixFamily, Stream | Libc.OCloseOnExec | Libc.ONonBlocking, 0);
        return fd >= 0 ? fd : throw Libc.LastError("Making a Unix socket");
    }

    private static uint Address(string path, byte* address)
    {
        new Span<byte>(address, AddressSize).Clear();
        *(ushort*)address = UnixFamily;
        var room = new Span<byte>(address + 2, AddressSize - 2);
        return (uint)Encoding.UTF8.GetBytes(RunFolders.SocketPath(path), room) + 3;
    }
}
