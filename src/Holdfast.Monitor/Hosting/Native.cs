using System.Runtime.InteropServices;

namespace Holdfast.Monitor.Hosting;

/// <summary>The few calls of libc that only a monitor needs.</summary>
internal static partial class Native
{
    [LibraryImport("libc", EntryPoint = "umask")]
    public static partial uint SetFileModeMask(uint mask);

    [LibraryImport("libc", EntryPoint = "dup2")]
    public static partial int DuplicateTo(int fd, int target);

    /// <summary>Ends the process now: no handler of a DLL has a say.</summary>
    [LibraryImport("libc", EntryPoint = "_exit")]
    public static partial void EndNow(int exitCode);

    [LibraryImport("libc", EntryPoint = "getppid")]
    public static partial int ParentPid();
}
