using Holdfast.Linux.Native;

namespace Holdfast.Linux.Confinement;

/// <summary>Capabilities of the calling thread (capabilities(7)).</summary>
internal static unsafe class Capabilities
{
    /// <summary>Drops those in force, those permitted and those handed down.</summary>
    public static void DropAll()
    {
        const uint Version3 = 0x20080522;
        uint* header = stackalloc uint[2] { Version3, 0 };
        uint* sets = stackalloc uint[6] { 0, 0, 0, 0, 0, 0 };
        if (Libc.Syscall(SystemCalls.Capset, (nint)header, (nint)sets, 0, 0) != 0)
        {
            throw Libc.LastError("Dropping the capabilities");
        }
    }
}
