using System.Globalization;
using Holdfast.Linux.Native;

namespace Holdfast.Linux;

/// <summary>
/// The children of processes, as the kernel lists them, and reaping those of this one that were adopted.
/// </summary>
public static unsafe class Children
{
    private const int AnyChild = 0;
    private const int OneChild = 1;
    private const int ExitedAtOnce = 0x4 | 0x1;
    private const int LeaveIt = 0x01000000;

    /// <summary>Of the threads of a process, all children; empty if it is gone.</summary>
    /// <remarks>
    /// A snapshot: a process that forks meanwhile may be missed, so whoever must have all asks until nothing new comes.
    /// </remarks>
    public static IReadOnlyList<int> Of(int pid)
    {
        var children = new List<int>();
        try
        {
            foreach (string thread in Directory.EnumerateDirectories($"/proc/{pid}/task"))
            {
                string text = File.ReadAllText(thread + "/children");
                foreach (var range in text.AsSpan().Split(' '))
                {
                    if (int.TryParse(text.AsSpan(range), CultureInfo.InvariantCulture, out int child))
                    {
                        children.Add(child);
                    }
                }
            }
        }
        catch (IOException)
        {
            // It has ended meanwhile; its children are somebody else's now.
        }

        return children;
    }

    /// <summary>An own child that has exited and is not reaped yet; 0 if there is none.</summary>
    public static int PeekExited() => Wait(AnyChild, 0, ExitedAtOnce | LeaveIt);

    /// <summary>Reaps one child; how it ended is lost.</summary>
    public static void Discard(int pid) => Wait(OneChild, pid, ExitedAtOnce);

    private static int Wait(int kind, int pid, int options)
    {
        byte* signalInfo = stackalloc byte[128];
        new Span<byte>(signalInfo, 128).Clear();
        return Libc.WaitId(kind, (uint)pid, signalInfo, options) == 0 ? *(int*)(signalInfo + 16) : 0;
    }
}
