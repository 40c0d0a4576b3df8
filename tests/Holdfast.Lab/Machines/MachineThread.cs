using System.Runtime.InteropServices;
using Holdfast.Linux;
using Microsoft.Win32.SafeHandles;

namespace Holdfast.Lab.Machines;

/// <summary>A thread of this program that is on a machine of the lab: its sockets are that machine's.</summary>
public static partial class MachineThread
{
    private const int NewNetwork = 0x40000000;

    /// <summary>Runs something there, on a thread of its own.</summary>
    public static Task<T> RunAsync<T>(LabMachine machine, Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                Enter(machine.Namespace);
                done.SetResult(work());
            }
            catch (Exception failed)
            {
                done.SetException(failed);
            }
        })
        {
            IsBackground = true, Name = machine.Name,
        }.Start();
        return done.Task;
    }

    /// <summary>Runs something there, on a thread of its own.</summary>
    public static Task RunAsync(LabMachine machine, Action work) => RunAsync(machine, () =>
    {
        work();
        return true;
    });

    /// <summary>Takes this thread, and none of the others, into a network namespace.</summary>
    /// <exception cref="LinuxException">The kernel refused it.</exception>
    public static void Enter(string space)
    {
        using SafeFileHandle file = Open(space);
        Enter(file, space);
    }

    /// <summary>Opens a network namespace, which it keeps from going.</summary>
    internal static SafeFileHandle Open(string space) =>
        File.OpenHandle($"/run/netns/{space}", share: FileShare.ReadWrite);

    /// <summary>Takes this thread into one that is open.</summary>
    /// <exception cref="LinuxException">The kernel refused it.</exception>
    internal static void Enter(SafeFileHandle file, string space)
    {
        if (SetNamespace(file, NewNetwork) != 0)
        {
            throw new LinuxException($"Entering the network namespace {space}", Marshal.GetLastPInvokeError());
        }
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(SafeFileHandle file, int kind);
}
