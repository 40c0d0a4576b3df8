using Holdfast.Linux.Native;

namespace Holdfast.Linux.Confinement;

/// <summary>What the calling thread may still do after <see cref="ConfinedThread.Confine"/>.</summary>
public sealed record ConfinementRules
{
    /// <summary>Folders and files that may be read, and folders that may be listed. One that is not there is left out.
    /// </summary>
    public required IReadOnlyList<string> Readable { get; init; }

    /// <summary>Folders and files from which a program may be executed, which may be read too.</summary>
    public required IReadOnlyList<string> Executable { get; init; }
}

/// <summary>
/// Takes from a thread, and from what it executes next, every right but to compute and to read what it was left: for
/// code that is to be looked at before anybody has decided to trust it.
/// </summary>
/// <remarks>
/// <para>Capabilities are dropped for good, Landlock (kernel 5.13; ports from 6.7, signals and abstract sockets from
/// 6.12) refuses every file outside the rules and every write, and a seccomp filter refuses sockets, new processes,
/// tracing, signals to others and the kernel's administrative calls. What is refused fails with EPERM or EACCES.
/// </para>
/// <para>Not prevented: use of processor and memory, which the caller limits by killing the process; reading of file
/// names and sizes; use of descriptors that are open already. Other threads of the process keep their rights until
/// this one executes a program.</para>
/// </remarks>
public static class ConfinedThread
{
    private const int BoundingDrop = 24;
    private const int NoNewPrivileges = 38;
    private const int AmbientClear = 47;
    private const int CoreSize = 4;

    /// <summary>Whether this kernel offers all that <see cref="Confine"/> can put in force.</summary>
    public static bool IsWhole => Landlock.Version >= 1 && SystemCalls.Known;

    /// <summary>Confines the calling thread; there is no way back.</summary>
    /// <returns>What this kernel does not offer, in words; empty where everything is in force.</returns>
    /// <exception cref="LinuxException">
    /// Something that this kernel does offer could not be put in force; the thread must not go on to untrusted code.
    /// </exception>
    public static IReadOnlyList<string> Confine(ConfinementRules rules)
    {
        var missing = new List<string>();
        if (Control.Prctl(NoNewPrivileges, 1, 0, 0, 0) != 0)
        {
            throw Libc.LastError("Giving up new privileges");
        }

        Limits.Set(CoreSize, 0);
        if (!Landlock.TryRestrict(rules))
        {
            missing.Add("Landlock (Linux 5.13 or newer, with it in the kernel's list of security modules): "
                + "files are protected by their modes alone");
        }

        DropCapabilities();
        if (!CallFilter.TryInstall())
        {
            missing.Add("seccomp filters for this processor: sockets and processes are not refused");
        }

        return missing;
    }

    private static void DropCapabilities()
    {
        const int LastCapability = 63;
        const int ClearAll = 4;
        for (int capability = 0; capability <= LastCapability; capability++)
        {
            // Fails for one that the kernel does not know, and for who has no right to: he has none to lose either.
            _ = Control.Prctl(BoundingDrop, capability, 0, 0, 0);
        }

        _ = Control.Prctl(AmbientClear, ClearAll, 0, 0, 0);
        Capabilities.DropAll();
    }
}
