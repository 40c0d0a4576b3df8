namespace Holdfast.Linux.Tests;

/// <summary>
/// Whether a real watchdog may be armed by a test: only one that somebody named, that can be disarmed again, and that
/// nobody else feeds.
/// </summary>
/// <param name="path">The device that was named, or null.</param>
/// <param name="classFolder">Where the kernel says how its watchdogs are.</param>
internal sealed class KernelWatchdogGate(string? path, string classFolder)
{
    private const string Variable = "HOLDFAST_TEST_WATCHDOG";

    /// <summary>That of this machine.</summary>
    public static KernelWatchdogGate Here { get; } =
        new(Environment.GetEnvironmentVariable(Variable), "/sys/class/watchdog");

    /// <summary>The device; only where <see cref="WhyNot"/> is null.</summary>
    public string Device => path!;

    /// <summary>The kernel's word for how it is: <c>active</c> or <c>inactive</c>.</summary>
    public string State => Attribute("state") ?? "unknown";

    /// <summary>How long it waits for food, in seconds.</summary>
    public string Timeout => Attribute("timeout") ?? "unknown";

    /// <summary>Why it is not armed; null if it may be.</summary>
    public string? WhyNot()
    {
        if (string.IsNullOrEmpty(path))
        {
            return $"{Variable} names no watchdog: modprobe softdog soft_noboot=1, and name its /dev/watchdogN, which "
                + "is then armed and disarmed";
        }

        if (Watchdog.WhyNot(path) is { } missing)
        {
            return missing;
        }

        return (Attribute("nowayout"), State) switch
        {
            ("0", "inactive") => null,
            ("0", "active") => $"somebody feeds {path} already",
            ("0", var state) => $"the kernel does not say how {path} is (state {state})",
            (null, _) => $"the kernel does not say whether {path} can be disarmed ({Folder}/nowayout)",
            _ => $"{path} cannot be disarmed (nowayout): it would reset this machine",
        };
    }

    private string Folder => Path.Combine(classFolder, Path.GetFileName(path!));

    private string? Attribute(string name)
    {
        string file = Path.Combine(Folder, name);
        return File.Exists(file) ? File.ReadAllText(file).Trim() : null;
    }
}
