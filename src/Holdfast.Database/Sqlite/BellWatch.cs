using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Holdfast.Database.Sqlite;

/// <summary>
/// The bell's listening side: one thread that sleeps in the kernel until the bell rings or the safety poll is due.
/// </summary>
internal sealed class BellWatch : IDisposable
{
    private readonly string _path;
    private readonly TimeSpan _safetyPoll;
    private readonly Action _rang;
    private readonly Action _due;
    private readonly int _inotify = Posix.InotifyInit();
    private readonly int _wake = Posix.EventFd();
    private readonly Thread _thread;
    private volatile bool _stopping;
    private bool _watching;

    /// <param name="path">The bell file; it must exist.</param>
    /// <param name="safetyPoll">How often <paramref name="due"/> is called at the least.</param>
    /// <param name="rang">Called on the watching thread when a writer rang.</param>
    /// <param name="due">Called on the watching thread when it is time to look without having been woken.</param>
    public BellWatch(string path, TimeSpan safetyPoll, Action rang, Action due)
    {
        _path = path;
        _safetyPoll = safetyPoll;
        _rang = rang;
        _due = due;
        if (_wake < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }

        // Before the constructor returns, so that no ring after it is missed.
        Watch();
        _thread = new Thread(Run) { IsBackground = true, Name = "database bell" };
        _thread.Start();
    }

    public void Dispose()
    {
        _stopping = true;
        Span<byte> one = [1, 0, 0, 0, 0, 0, 0, 0];
        Posix.write(_wake, in one[0], 8);
        _thread.Join();
        Posix.close(_inotify);
        Posix.close(_wake);
    }

    private void Run()
    {
        Span<Posix.PollFd> fds = stackalloc Posix.PollFd[2];
        while (!_stopping)
        {
            fds[0] = new Posix.PollFd { Fd = _watching ? _inotify : -1, Events = Posix.PollIn };
            fds[1] = new Posix.PollFd { Fd = _wake, Events = Posix.PollIn };
            int ready = Posix.poll(ref fds[0], 2, (int)_safetyPoll.TotalMilliseconds);
            if (_stopping)
            {
                return;
            }

            if (ready > 0 && fds[0].Happened != 0)
            {
                Drain();
                _rang();
            }
            else
            {
                Watch();
                _due();
            }
        }
    }

    /// <summary>
    /// Watches the bell, also again after somebody has deleted and a writer remade it. Without inotify the poll
    /// remains.
    /// </summary>
    private void Watch() =>
        _watching = _watching || (_inotify >= 0 && Posix.inotify_add_watch(_inotify, _path, Posix.Modify) >= 0);

    private void Drain()
    {
        Span<byte> events = stackalloc byte[4096];
        nint length = Posix.read(_inotify, ref events[0], (nuint)events.Length);
        for (int i = 0; i + 16 <= length; i += 16 + (int)MemoryMarshal.Read<uint>(events[(i + 12)..]))
        {
            if ((MemoryMarshal.Read<uint>(events[(i + 4)..]) & Posix.Ignored) != 0)
            {
                _watching = false;
            }
        }
    }
}
