using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Holdfast.Monitor.Logs;

/// <summary>
/// The monitor's log: one line per message, marked with time and resource. Bounded in size and rate, so that a DLL that
/// floods it fills no disk and slows nobody down.
/// </summary>
/// <remarks>
/// Two files of at most 4 MiB: <c>monitor-ID.log</c> and, before it, <c>monitor-ID.log.1</c>. Each resource may write
/// 256 KiB a second on average, 1 MiB at once; what is beyond is dropped and counted. Standard output and error of the
/// process lead to the same file, so what the runtime or native code says last is in it. A line that cannot be written,
/// since the disk is full or read-only, is lost and counted; the call that wrote it goes on.
/// </remarks>
internal sealed class MonitorLog : IDisposable
{
    public const int FileLimit = 4 * 1024 * 1024;

    private readonly Lock gate = new();
    private readonly string? path;
    private readonly Action<SafeFileHandle> opened;
    private readonly Dictionary<string, LineBudget> budgets = new(StringComparer.Ordinal);
    private FileStream? file;
    private TextWriter writer;
    private int lost;
    private bool disposed;

    /// <param name="folder">Null writes to standard output.</param>
    /// <param name="opened">Told each file that is opened, so that standard output can be led to it as well.</param>
    public MonitorLog(string? folder, string id, Action<SafeFileHandle> opened)
    {
        this.opened = opened;
        writer = Console.Out;
        if (folder is not null)
        {
            path = Path.Combine(folder, $"monitor-{id}.log");
            TryOpen();
        }
    }

    /// <summary>Writes a line about the monitor itself.</summary>
    public void Write(string message) => Write("", message);

    /// <summary>Writes a line of a resource.</summary>
    public void Write(string resource, string message)
    {
        lock (gate)
        {
            if (!budgets.TryGetValue(resource, out var budget))
            {
                budgets[resource] = budget = new LineBudget();
            }

            if (!budget.Take(message.Length + 32, Environment.TickCount64, out var dropped))
            {
                return;
            }

            if (dropped > 0)
            {
                Append(resource, $"({dropped} lines dropped: more than {LineBudget.PerSecond / 1024} KiB a second)");
            }

            Append(resource, message);
        }
    }

    /// <summary>
    /// Starts a new file if this one is full, also if something wrote to standard output past this class; or the first
    /// one, where that was not possible before.
    /// </summary>
    public void RotateIfFull()
    {
        lock (gate)
        {
            if (path is null || disposed)
            {
                return;
            }

            if (file is not { } full)
            {
                TryOpen();
            }
            else if (RandomAccess.GetLength(full.SafeFileHandle) > FileLimit && TryPutAside() && TryOpen())
            {
                full.Dispose();
            }
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            file?.Dispose();
            file = null;
            writer = TextWriter.Null;
        }
    }

    private void Append(string resource, string message)
    {
        var time = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var source = resource.Length == 0 ? "monitor" : resource;
        if (path is not null && file is null)
        {
            lost++;
            return;
        }

        try
        {
            if (lost > 0)
            {
                writer.Write($"{time} [monitor] ({lost} lines lost: they could not be written)\n");
                writer.Flush();
                lost = 0;
            }

            writer.Write($"{time} [{source}] {message.ReplaceLineEndings(" ")}\n");
            writer.Flush();
        }
        catch (IOException)
        {
            lost++;
        }

        if (file is { } open && open.Position > FileLimit)
        {
            RotateIfFull();
        }
    }

    private bool TryPutAside() => Try(() =>
    {
        if (File.Exists(path))
        {
            File.Move(path!, path + ".1", overwrite: true);
        }
    });

    private bool TryOpen() => Try(() =>
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        file = new FileStream(path!, new FileStreamOptions
        {
            Mode = FileMode.Append,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead,
        });
        writer = new StreamWriter(file) { AutoFlush = false };
        opened(file.SafeFileHandle);
    });

    /// <summary>False where there is no room, or the disk is read-only: what is there is written on, and it is tried
    /// again.</summary>
    private static bool Try(Action change)
    {
        try
        {
            change();
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
