using System.Runtime.InteropServices;
using Holdfast.Linux.Native;

namespace Holdfast.Linux.Confinement;

/// <summary>The kernel's Landlock (landlock(7)): a thread gives up files, ports and signals for good.</summary>
internal static unsafe class Landlock
{
    private const ulong Execute = 1;
    private const ulong WriteFile = 1 << 1;
    private const ulong ReadFile = 1 << 2;
    private const ulong ReadFolder = 1 << 3;

    /// <summary>Files that any runtime reads and writes, and that keep nothing.</summary>
    private static readonly string[] Devices = ["/dev/null", "/dev/zero", "/dev/urandom", "/dev/random"];

    /// <summary>The version that this kernel has; less than 1 for none.</summary>
    public static long Version
    {
        get
        {
            const int AskVersion = 1;
            return Libc.Syscall(SystemCalls.LandlockCreate, 0, 0, AskVersion, 0);
        }
    }

    /// <summary>Leaves the calling thread what the rules name; false where this kernel has no Landlock.</summary>
    /// <exception cref="LinuxException">The kernel has it and refused.</exception>
    public static bool TryRestrict(ConfinementRules rules)
    {
        long version = Version;
        if (version < 1)
        {
            return false;
        }

        int set = Create(version);
        try
        {
            rules.Readable.ToList().ForEach(path => Allow(set, path, ReadFile | ReadFolder));
            rules.Executable.ToList().ForEach(path => Allow(set, path, Execute | ReadFile | ReadFolder));
            Array.ForEach(Devices, path => Allow(set, path, ReadFile | WriteFile));
            if (Libc.Syscall(SystemCalls.LandlockRestrict, set, 0, 0, 0) != 0)
            {
                throw Libc.LastError("Restricting this thread by Landlock");
            }
        }
        finally
        {
            _ = Libc.Close(set);
        }

        return true;
    }

    /// <summary>A rule set that refuses all that this version can refuse.</summary>
    private static int Create(long version)
    {
        int rights = version switch { 1 => 13, 2 => 14, 3 or 4 => 15, _ => 16 };
        const ulong BindAndConnect = 3;
        const ulong AbstractSocketsAndSignals = 3;
        ulong* handled = stackalloc ulong[3]
        {
            (1UL << rights) - 1,
            version >= 4 ? BindAndConnect : 0,
            version >= 6 ? AbstractSocketsAndSignals : 0,
        };
        int members = version >= 6 ? 3 : version >= 4 ? 2 : 1;
        long set = Libc.Syscall(SystemCalls.LandlockCreate, (nint)handled, members * sizeof(ulong), 0, 0);
        return set >= 0 ? (int)set : throw Libc.LastError("Making a Landlock rule set");
    }

    private static void Allow(int set, string path, ulong rights)
    {
        const int BeneathPath = 1;
        const int OnlyName = 0x200000;
        const int NotFound = 2;
        int target = Libc.Open(path, OnlyName | Libc.OCloseOnExec, 0);
        if (target < 0 && Marshal.GetLastPInvokeError() == NotFound)
        {
            return;
        }

        if (target < 0)
        {
            throw Libc.LastError($"Opening {path} for a Landlock rule");
        }

        try
        {
            // The kernel's structure is packed: the rights (8 bytes), then the descriptor (4).
            byte* rule = stackalloc byte[12];
            *(ulong*)rule = Directory.Exists(path) ? rights : rights & ~ReadFolder;
            *(int*)(rule + 8) = target;
            if (Libc.Syscall(SystemCalls.LandlockAdd, set, BeneathPath, (nint)rule, 0) != 0)
            {
                throw Libc.LastError($"Adding {path} to a Landlock rule set");
            }
        }
        finally
        {
            _ = Libc.Close(target);
        }
    }
}
