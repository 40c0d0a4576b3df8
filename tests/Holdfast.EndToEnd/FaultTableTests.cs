using Holdfast.Lab.Faults;
using Xunit;

namespace Holdfast.EndToEnd;

/// <summary>The table of docs/faults.md: made of what several runs kept, and of the faults' own words.</summary>
public sealed class FaultTableTests : IDisposable
{
    private static readonly Fault Monitor = AllFaults.Create().Single(fault => fault.Number == 25);
    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-table-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void FiguresOfSeveralRuns_AreTakenTogether_AndThoseOfOtherProfilesLeftOut()
    {
        string one = Path.Combine(_folder, "one");
        string other = Path.Combine(_folder, "other");
        FaultFigures kept = new() { Fault = Monitor.Number, Way = 0, Profile = "standard" };
        (kept with { RecoveryMs = [20, 300], ClientMs = [40, 310], Moved = 1, Failed = 1 }).AppendTo(one);
        (kept with { Profile = "fast", RecoveryMs = [9000] }).AppendTo(one);
        (kept with { RecoveryMs = [50], ClientMs = [60], OverlapMs = 10, LostWrites = 2 }).AppendTo(other);
        string document = Path.Combine(_folder, "document");
        File.WriteAllText(document, $"before\n{FaultTable.Begin}\nold\n{FaultTable.End}\nafter\n");

        Assert.Equal(0, FaultTable.Run($"{one},{other}", document, "standard"));

        string[] lines = File.ReadAllLines(document);
        Assert.Equal("before", lines[0]);
        Assert.Equal(FaultTable.Begin, lines[1]);
        Assert.StartsWith("| fault |", lines[2], StringComparison.Ordinal);
        Assert.Equal(
            $"| 25 | {Monitor.Title} | 3, 2 and a witness, 5 | 3, 1 failed | 1 | 10 | 2 | 50 | 300 | 60 | 310 |",
            lines[4]);
        Assert.Equal([FaultTable.End, "after"], lines[5..]);
    }

    [Fact]
    public void DocumentWithoutItsMarks_IsLeftAsItIs()
    {
        string figures = Path.Combine(_folder, "figures");
        new FaultFigures { Fault = 25, Way = 0, Profile = "standard" }.AppendTo(figures);
        string document = Path.Combine(_folder, "document");
        File.WriteAllText(document, "before\n");
        Assert.Equal(2, FaultTable.Run(figures, document, "standard"));
        Assert.Equal("before\n", File.ReadAllText(document));
    }
}
