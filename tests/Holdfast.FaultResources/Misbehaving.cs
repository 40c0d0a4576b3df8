using System.Runtime.InteropServices;
using Holdfast.ResourceApi;

namespace Holdfast.FaultResources;

/// <summary>The misbehaviours themselves.</summary>
internal static partial class Misbehaving
{
    private const int LeakedThreads = 200;
    private const int FloodLines = 100_000;

    public static Task DoAsync(Misbehaviour how, ResourceContext context)
    {
        switch (how)
        {
            case Misbehaviour.Throw:
                throw new InvalidOperationException("it was told to throw");
            case Misbehaviour.Exit:
                Environment.Exit(3);
                break;
            case Misbehaviour.UnhandledException:
                new Thread(() => throw new InvalidOperationException("on a thread of its own")).Start();
                return Task.Delay(Timeout.Infinite);
            case Misbehaviour.StackOverflow:
                Recurse(1);
                break;
            case Misbehaviour.OutOfMemory:
                TakeMemory();
                break;
            case Misbehaviour.NativeCrash:
                WriteToNowhere(1, 1, 1);
                break;
            case Misbehaviour.Hang:
                Thread.CurrentThread.Join();
                break;
            case Misbehaviour.LeakThreads:
                LeakThreads();
                break;
            case Misbehaviour.Flood:
                Flood(context);
                break;
        }

        return Task.CompletedTask;
    }

    private static int Recurse(int depth)
    {
        Span<byte> room = stackalloc byte[512];
        room[0] = (byte)depth;
        return Recurse(depth + 1) + room[0];
    }

    private static void TakeMemory()
    {
        // An address space limit of this process alone: the machine must not suffer with it.
        var limit = new Limit { Soft = 1UL << 30, Hard = 1UL << 30 };
        SetLimit(9, limit);
        var taken = new List<byte[]>();
        while (true)
        {
            byte[] block = new byte[64 << 20];
            Array.Fill(block, (byte)1);
            taken.Add(block);
        }
    }

    private static void LeakThreads()
    {
        for (int index = 0; index < LeakedThreads; index++)
        {
            new Thread(Thread.CurrentThread.Join, 64 << 10) { IsBackground = false }.Start();
        }
    }

    private static void Flood(ResourceContext context)
    {
        for (int line = 0; line < FloodLines; line++)
        {
            Console.WriteLine($"flood {line} of {context.Name}: {new string('x', 100)}");
            context.ReportStatus($"flood {line}");
        }
    }

    // memset at address 1 is a crash in native code, which the runtime cannot turn into an exception of ours.
    [LibraryImport("libc", EntryPoint = "memset")]
    private static partial nint WriteToNowhere(nint address, int value, nuint count);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, in Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
