using System.Text.Json;

namespace Holdfast.ResourceApi.Testing;

/// <summary>
/// The context that a resource under test is given; a new one for each object, as from a new monitor.
/// </summary>
internal sealed class ContractContext(LocalGuard guard) : ResourceContext
{
    public const string TestName = "test";
    public const string TestGroup = "test-group";
    public const string TestNode = "test-node";
    public const long TestGeneration = 1;

    private readonly List<string> lines = [];
    private readonly Lock gate = new();

    public override string Name => TestName;

    public override string Group => TestGroup;

    public override string Node => TestNode;

    public override long Generation => TestGeneration;

    public override IProcesses Processes => guard;

    /// <summary>Told each status report.</summary>
    public Action? Progressed { get; set; }

    /// <summary>The first failure that was reported.</summary>
    public string? Failure { get; private set; }

    /// <summary>What it logged and reported.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (gate)
            {
                return [.. lines];
            }
        }
    }

    public override void ReportStatus(string status)
    {
        Log(status);
        Progressed?.Invoke();
    }

    public override void ReportFailure(string reason)
    {
        Failure ??= reason;
        Log($"failure: {reason}");
    }

    public override void ReportPromotionScore(int? score) =>
        Log(score is null ? "it must not be promoted" : $"its promotion score is {score}");

    public override void ReportNodeUnfit(string reason) => Log($"this node is not fit: {reason}");

    public override void ReportNodeFit() => Log("this node is fit");

    public override void Log(string message)
    {
        lock (gate)
        {
            lines.Add(message);
        }
    }

    public override Task SaveAsync<T>(string name, T value, CancellationToken cancellationToken)
    {
        guard.Save(name, JsonSerializer.Serialize(value));
        return Task.CompletedTask;
    }

    public override Task<T?> LoadAsync<T>(string name, CancellationToken cancellationToken)
        where T : default => Task.FromResult(guard.Load<T>(name));
}
