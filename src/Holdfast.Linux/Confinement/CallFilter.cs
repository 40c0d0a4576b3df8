using System.Runtime.InteropServices;
using Holdfast.Linux.Native;

namespace Holdfast.Linux.Confinement;

/// <summary>
/// A seccomp filter (seccomp(2)) that refuses sockets, new processes, signals to others and administrative calls.
/// </summary>
internal static unsafe class CallFilter
{
    private const uint Allow = 0x7FFF0000;
    private const uint Refuse = 0x00050000 | NotPermitted;
    private const uint Unknown = 0x00050000 | NotImplemented;
    private const uint NotPermitted = 1;
    private const uint NotImplemented = 38;

    // Where struct seccomp_data keeps what is compared.
    private const uint Number = 0;
    private const uint AuditArchitecture = 4;
    private const uint FirstArgument = 16;

    private const ushort Load = 0x20;
    private const ushort JumpIfEqual = 0x15;
    private const ushort JumpIfNotBelow = 0x35;
    private const ushort JumpIfBitSet = 0x45;
    private const ushort Return = 0x06;

    /// <summary>Puts the filter before the calling thread; false for a processor whose numbers are not known.</summary>
    /// <exception cref="LinuxException">The kernel refused it.</exception>
    public static bool TryInstall()
    {
        const int SetFilter = 1;
        if (!SystemCalls.Known)
        {
            return false;
        }

        Instruction[] program = [.. Program((uint)Environment.ProcessId)];
        fixed (Instruction* first = program)
        {
            // struct sock_fprog: a length (padded), then the address.
            nint* handle = stackalloc nint[2] { program.Length, (nint)first };
            if (Libc.Syscall(SystemCalls.Seccomp, SetFilter, 0, (nint)handle, 0) != 0)
            {
                throw Libc.LastError("Installing a filter of system calls");
            }
        }

        return true;
    }

    private static IEnumerable<Instruction> Program(uint ownPid)
    {
        const uint OtherNumbering = 0x40000000;
        const uint AThread = 0x00010000;
        yield return new(Load, 0, 0, AuditArchitecture);
        yield return new(JumpIfEqual, 1, 0, SystemCalls.AuditArchitecture);
        yield return new(Return, 0, 0, Unknown);
        yield return new(Load, 0, 0, Number);
        yield return new(JumpIfNotBelow, 0, 1, OtherNumbering);
        yield return new(Return, 0, 0, Unknown);
        foreach (int call in SystemCalls.Refused)
        {
            yield return new(JumpIfEqual, 0, 1, (uint)call);
            yield return new(Return, 0, 0, Refuse);
        }

        // The C library then uses clone, whose flags a filter can see.
        yield return new(JumpIfEqual, 0, 1, (uint)SystemCalls.Clone3);
        yield return new(Return, 0, 0, Unknown);
        yield return new(JumpIfEqual, 0, 4, (uint)SystemCalls.Clone);
        yield return new(Load, 0, 0, FirstArgument);
        yield return new(JumpIfBitSet, 1, 0, AThread);
        yield return new(Return, 0, 0, Refuse);
        yield return new(Return, 0, 0, Allow);
        foreach (int call in SystemCalls.Signals.Append(SystemCalls.Limit))
        {
            yield return new(JumpIfEqual, 0, 4, (uint)call);
            yield return new(Load, 0, 0, FirstArgument);
            yield return new(JumpIfEqual, 1, 0, call == SystemCalls.Limit ? 0 : ownPid);
            yield return new(Return, 0, 0, Refuse);
            yield return new(Return, 0, 0, Allow);
        }

        yield return new(Return, 0, 0, Allow);
    }

    /// <summary>struct sock_filter.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Instruction(ushort Code, byte IfTrue, byte IfFalse, uint Operand);
}
