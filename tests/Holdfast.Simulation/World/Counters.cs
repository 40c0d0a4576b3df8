namespace Holdfast.Simulation.World;

/// <summary>What a run got to see. A simulation that never reaches a situation says nothing about it.</summary>
internal sealed record Counters
{
    public long Starts { get; set; }
    public long Takeovers { get; set; }
    public long Fences { get; set; }
    public long FencesByProof { get; set; }
    public long Lapses { get; set; }
    public long Joins { get; set; }
    public long Adoptions { get; set; }
    public long Terms { get; set; }
    public long LateCommits { get; set; }
    public long Duplicates { get; set; }
    public long LostAnswers { get; set; }
    public long Holds { get; set; }
    public long HoldsShrunk { get; set; }
    public long Leaves { get; set; }
    public long Moves { get; set; }
    public long Failovers { get; set; }
    public long KilledByTimer { get; set; }
    public long StopsFailed { get; set; }
    public long StartsRefused { get; set; }
    public long StaleNews { get; set; }
    public long Conflicts { get; set; }
    public long GroupsMadeAnew { get; set; }
    public long ResourceStarts { get; set; }
    public long Reattached { get; set; }
    public long Rehosted { get; set; }
    public long Isolations { get; set; }
    public long MonitorDeaths { get; set; }
    public long StoppedByMonitor { get; set; }
    public long CallsHung { get; set; }
    public long DllsMissing { get; set; }
    public long ProcessesStopped { get; set; }
    public long DyingAwaited { get; set; }
    public long StoppedWithoutDatabase { get; set; }
    public long StartsDelayed { get; set; }
    public long Events { get; set; }
    public long Upgrades { get; set; }
    public long ResourceEdits { get; set; }
    public long Suspends { get; set; }
    public long KilledAtResume { get; set; }
    public long ParallelStarts { get; set; }
    public long ParallelEdits { get; set; }
    public long Promotions { get; set; }
    public long Demotions { get; set; }
    public long ScoreChanges { get; set; }
    public long RolesAdopted { get; set; }
    public long GroupsHeldBack { get; set; }
    public long Relayed { get; set; }
    public long Agreements { get; set; }
    public long AgreementsRefused { get; set; }

    public static IReadOnlyList<string> Names { get; } =
        [.. typeof(Counters).GetProperties().Where(property => property.CanWrite).Select(property => property.Name)];

    public long this[string name] => (long)typeof(Counters).GetProperty(name)!.GetValue(this)!;

    public void Add(Counters other)
    {
        foreach (System.Reflection.PropertyInfo property in typeof(Counters).GetProperties().Where(one => one.CanWrite))
        {
            property.SetValue(this, (long)property.GetValue(this)! + (long)property.GetValue(other)!);
        }
    }
}
