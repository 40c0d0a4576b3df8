using System.Runtime.InteropServices;
using Holdfast.Linux;
using Holdfast.Linux.Confinement;

namespace Holdfast.Monitor.Loading;

/// <summary>
/// Runs <c>--describe</c> without rights: what a DLL does while it is only looked at, in a static constructor or an
/// attribute, it does before anybody has registered it.
/// </summary>
/// <remarks>
/// A thread gives its rights up and then becomes this program anew, so that no thread of the runtime is left with more.
/// The environment is not handed down. Once confined, the DLL can read its own folder, this program and the system's
/// libraries; it can open no other file, no socket and no process.
/// </remarks>
internal static class Confined
{
    /// <summary>How the program, once confined, is told to go on.</summary>
    public const string Argument = "--describe-here";

    /// <summary>What happens to code that tries more.</summary>
    public const string Explanation =
        "A DLL is read without rights: it can open no file outside its folder, no socket and no process. What it needs "
        + "of those belongs in OpenAsync or OnlineAsync, not in a static constructor, an attribute or a default value.";

    /// <summary>512 MiB, in the hexadecimal digits that the runtime wants.</summary>
    private const string LargestHeap = "20000000";

    private static readonly string[] SystemFolders = ["/usr", "/lib", "/lib64"];

    private static readonly string[] SystemFiles =
        ["/etc/ld.so.cache", "/etc/localtime", "/proc/self", "/proc/meminfo", "/proc/stat", "/proc/cpuinfo",
            "/proc/mounts", "/proc/sys", "/sys/devices/system", "/sys/fs/cgroup"];

    /// <summary>Describes the package in a confined process in this one's place; returns only if that fails.</summary>
    /// <returns>The process's exit code.</returns>
    public static int Describe(string path)
    {
        string full = Path.GetFullPath(path);
        string package = File.Exists(full) ? Path.GetDirectoryName(full)! : full;
        string own = AppContext.BaseDirectory;
        string runtime = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));
        string program = Environment.ProcessPath!;
        bool hosted = Path.GetFileName(program) == "dotnet";
        string[] before = hosted ? [Path.Combine(own, "holdfast-monitor.dll")] : [];
        IReadOnlyList<string> missing = ConfinedThread.Confine(new()
        {
            Readable = [package, own, runtime, .. SystemFiles],
            Executable = [program, .. SystemFolders],
        });
        foreach (string part in missing)
        {
            Console.Error.WriteLine($"holdfast-monitor: this kernel lacks {part}");
        }

        int error = OwnProcess.Execute(
            program,
            [.. before, Argument, path],
            [$"DOTNET_ROOT={runtime}", "DOTNET_EnableDiagnostics=0", $"DOTNET_GCHeapHardLimit={LargestHeap}"]);
        throw new LinuxException($"Starting {program} without rights", error);
    }
}
