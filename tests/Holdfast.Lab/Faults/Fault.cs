using System.Text.Json.Serialization;

namespace Holdfast.Lab.Faults;

/// <summary>One fault of the catalogue.</summary>
/// <param name="Number">Its number there.</param>
/// <param name="Title">What is done.</param>
/// <param name="Play">Injects it, waits until the cluster has dealt with it, and takes it back.</param>
public sealed record Fault(int Number, string Title, Func<FaultScene, int, Task> Play)
{
    /// <summary>Whether the resource must stay where it is, in the same generation.</summary>
    public bool Stays { get; init; }

    /// <summary>On what it is played, by turns: the first runs on the first, the next on the next.</summary>
    public IReadOnlyList<Layout> Layouts { get; init; } = [Layout.Three];

    /// <summary>
    /// Whether the nodes use an etcd of another machine through a proxy, instead of members of their own.
    /// </summary>
    public bool BehindProxy { get; init; }

    /// <summary>Whether they reach it past the proxy as well, by what is asked second.</summary>
    public bool PastProxy { get; init; }

    /// <summary>Whether thresholds and quarantine are as the cluster ships with them, and not out of the way.</summary>
    public bool AsShipped { get; init; }

    /// <summary>What it takes of the machines, done before anything runs on them.</summary>
    public Func<FaultScene, Task> Prepare { get; init; } = _ => Task.CompletedTask;

    /// <summary>
    /// For each run, whether the owner is to be another machine than the coordinator, or the same; null where either
    /// will do.
    /// </summary>
    public Func<int, bool>? Apart { get; init; }

    /// <summary>The same in another way, played as often after it and counted with it.</summary>
    public Fault? Then { get; init; }

    /// <summary>All ways, this one first.</summary>
    public IEnumerable<Fault> Ways => Then is null ? [this] : Then.Ways.Prepend(this);

    /// <summary>What is done, in all ways.</summary>
    public string WholeTitle => string.Join("; then ", Ways.Select(way => way.Title));

    /// <summary>Why it cannot be played here; null where it can.</summary>
    public Func<Task<string?>> WhyNot { get; init; } = () => Task.FromResult<string?>(null);

    /// <summary>How many kinds it has, which are played by turns: fewer runs play only the first of them.</summary>
    public int Kinds { get; init; } = 1;

    /// <summary>How often it can be played on one scene.</summary>
    public int MostRuns { get; init; } = int.MaxValue;
}

/// <summary>A fault that is not played, and why: one line of <c>make faults</c>.</summary>
public sealed record SkippedFault(int Fault, string Skipped);

/// <summary>What a fault came to: one line of <c>make faults</c>.</summary>
public sealed record FaultResult
{
    public required int Fault { get; init; }

    public required int Runs { get; init; }

    /// <inheritdoc cref="Ownership.OwnershipProof.OverlapMs"/>
    public required long OverlapMs { get; init; }

    /// <summary>Acknowledged counts that the next owner did not know.</summary>
    public required int LostWrites { get; init; }

    /// <summary>The longest time without a write in each run, from the injection until all was well again.</summary>
    public required Spread RecoveryMs { get; init; }

    /// <summary>The same without an answer to the client; null where the resource had no address.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Spread? ClientMs { get; init; }

    public sealed record Spread(long Median, long Max)
    {
        /// <summary>Of figures in any order; zeros if there are none.</summary>
        public static Spread Of(IReadOnlyList<long> figures)
        {
            long[] sorted = [.. figures.Order()];
            return sorted.Length == 0 ? new(0, 0) : new(sorted[sorted.Length / 2], sorted[^1]);
        }
    }
}
