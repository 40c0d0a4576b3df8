using System.Globalization;
using System.Text;
using Holdfast.Linux;

namespace Holdfast.Guard.Output;

/// <summary>
/// The output of a resource's processes: a file to which each line is appended with its time (UTC) and the resource's
/// name
/// before it; renamed to <c>.1</c> and <c>.2</c> when it has grown to 1 MiB.
/// </summary>
/// <remarks>
/// Never fails and never waits for space: what cannot be written is counted, and the count written when there is space
/// again.
/// </remarks>
internal sealed class ResourceLog
{
    private const long LargestFile = 1024 * 1024;
    private const int OlderFiles = 2;
    private const long RetryEvery = 1_000_000_000;

    private readonly string path;
    private readonly byte[] name;
    private byte[] pending = new byte[32 * 1024];
    private int used;
    private int lines;
    private int fd = -1;
    private long size;
    private long retryAt;
    private long lost;
    private bool midLine;

    public ResourceLog(string folder, string resource)
    {
        path = Path.Combine(folder, FileName(resource));
        name = Encoding.UTF8.GetBytes($" {resource} ");
    }

    /// <summary>Adds a line to what <see cref="Flush"/> writes.</summary>
    public void Add(ReadOnlySpan<byte> line)
    {
        const int TimeLength = 24;
        int needed = TimeLength + name.Length + line.Length + 1;
        if (used + needed > pending.Length)
        {
            Flush();
            if (needed > pending.Length)
            {
                pending = new byte[needed];
            }
        }

        DateTime.UtcNow.TryFormat(
            pending.AsSpan(used), out int written, "yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        used += written;
        name.CopyTo(pending, used);
        used += name.Length;
        line.CopyTo(pending.AsSpan(used));
        used += line.Length;
        pending[used++] = (byte)'\n';
        lines++;
    }

    /// <summary>Writes what was added.</summary>
    public void Flush()
    {
        if (used == 0)
        {
            return;
        }

        if (IsOpen() && (lost == 0 || Append(LostLines())))
        {
            lost = 0;
            if (!Append(pending.AsSpan(0, used)))
            {
                lost = lines;
            }
        }
        else
        {
            lost += lines;
        }

        used = 0;
        lines = 0;
        if (size >= LargestFile)
        {
            Rotate();
        }
    }

    public void Close()
    {
        Flush();
        if (fd >= 0)
        {
            Descriptors.Close(fd);
            fd = -1;
        }
    }

    /// <summary>A name for its file: the resource's own as far as it can be one.</summary>
    internal static string FileName(string resource)
    {
        string safe = string.Concat(resource.Select(Tame));
        safe = safe is "" || safe[0] == '.' ? "_" + safe : safe;
        safe = safe.Length > 100 ? safe[..100] : safe;
        if (safe == resource)
        {
            return safe + ".log";
        }

        // Two names must not share a file because they differ only in what a file name cannot hold.
        uint hash = 2166136261;
        foreach (byte b in Encoding.UTF8.GetBytes(resource))
        {
            hash = (hash ^ b) * 16777619;
        }

        return $"{safe}-{hash:x8}.log";

        static char Tame(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_';
    }

    private bool IsOpen()
    {
        if (fd >= 0)
        {
            return true;
        }

        long now = BootClock.Now;
        if (now < retryAt)
        {
            return false;
        }

        retryAt = now + RetryEvery;
        fd = Descriptors.OpenAppend(path);
        size = fd >= 0 ? new FileInfo(path).Length : 0;
        return fd >= 0;
    }

    private bool Append(ReadOnlySpan<byte> bytes)
    {
        if (midLine)
        {
            if (Descriptors.Write(fd, "\n"u8) != 1)
            {
                return false;
            }

            midLine = false;
        }

        int written = Descriptors.Write(fd, bytes);
        if (written > 0)
        {
            size += written;
            midLine = bytes[written - 1] != '\n';
        }

        return written == bytes.Length;
    }

    private byte[] LostLines() => Encoding.UTF8.GetBytes(
        $"{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ss.fffZ}{Encoding.UTF8.GetString(name)}"
        + $"[{lost} lines could not be written here]\n");

    private void Rotate()
    {
        Descriptors.Close(fd);
        fd = -1;
        retryAt = 0;
        size = 0;
        try
        {
            for (int i = OlderFiles; i >= 1; i--)
            {
                string from = i == 1 ? path : $"{path}.{i - 1}";
                if (File.Exists(from))
                {
                    File.Move(from, $"{path}.{i}", overwrite: true);
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            GuardLog.Write($"Cannot rename {path}: {error.Message}. It goes on growing; make the folder writable.");
        }
    }
}
