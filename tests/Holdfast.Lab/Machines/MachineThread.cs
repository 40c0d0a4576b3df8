using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Holdfast.Lab.Machines;

/// <summary>A thread of this program that is on a machine of the lab: its sockets are that machine's.</summary>
public static partial class MachineThread
{
    private const int CloseOnExec = 0x80000;
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

    private static void Enter(string space)
    {
        int file = Open($"/run/netns/{space}", CloseOnExec);
        if (file < 0 || SetNamespace(file, NewNetwork) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }

        _ = Close(file);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(int file, int kind);
}
