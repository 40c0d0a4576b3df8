using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Holdfast.Linux.Tests;

/// <summary>A character device that this process made, and sees what is written to (pty(7)).</summary>
internal sealed unsafe partial class PseudoTerminal : IDisposable
{
    private const nuint Unlock = 0x40045431;
    private const nuint Number = 0x80045430;
    private readonly FileStream _near;

    /// <summary>Held open, so that what was written is still there when the writer is gone.</summary>
    private readonly SafeFileHandle _far;

    private PseudoTerminal(FileStream near, string path)
    {
        _near = near;
        Path = path;
        _far = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
    }

    public string Path { get; }

    public static PseudoTerminal Open()
    {
        var near = new FileStream(
            "/dev/ptmx", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        int value = 0;
        Assert(Control(near.SafeFileHandle, Unlock, &value));
        Assert(Control(near.SafeFileHandle, Number, &value));
        return new PseudoTerminal(near, FormattableString.Invariant($"/dev/pts/{value}"));

        static void Assert(int result) => Xunit.Assert.True(result == 0, $"errno {Marshal.GetLastPInvokeError()}");
    }

    /// <summary>What was written; empty if nothing is within ten seconds.</summary>
    public string Read()
    {
        byte[] bytes = new byte[100];
        Task<int> reading = Task.Run(() => _near.Read(bytes));
        return reading.Wait(TimeSpan.FromSeconds(10)) ? Encoding.ASCII.GetString(bytes, 0, reading.Result) : "";
    }

    public void Dispose()
    {
        _far.Dispose();
        _near.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(SafeFileHandle handle, nuint request, int* argument);
}
