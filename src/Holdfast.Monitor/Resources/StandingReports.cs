using Holdfast.MonitorProtocol.Monitors;

namespace Holdfast.Monitor.Resources;

/// <summary>
/// What a resource has said that holds until it says otherwise: its promotion score, and whether its node is fit.
/// </summary>
/// <remarks>Not for use by two threads at a time.</remarks>
internal sealed class StandingReports
{
    private readonly SortedDictionary<string, MonitorEvent> reports = new(StringComparer.Ordinal);

    public IReadOnlyList<MonitorEvent> All => [.. reports.Values];

    /// <summary>Keeps a report, unless it says what holds already.</summary>
    /// <returns>Whether it is news.</returns>
    public bool Keep(MonitorEvent report)
    {
        if (reports.TryGetValue(report.Kind, out var holds) && holds.Score == report.Score && holds.Text == report.Text)
        {
            return false;
        }

        reports[report.Kind] = report;
        return true;
    }

    /// <summary>The resource is offline: nothing holds any more.</summary>
    public void Forget() => reports.Clear();
}
