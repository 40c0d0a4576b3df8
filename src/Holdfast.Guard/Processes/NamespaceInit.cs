using System.Globalization;
using Holdfast.Linux;

namespace Holdfast.Guard.Processes;

/// <summary>
/// Process 1 of a group's PID namespace: this same program in mode <c>init</c>. It reaps what is orphaned in there, and
/// it
/// dies with the guard; when it dies, by whatever means, the kernel kills everything in the namespace.
/// </summary>
/// <remarks>
/// It is started with SIGCHLD blocked in all its threads, so that none is lost before it waits for it.
/// </remarks>
internal static class NamespaceInit
{
    /// <param name="guardHandle">Number of the inherited pidfd of the guard.</param>
    public static int Run(string guardHandle)
    {
        OwnProcess.DieWithParent();
        int guard = int.Parse(guardHandle, CultureInfo.InvariantCulture);

        // The guard may have died before it had us tied to it.
        Span<PollEntry> entry = [new() { Fd = guard, Wanted = Descriptors.InputReady }];
        if (Descriptors.Poll(entry, 0) != 0)
        {
            return 1;
        }

        Descriptors.Close(guard);
        while (true)
        {
            for (int pid; (pid = Children.PeekExited()) != 0;)
            {
                Children.Discard(pid);
            }

            OwnProcess.WaitForBlocked(Signals.Child);
        }
    }
}
