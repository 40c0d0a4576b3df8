using System.Globalization;
using Holdfast.Client.Dtos;
using Spectre.Console;

namespace Holdfast.Cli.Output;

/// <summary>Resources for people.</summary>
internal static class ResourceTables
{
    /// <summary>The newest first.</summary>
    public static void Polls(Terminal terminal, PollHistoryDto history, DateTimeOffset now)
    {
        Table table = Terminal.Table("AGO", "POLL", "HEALTH", "TOOK", "WHY");
        foreach (PollDto poll in history.Polls.Reverse())
        {
            Terminal.Row(
                table, Seconds((now - poll.At).TotalSeconds, "0.0"), poll.Kind, poll.Health,
                string.Create(CultureInfo.InvariantCulture, $"{poll.TookMs:0.##} ms"), poll.Text);
        }

        terminal.Write(table);
        terminal.Line($"hosted by its monitor for {Seconds((now - history.Since).TotalSeconds, "0")}; the newest "
            + FormattableString.Invariant($"{history.Polls.Count} polls"));
    }

    public static Table Processes(ResourceProcessesDto found)
    {
        const double MiB = 1 << 20;
        Table table = Terminal.Table("PROCESS", "ROLE", "NAME", "UPTIME", "MEMORY");
        foreach (RunningProcessDto process in found.Processes)
        {
            Terminal.Row(
                table, process.Pid.ToString(CultureInfo.InvariantCulture), process.Role, process.Id,
                Seconds(process.UptimeSeconds, "0.0"),
                string.Create(CultureInfo.InvariantCulture, $"{process.MemoryBytes / MiB:0.0} MiB"));
        }

        return table;
    }

    private static string Seconds(double seconds, string format) =>
        Math.Max(0, seconds).ToString(format, CultureInfo.InvariantCulture) + " s";

    public static Table List(IReadOnlyList<ResourceDto> resources, DateTimeOffset now, bool wide = false)
    {
        string[] more = wide ? ["HEALTH", "MONITOR", "GUARD", "RESTARTS", "DEPENDS ON"] : [];
        Table table = Terminal.Table(
            ["RESOURCE", "GROUP", "WANTED", "STATE", "OWNER", "TYPE", "DLL", "SINCE", .. more, "WHY"]);
        foreach (ResourceDto resource in resources)
        {
            Row(table, resource, "", now, wide);
            foreach (ResourceDto instance in resource.Instances)
            {
                Row(table, instance, "  ", now, wide);
            }
        }

        return table;
    }

    public static void Show(Terminal terminal, ResourceDto resource, DateTimeOffset now)
    {
        string why = Texts.Why(resource);
        terminal.Line($"resource {resource.Name}: {Texts.State(resource)}, "
            + $"wanted {Texts.Wanted(resource.Wanted, resource.Locked)}, "
            + $"owner {Owner(resource)}" + (why.Length > 0 ? $" ({why})" : ""));
        terminal.Line($"type         {resource.Type}, {Texts.Dll(resource.Dll, resource.PackageHash)}");
        terminal.Line($"group        {resource.Group}");
        terminal.Line($"since        {Texts.Age(resource.Since, now)}");
        terminal.Line($"health       {(resource.Health.Length > 0 ? resource.Health : "-")}, "
            + FormattableString.Invariant($"{resource.Polls} polls"));
        if (resource.Role is { } role)
        {
            terminal.Line($"role         {role}, promotion score " + (resource.PromotionScore is { } score
                ? FormattableString.Invariant($"{score}")
                : "none: it must not be promoted"));
        }

        if (resource.NodeUnfit.Length > 0)
        {
            terminal.Line($"node unfit   {resource.NodeUnfit}");
        }

        terminal.Line($"monitor      {resource.Monitor.State}" + Pid(resource.Monitor.Pid)
            + (resource.IsolatedUntil is null ? "" : ", on its own until it has behaved for a period"));
        terminal.Line(
            $"guard        {(resource.Guard is { } guard ? FormattableString.Invariant($"pid {guard.Pid}") : "-")}");
        terminal.Line($"depends on   {Texts.Dependencies(resource.DependsOn)}");
        terminal.Line($"properties   {resource.Properties.GetRawText()}");
        if (resource.FromNextOnline.Count > 0)
        {
            terminal.Line($"             from the next online: {Texts.List(resource.FromNextOnline)}");
        }

        Policy(terminal, resource);
        foreach (ProcessDto process in resource.Processes)
        {
            terminal.Line(FormattableString.Invariant($"process      pid {process.Pid} {process.Id}"));
        }

        if (resource.Instances.Count > 0)
        {
            terminal.Line();
            terminal.Write(List(resource.Instances, now));
        }
    }

    private static void Row(Table table, ResourceDto resource, string indent, DateTimeOffset now, bool wide)
    {
        string[] more = wide
            ?
            [
                resource.Health.Length > 0 ? resource.Health : "-", resource.Monitor.State + Pid(resource.Monitor.Pid),
                resource.Guard is { } guard ? FormattableString.Invariant($"{guard.Pid}") : "-",
                FormattableString.Invariant($"{resource.Restarts} of {resource.Policy.RestartThreshold}"),
                Texts.Dependencies(resource.DependsOn),
            ]
            : [];
        Terminal.Row(table,
        [
            indent + resource.Name, resource.Group, Texts.Wanted(resource.Wanted, resource.Locked),
            Texts.State(resource), Owner(resource), resource.Type, Texts.Dll(resource.Dll, resource.PackageHash),
            Texts.Age(resource.Since, now), .. more, Texts.Why(resource),
        ]);
    }

    private static string Owner(ResourceDto resource) => resource.Owner is null && resource.Instances.Count > 0
        ? Texts.List([.. resource.Instances.Select(each => each.Owner).OfType<string>().Distinct()])
        : resource.Owner ?? "-";

    private static void Policy(Terminal terminal, ResourceDto resource)
    {
        ResourcePolicyDto policy = resource.Policy;
        terminal.Line(FormattableString.Invariant(
            $"policy       {policy.RestartAction}, {resource.Restarts} of {policy.RestartThreshold} restarts ")
            + $"in {policy.RestartPeriod}, retry after {policy.RetryPeriodOnFailure}; "
            + $"when degraded {policy.EmbeddedFailureAction}");
        terminal.Line($"polls        LooksAlive every {policy.LooksAlivePollInterval}, "
            + $"IsAlive every {policy.IsAlivePollInterval}");
        terminal.Line($"time-outs    pending {policy.PendingTimeout}, other calls {policy.DeadlockTimeout}"
            + (policy.SeparateMonitor ? "; in a monitor of its own" : ""));
    }

    private static string Pid(int? pid) => pid is { } value ? FormattableString.Invariant($" (pid {value})") : "";
}
