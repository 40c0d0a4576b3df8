namespace Holdfast.Linux;

/// <summary>What <see cref="ProcessSpawner"/> starts, and what the new process gets.</summary>
public sealed record ProcessStart
{
    /// <summary>A path, or a name that is looked for in this process's PATH.</summary>
    public required string FileName { get; init; }

    /// <summary>Without the program itself, which is put first.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The whole environment; null hands down this process's own.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>Null for this process's own.</summary>
    public string? WorkingDirectory { get; init; }

    public Stdio Input { get; init; } = Stdio.Null;

    public Stdio Output { get; init; } = Stdio.Null;

    /// <summary>Standard error; null sends it where <see cref="Output"/> goes.</summary>
    public Stdio? Error { get; init; }

    /// <summary>
    /// Descriptors that the child gets under their own numbers; of all others it gets none but 0, 1 and 2.
    /// </summary>
    public IReadOnlyList<int> InheritedFds { get; init; } = [];

    /// <summary>
    /// Starts it in a session and process group of its own, away from any terminal. The session gets the process's
    /// niceness too, since the kernel may share the processors out between sessions first.
    /// </summary>
    public bool NewSession { get; init; } = true;

    /// <summary>
    /// Its niceness from its first instruction on; null hands down that of the thread that starts it.
    /// </summary>
    public int? Nice { get; init; }

    /// <summary>
    /// How much later than asked its waits may end, so that the kernel can end several at once: a program that waits a
    /// lot, and need not be exact, costs less. Null hands down that of the thread that starts it, 50 µs as a rule.
    /// </summary>
    public TimeSpan? TimerSlack { get; init; }

    /// <summary>
    /// Where memory runs out it is chosen like any other process, even if this one was promised to be spared
    /// (OOMScoreAdjust of its unit), which its children inherit.
    /// </summary>
    public bool Expendable { get; init; }

    /// <summary>
    /// Signals that are blocked in it, and in every thread it makes, from its first instruction on. Seldom wanted: for
    /// a reaper.
    /// </summary>
    public IReadOnlyList<int> BlockedSignals { get; init; } = [];
}

/// <summary>Where a standard stream of a new process leads.</summary>
public abstract record Stdio
{
    private Stdio()
    {
    }

    /// <summary>/dev/null.</summary>
    public static Stdio Null { get; } = new ToNull();

    /// <summary>A new pipe, whose other end is in <see cref="SpawnedProcess"/>.</summary>
    public static Stdio Pipe { get; } = new ToPipe();

    /// <summary>The end of a file, which is created (0640) where there is none.</summary>
    public static Stdio AppendTo(string path) => new ToFile(Path.GetFullPath(path));

    /// <summary>
    /// The end of a file as by <see cref="AppendTo"/>, or /dev/null where it cannot be opened now: for the log of a
    /// process that is to start even if its file system is full, or read-only since an error of the disk.
    /// </summary>
    public static Stdio AppendToIfPossible(string path)
    {
        try
        {
            new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Append,
                Access = FileAccess.Write,
                Share = FileShare.ReadWrite | FileShare.Delete,
                BufferSize = 0,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead,
            }).Dispose();
            return AppendTo(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Null;
        }
    }

    /// <summary>A descriptor of this process.</summary>
    public static Stdio Descriptor(int fd) => new ToDescriptor(fd);

    internal sealed record ToNull : Stdio;

    internal sealed record ToPipe : Stdio;

    internal sealed record ToFile(string Path) : Stdio;

    internal sealed record ToDescriptor(int Fd) : Stdio;
}
