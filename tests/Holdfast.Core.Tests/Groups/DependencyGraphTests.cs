using Holdfast.Core.Groups;
using Xunit;
using static Holdfast.Core.Tests.Groups.GroupBench;

namespace Holdfast.Core.Tests.Groups;

public sealed class DependencyGraphTests
{
    [Fact]
    public void Chain_BottomUp_ListsWhatIsNeededFirst()
    {
        var graph = DependencyGraph.Of([Resource("a", "b"), Resource("b", "c"), Resource("c"), Resource("d")]);
        Assert.Equal(["c", "b", "a", "d"], graph.BottomUp);
        Assert.Equal(["a", "b", "c"], graph.WithDependents("c"));
        Assert.Equal(["b"], graph.Dependents("c"));
    }

    [Fact]
    public void Cycle_Of_NamesTheObstacleAndKeepsAllResources()
    {
        var graph = DependencyGraph.Of([Resource("a", "b"), Resource("b", "a"), Resource("c", "a"), Resource("d")]);
        Assert.Equal(["a", "b", "c", "d"], graph.BottomUp.Order());
        Assert.Contains("cycle", graph.Obstacle("a"));
        Assert.Null(graph.Obstacle("c"));
        Assert.Empty(graph.Dependents("b"));
    }

    [Fact]
    public void NeededResourceIsNowhere_Of_NamesIt() =>
        Assert.Contains("x or y", DependencyGraph.Of([Resource("a", "x|y")]).Obstacle("a"));

    [Fact]
    public void ManyFaults_Check_ReturnsEach()
    {
        var other = Resource("other") with { Group = "elsewhere" };
        var faults = DependencyValidation.Check("g",
        [
            Resource("a", "b", "nowhere"), Resource("b", "c|other"), Resource("c", "a", "d|d"), Resource("d", "d"),
                other,
        ]);
        Assert.Equal(
            ["HF1321 resources/a/dependsOn[1][0]", "HF1324 resources/a/dependsOn", "HF1322 resources/b/dependsOn[0][1]",
                "HF1324 resources/b/dependsOn", "HF1326 resources/c/dependsOn[1][1]", "HF1324 resources/c/dependsOn",
                "HF1323 resources/d/dependsOn[0][0]"],
            faults.Select(f => $"{f.Code} {f.Path}"));
        Assert.Contains("a → b → c → a", faults.First(f => f.Code == "HF1324").Message);
    }

    [Fact]
    public void SoundDependencies_Check_FindsNothing() =>
        Assert.Empty(
            DependencyValidation.Check("g", [Resource("a", "b|c", "d"), Resource("b"), Resource("c"), Resource("d")]));

    [Fact]
    public void EmptyAlternatives_Check_AreRefused() =>
        Assert.Equal("HF1325", DependencyValidation.Check("g", [Resource("a") with { DependsOn = [[]] }]).Single()
            .Code);
}
