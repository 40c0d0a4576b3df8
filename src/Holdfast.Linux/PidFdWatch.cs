using System.Runtime.InteropServices;
using Holdfast.Linux.Native;

namespace Holdfast.Linux;

/// <summary>One thread, asleep in epoll, that tells when any of many processes has ended.</summary>
internal sealed unsafe class PidFdWatch
{
    private const int AddEntry = 1;
    private const int Delete = 2;
    private const uint InputReadyOnce = 0x1 | 0x40000000;

    /// <summary>struct epoll_event is packed on x64 only.</summary>
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int EventSize = DataOffset + 8;

    private readonly Lock changing = new();
    private readonly Dictionary<long, TaskCompletionSource> waiting = [];
    private readonly Dictionary<int, long> tokens = [];
    private readonly int epoll;
    private long lastToken;

    private PidFdWatch()
    {
        epoll = Libc.EpollCreate(Libc.OCloseOnExec);
        if (epoll < 0)
        {
            throw Libc.LastError("Making an epoll for process handles");
        }

        new Thread(Run, 128 * 1024) { IsBackground = true, Name = "pidfd-watch" }.Start();
    }

    public static PidFdWatch Shared => Holder.Instance;

    public void Add(int fd, TaskCompletionSource exited)
    {
        byte* registration = stackalloc byte[16];
        lock (changing)
        {
            long token = ++lastToken;
            *(uint*)registration = InputReadyOnce;
            *(long*)(registration + DataOffset) = token;
            waiting.Add(token, exited);
            tokens[fd] = token;
            if (Libc.EpollControl(epoll, AddEntry, fd, registration) != 0)
            {
                waiting.Remove(token);
                tokens.Remove(fd);
                throw Libc.LastError("Watching a process handle");
            }
        }
    }

    /// <summary>Before the descriptor is closed: its number may mean another process next.</summary>
    public void Remove(int fd, TaskCompletionSource exited)
    {
        lock (changing)
        {
            if (tokens.Remove(fd, out long token))
            {
                waiting.Remove(token);
                _ = Libc.EpollControl(epoll, Delete, fd, (byte*)&token);
            }
        }

        exited.TrySetCanceled();
    }

    private void Run()
    {
        const int Capacity = 64;
        byte* ready = stackalloc byte[Capacity * 16];
        while (true)
        {
            int count = Libc.EpollWait(epoll, ready, Capacity, -1);
            if (count < 0 && Marshal.GetLastPInvokeError() != Libc.EIntr)
            {
                Environment.FailFast(Libc.LastError("Waiting for process handles").Message);
            }

            for (int i = 0; i < count; i++)
            {
                Complete(*(long*)(ready + (i * EventSize) + DataOffset));
            }
        }
    }

    private void Complete(long token)
    {
        TaskCompletionSource? exited;
        lock (changing)
        {
            waiting.Remove(token, out exited);
        }

        exited?.TrySetResult();
    }

    /// <summary>Started at first use, not with the class: a program that never waits has no such thread.</summary>
    private static class Holder
    {
        public static readonly PidFdWatch Instance = new();
    }
}
