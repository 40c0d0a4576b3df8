using System.Text.Json;
using Holdfast.Monitor.Guards;
using Holdfast.MonitorProtocol.Monitors;
using Holdfast.ResourceApi;

namespace Holdfast.Monitor.Resources;

/// <summary>What a resource may ask of this monitor.</summary>
internal sealed class MonitoredContext(
    OpenRequest request, GuardedProcesses processes, IResourceReports reports, Func<TimeSpan> authorityLeft)
    : ResourceContext
{
    public override string Name => request.Name;

    public override string Group => request.Group;

    public override string Node => request.Node;

    public override long Generation => request.Generation;

    public override TimeSpan AuthorityLeft => authorityLeft();

    public override IProcesses Processes => processes;

    public override void ReportStatus(string status) => reports.Status(status);

    public override void ReportFailure(string reason) => reports.Failed(reason);

    public override void ReportPromotionScore(int? score) => reports.PromotionScore(score);

    public override void ReportNodeUnfit(string reason) =>
        reports.NodeFitness(string.IsNullOrWhiteSpace(reason) ? "it gave no reason" : reason);

    public override void ReportNodeFit() => reports.NodeFitness("");

    public override void Log(string message) => reports.Log(message);

    public override Task SaveAsync<T>(string name, T value, CancellationToken cancellationToken) =>
        processes.SaveAsync(name, JsonSerializer.Serialize(value), cancellationToken);

    public override async Task<T?> LoadAsync<T>(string name, CancellationToken cancellationToken)
        where T : default
    {
        var json = await processes.LoadAsync(name, cancellationToken).ConfigureAwait(false);
        return json is null ? default : JsonSerializer.Deserialize<T>(json);
    }
}

/// <summary>Where a resource's reports go.</summary>
internal interface IResourceReports
{
    /// <summary>A pending call made progress.</summary>
    void Status(string status);

    /// <summary>The resource says that it has failed.</summary>
    void Failed(string reason);

    /// <summary>How willing it is to be promoted; null if it must not be.</summary>
    void PromotionScore(int? score);

    /// <summary>Why its node is not fit; empty if it is.</summary>
    void NodeFitness(string unfit);

    /// <summary>A line for the log.</summary>
    void Log(string message);
}
