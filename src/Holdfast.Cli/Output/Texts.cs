using System.Globalization;
using Holdfast.Client.Dtos;

namespace Holdfast.Cli.Output;

/// <summary>How tables write what several of them show.</summary>
internal static class Texts
{
    private const int ShownHash = 12;

    /// <summary>The DLL with the start of its package's hash, e.g. <c>Acme.Ledger.dll (3f2a61c0d9e1)</c>.</summary>
    public static string Dll(string name, string hash) =>
        hash.Length == 0 ? name : $"{name} ({(hash.Length > ShownHash ? hash[..ShownHash] : hash)})";

    /// <summary>The state, with the monitor's where that is not what one expects.</summary>
    public static string State(ResourceDto resource) =>
        resource is { State: "Online", Monitor.State: "Restarting" or "Starting" }
            ? $"Online, monitor {resource.Monitor.State.ToLowerInvariant()}"
            : resource.State == "Online" && resource.Health.StartsWith("Degraded", StringComparison.Ordinal)
                ? "Online, degraded"
                : resource.State;

    /// <summary>The reason, or what the resource says of itself while there is none.</summary>
    public static string Why(ResourceDto resource) =>
        resource.Reason.Length > 0 ? resource.Reason
        : resource.State.EndsWith("Pending", StringComparison.Ordinal) ? resource.StatusText
        : resource.Health.StartsWith("Degraded", StringComparison.Ordinal) ? resource.Health
        : "";

    /// <summary>How long ago, e.g. <c>12s</c>, <c>5min</c>, <c>3h</c>, <c>2d</c>.</summary>
    public static string Age(DateTimeOffset? since, DateTimeOffset now)
    {
        if (since is not { } at)
        {
            return "-";
        }

        TimeSpan age = now > at ? now - at : TimeSpan.Zero;
        return age.TotalMinutes < 1 ? Whole(age.TotalSeconds, "s")
            : age.TotalHours < 1 ? Whole(age.TotalMinutes, "min")
            : age.TotalDays < 2 ? Whole(age.TotalHours, "h")
            : Whole(age.TotalDays, "d");
    }

    /// <summary>To the second, on this machine's clock.</summary>
    public static string Time(DateTimeOffset at) =>
        at.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static string OnOff(bool value) => value ? "on" : "off";

    /// <summary>What is wanted, and that no action is taken where it is locked.</summary>
    public static string Wanted(string wanted, bool locked) => locked ? $"{wanted}, locked" : wanted;

    /// <summary>Values by name as options take them: <c>cpu=4, ram=16</c>.</summary>
    public static string Named<T>(IReadOnlyDictionary<string, T> values) =>
        List([.. values.Select(each => string.Create(CultureInfo.InvariantCulture, $"{each.Key}={each.Value}"))]);

    public static string Seconds(TimeSpan time) =>
        time.TotalSeconds.ToString(time.TotalSeconds < 10 ? "0.0" : "0", CultureInfo.InvariantCulture) + " s";

    public static string List(IReadOnlyList<string> names) => names.Count == 0 ? "-" : string.Join(", ", names);

    /// <summary>Dependencies as --depends-on takes them: <c>a,b|c</c>.</summary>
    public static string Dependencies(IReadOnlyList<IReadOnlyList<string>> dependsOn) =>
        dependsOn.Count == 0 ? "-" : string.Join(",", dependsOn.Select(any => string.Join('|', any)));

    private static string Whole(double value, string unit) =>
        ((long)value).ToString(CultureInfo.InvariantCulture) + unit;
}
