namespace Sample.Counter.Server;

/// <summary>This process, as the machine sees it.</summary>
internal static class OwnProcess
{
    /// <summary>
    /// Its id outside the group's PID namespace, where /proc is the machine's; else the id it knows itself.
    /// </summary>
    public static int Pid { get; } =
        int.TryParse(Path.GetFileName(File.ResolveLinkTarget("/proc/self", returnFinalTarget: false)?.FullName),
            out var pid)
            ? pid
            : Environment.ProcessId;
}
