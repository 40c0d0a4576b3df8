using Holdfast.Core.Collections;
using Holdfast.Core.Events;
using Holdfast.Core.Groups;
using Holdfast.Core.Time;
using Holdfast.Linux;
using Holdfast.MonitorProtocol.Monitors;
using Holdfast.Service.Events;

namespace Holdfast.Service.Groups.Monitors;

/// <summary>How monitors ended, in words, and how long their successors wait.</summary>
internal sealed class MonitorDeaths
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly Dictionary<MonitorPlace, ValueList<BootTime>> _deaths = [];

    /// <summary>What is to be said of a monitor that is gone.</summary>
    /// <param name="monitor">The monitor.</param>
    /// <param name="calls">What its call board showed.</param>
    public static MonitorDeath Describe(PooledMonitor monitor, IReadOnlyList<CallInProgress> calls)
    {
        if (monitor.Verdict is { } verdict)
        {
            return verdict;
        }

        ExitStatus? status = monitor.Status;
        string how = status switch
        {
            null => "how is not known: this service did not start it or could not reap it",
            { Signal: { } signal } => Signals.Name(signal),
            { Code: var code } => $"exit code {code}",
        };
        MonitorDeathCause cause = status is null or { Signal: Signals.Kill }
            ? MonitorDeathCause.Killed
            : MonitorDeathCause.Crashed;
        return new(cause, $"{Name(monitor)} died ({how}) {During(calls)}", Blamed(calls));
    }

    /// <summary>The event that tells of a death.</summary>
    public static EventDraft Event(MonitorDeath death, IReadOnlyList<HostedIn> hosted)
    {
        string[] groups = [.. hosted.Select(h => h.Instance.Group).Distinct(StringComparer.Ordinal)];
        string sentence = char.ToUpperInvariant(death.Text[0]) + death.Text[1..] + ".";
        return new(death.Cause == MonitorDeathCause.Hung ? EventKinds.MonitorHung : EventKinds.MonitorDied, sentence)
        {
            Level = "warning",
            Group = groups is [var group] ? group : null,
            Resource = death.Calls is [var only] ? only : hosted is [var single] ? single.Resource : null,
        };
    }

    /// <summary>"monitor m3 (pid 4211, Acme.Ledger.dll)".</summary>
    public static string Name(PooledMonitor monitor) =>
        $"monitor {monitor.Id} (pid {monitor.Pid}{(monitor.DllName.Length > 0 ? $", {monitor.DllName}" : "")})";

    public static string During(IReadOnlyList<CallInProgress> calls) =>
        calls.Count == 0 ? "with no call in progress" : $"during {string.Join(", ", calls)}";

    public static ValueList<string> Blamed(IReadOnlyList<CallInProgress> calls) =>
        calls.Select(call => call.Resource).Where(name => name.Length > 0).Distinct(StringComparer.Ordinal)
            .ToValueList();

    /// <summary>Notes a death, for the delay before the next.</summary>
    /// <remarks>One that had served and was killed from outside costs its successor nothing.</remarks>
    public void Note(MonitorPlace place, MonitorDeathCause cause, bool served, BootTime now)
    {
        bool counts = cause is MonitorDeathCause.Crashed or MonitorDeathCause.Hung
            || (cause == MonitorDeathCause.Killed && !served);
        lock (_gate)
        {
            if (counts)
            {
                _deaths[place] = RestartPolicy.Within(_deaths.GetValueOrDefault(place, []), Period, now).Add(now);
            }
        }
    }

    /// <summary>
    /// How long the next monitor of that place waits: not at all after the first death, then ever longer.
    /// </summary>
    public TimeSpan Delay(MonitorPlace place, BootTime now)
    {
        lock (_gate)
        {
            ValueList<BootTime> deaths = RestartPolicy.Within(_deaths.GetValueOrDefault(place, []), Period, now);
            if (deaths.Count == 0)
            {
                _deaths.Remove(place);
                return TimeSpan.Zero;
            }

            TimeSpan left = deaths[^1] + RestartPolicy.Delay(deaths.Count - 1, FirstDelay) - now;
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }
}
