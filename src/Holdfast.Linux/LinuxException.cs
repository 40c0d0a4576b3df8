using System.Runtime.InteropServices;

namespace Holdfast.Linux;

/// <summary>A call to the kernel that failed, with what was being done and the kernel's error number.</summary>
public sealed class LinuxException : IOException
{
    public LinuxException(string doing, int errorNumber)
        : base($"{doing}: {Marshal.GetPInvokeErrorMessage(errorNumber)} (errno {errorNumber})") =>
        ErrorNumber = errorNumber;

    /// <summary>The kernel's errno, for example 2 for ENOENT.</summary>
    public int ErrorNumber { get; }
}
