using System.Globalization;
using Holdfast.Linux;

namespace Holdfast.Guard.Processes;

/// <summary>
/// Process 1 of a group's PID namespace: this same program in mode <c>init</c>. It reaps what is orphaned in there, and
/// it dies with the guard; when it dies, by whatever means, the kernel kills everything in the namespace.
/// </summary>
/// <remarks>
/// The kernel kills it when the guard ends. That holds from when it has asked for it, which it tells the guard by one
/// byte; the guard starts nothing before. A guard that ended earlier, or just then, is noticed by its handle, which is
/// watched for good: one look is not enough, for the handle of a guard whose threads are still ending is quiet, while
/// the kernel has passed over its children already. It is started with SIGCHLD blocked in all its threads, so that
/// none is lost before it waits for it.
/// </remarks>
internal static class NamespaceInit
{
    private const int StandardOutput = 1;
    private const int SignalInfoSize = 128;
    private const int ForEver = -1;

    /// <param name="guardHandle">Number of the inherited pidfd of the guard.</param>
    public static int Run(string guardHandle)
    {
        OwnProcess.DieWithParent();
        int guard = int.Parse(guardHandle, CultureInfo.InvariantCulture);
        int ended = OwnProcess.DescriptorOfBlocked(Signals.Child);
        Span<PollEntry> entries =
        [
            new() { Fd = guard, Wanted = Descriptors.InputReady },
            new() { Fd = ended, Wanted = Descriptors.InputReady },
        ];
        Span<byte> taken = stackalloc byte[SignalInfoSize];
        _ = Descriptors.Write(StandardOutput, [1]);
        Descriptors.Close(StandardOutput);
        while (true)
        {
            _ = Descriptors.Poll(entries, ForEver);
            if (entries[0].Ready != 0)
            {
                return 1;
            }

            _ = Descriptors.Read(ended, taken);
            for (int pid; (pid = Children.PeekExited()) != 0;)
            {
                Children.Discard(pid);
            }
        }
    }
}
