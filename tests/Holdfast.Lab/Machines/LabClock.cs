using System.Globalization;
using Holdfast.Lab.Clusters;

namespace Holdfast.Lab.Machines;

/// <summary>
/// A wall clock of one machine's own, as its service, monitors and guards read it: libfaketime answers them, by what
/// stands in a file. (The kernel's is one for all machines here.) Other clocks are the kernel's, and so are the times
/// of files; etcd, which asks the kernel past the C library, keeps the kernel's too.
/// </summary>
public sealed class LabClock
{
    /// <summary>How long a program may go on by what stood in the file before.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromSeconds(1);

    private readonly string _file;

    private LabClock(string file) => _file = file;

    /// <summary>Null where there is none.</summary>
    private static string? Library { get; } = new[]
        {
            Path.Combine(Programs.Root, "artifacts", "tools", "faketime", "usr", "lib"), "/usr/lib",
        }
        .Where(Directory.Exists)
        .SelectMany(Directory.GetDirectories)
        .Select(folder => Path.Combine(folder, "faketime", "libfaketimeMT.so.1"))
        .FirstOrDefault(File.Exists);

    public static Task<string?> WhyNotAsync() => Task.FromResult(
        Library is null ? "libfaketime is not installed: run build/faketime.sh, or install the package" : null);

    /// <summary>Before the machine runs anything.</summary>
    /// <param name="machine">Whose it is to be.</param>
    /// <param name="file">What it goes by.</param>
    public static async Task<LabClock> GiveAsync(LabMachine machine, string file)
    {
        var clock = new LabClock(file);
        await clock.SetAsync(TimeSpan.Zero);
        machine.Variables["LD_PRELOAD"] = Library!;
        machine.Variables["FAKETIME_TIMESTAMP_FILE"] = file;
        machine.Variables["FAKETIME_CACHE_DURATION"] = $"{Kept.TotalSeconds}";
        machine.Variables["FAKETIME_DONT_FAKE_MONOTONIC"] = "1";
        machine.Variables["NO_FAKE_STAT"] = "1";

        // What is meant to help programs whose waits hang makes .NET's return at once, or late.
        machine.Variables["FAKETIME_FORCE_MONOTONIC_FIX"] = "0";
        return clock;
    }

    /// <summary>By how much it is off from now on.</summary>
    public async Task SetAsync(TimeSpan off)
    {
        string seconds = ((long)off.TotalSeconds).ToString("+0;-0;+0", CultureInfo.InvariantCulture);
        await File.WriteAllTextAsync(_file + ".new", seconds + "\n");
        File.Move(_file + ".new", _file, overwrite: true);
    }
}
