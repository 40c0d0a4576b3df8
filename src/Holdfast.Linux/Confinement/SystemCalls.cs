using System.Runtime.InteropServices;

namespace Holdfast.Linux.Confinement;

/// <summary>Numbers of system calls on this processor (the kernel's unistd tables).</summary>
internal static class SystemCalls
{
    public const int LandlockCreate = 444;
    public const int LandlockAdd = 445;
    public const int LandlockRestrict = 446;

    /// <summary>A call that the processor does not have.</summary>
    private const int None = -1;

    private static readonly (string Name, int OnX64, int OnArm64)[] Table =
    [
        // Sockets.
        ("socket", 41, 198), ("bind", 49, 200), ("connect", 42, 203),
        // Processes, and others' memory.
        ("fork", 57, None), ("vfork", 58, None), ("ptrace", 101, 117), ("process_vm_readv", 310, 270),
        ("process_vm_writev", 311, 271), ("process_madvise", 440, 440), ("kcmp", 312, 272), ("tkill", 200, 130),
        ("pidfd_open", 434, 434), ("pidfd_send_signal", 424, 424), ("pidfd_getfd", 438, 438),
        ("sched_setscheduler", 144, 119), ("sched_setparam", 142, 118), ("sched_setattr", 314, 274),
        ("setpriority", 141, 140), ("ioprio_set", 251, 30),
        // Queues and memory shared with others.
        ("mq_open", 240, 180), ("msgget", 68, 186), ("semget", 64, 190), ("shmget", 29, 194),
        // What is mounted and what is seen.
        ("unshare", 272, 97), ("setns", 308, 268), ("pivot_root", 155, 41), ("chroot", 161, 51), ("mount", 165, 40),
        ("umount2", 166, 39), ("move_mount", 429, 429), ("open_tree", 428, 428), ("fsopen", 430, 430),
        ("fsconfig", 431, 431), ("fsmount", 432, 432), ("fspick", 433, 433), ("mount_setattr", 442, 442),
        ("open_by_handle_at", 304, 265), ("name_to_handle_at", 303, 264),
        // Ways into the kernel.
        ("bpf", 321, 280), ("perf_event_open", 298, 241), ("userfaultfd", 323, 282), ("io_uring_setup", 425, 425),
        ("io_uring_enter", 426, 426), ("io_uring_register", 427, 427), ("keyctl", 250, 219), ("add_key", 248, 217),
        ("request_key", 249, 218),
        // The machine itself.
        ("init_module", 175, 105), ("finit_module", 313, 273), ("delete_module", 176, 106), ("kexec_load", 246, 104),
        ("reboot", 169, 142), ("swapon", 167, 224), ("swapoff", 168, 225), ("syslog", 103, 116), ("acct", 163, 89),
        ("quotactl", 179, 60), ("settimeofday", 164, 170), ("clock_settime", 227, 112), ("adjtimex", 159, 171),
        ("clock_adjtime", 305, 266), ("sethostname", 170, 161), ("setdomainname", 171, 162),
    ];

    private static readonly bool Arm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    /// <summary>True where the numbers here are known to be right.</summary>
    public static bool Known => RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;

    /// <summary>AUDIT_ARCH of this processor.</summary>
    public static uint AuditArchitecture => Arm ? 0xC00000B7 : 0xC000003E;

    public static int Capset => Arm ? 91 : 126;

    public static int Seccomp => Arm ? 277 : 317;

    public static int Clone => Arm ? 220 : 56;

    public static int Clone3 => 435;

    /// <summary>
    /// kill, tgkill, rt_sigqueueinfo, rt_tgsigqueueinfo: signals, allowed to the process itself, whose id is their
    /// first argument.
    /// </summary>
    public static IReadOnlyList<int> Signals => Arm ? [129, 131, 138, 240] : [62, 234, 129, 297];

    /// <summary>prlimit64, allowed for the process itself, which it calls 0.</summary>
    public static int Limit => Arm ? 261 : 302;

    /// <summary>
    /// Numbers of the calls that code which is only looked at has no use for. Generated from the kernel's unistd.h.
    /// </summary>
    public static IEnumerable<int> Refused =>
        Table.Select(call => Arm ? call.OnArm64 : call.OnX64).Where(number => number != None);
}
