using System.ComponentModel;
using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Holdfast.ResourceApi;

namespace Holdfast.NosyResources;

/// <summary>
/// A resource whose DLL reaches for all it can get while it is only looked at; the default of its property tells what
/// it got. For tests.
/// </summary>
[ResourceType("Nosy", Description = "Reaches for what it should not have while it is described")]
public sealed class Nosy : Resource<NosyProperties>
{
    public override Task OnlineAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override Task OfflineAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>What the DLL got.</summary>
public sealed record NosyProperties
{
    [Property("What it got, separated by commas.")]
    public string Got { get; init; } = Reach.All();
}

/// <summary>
/// Tries what a process with rights can do and one without cannot. With a file named reckless beside the DLL it does
/// not catch what is refused.
/// </summary>
public static partial class Reach
{
    private static readonly bool IsReckless =
        File.Exists(Path.Combine(Path.GetDirectoryName(typeof(Reach).Assembly.Location)!, "reckless"));

    private static readonly (string Name, Action Try)[] Attempts =
    [
        ("read", () => File.OpenRead("/etc/passwd").Dispose()),
        ("list", () => _ = Directory.GetFileSystemEntries("/etc")),
        ("write", () => new FileStream(
            $"/tmp/nosy-{Environment.ProcessId}", FileMode.Create, FileAccess.Write, FileShare.None, 1,
            FileOptions.DeleteOnClose).Dispose()),
        ("network", () => new Socket(SocketType.Stream, ProtocolType.Tcp).Dispose()),
        ("socket", () => new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified).Dispose()),
        ("process", () => Process.Start("/bin/true").Dispose()),
        ("signal", () => Succeeded(Signal(ParentId(), 0))),
        ("capabilities", () => Succeeded(
            File.ReadLines("/proc/self/status").Contains("CapEff:\t0000000000000000") ? -1 : 0)),
        ("environment", () => Succeeded(Environment.GetEnvironmentVariable("PATH") is null ? -1 : 0)),
    ];

    /// <summary>The names of all attempts that succeeded, separated by commas.</summary>
    public static string All() =>
        string.Join(',', Attempts.Where(attempt => Succeeds(attempt.Try)).Select(attempt => attempt.Name));

    private static bool Succeeds(Action attempt)
    {
        try
        {
            attempt();
            return true;
        }
        catch (Exception error) when (!IsReckless
            && error is IOException or UnauthorizedAccessException or SocketException or Win32Exception)
        {
            return false;
        }
    }

    private static void Succeeded(int result)
    {
        if (result != 0)
        {
            throw new UnauthorizedAccessException();
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int ParentId();
}
