using System.Runtime.InteropServices;
using Holdfast.Linux.Native;

namespace Holdfast.Linux.Confinement;

/// <summary>Limits on what a process may use.</summary>
internal static unsafe partial class Limits
{
    /// <summary>Sets the soft and the hard limit of one resource (RLIMIT_…) of the whole process.</summary>
    public static void Set(int resource, ulong limit)
    {
        ulong* pair = stackalloc ulong[2] { limit, limit };
        if (SetLimit(resource, pair) != 0)
        {
            throw Libc.LastError($"Setting resource limit {resource}");
        }
    }

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int SetLimit(int resource, ulong* limits);
}
