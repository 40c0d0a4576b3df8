using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Xunit;

namespace Holdfast.Core.Tests.Scenarios;

/// <summary>Whatever property a record has, a scenario can set it.</summary>
public sealed class PropertiesTests
{
    private static readonly MemberState Member = new() { Node = "n1", Epoch = 1, Alive = true, Sequence = 1 };
    private static readonly GroupConfig Group = new() { Name = "g" };

    [Fact]
    public void TextsOfEveryKind_Set_BecomeValues()
    {
        Assert.True(Properties.With(Group, "wantedonline", "on").WantedOnline);
        Assert.Equal(3000, Properties.With(Group, "Priority", "3000").Priority);
        Assert.Equal(TimeSpan.FromMinutes(5), Properties.With(Group, "failoverPeriod", "5min").FailoverPeriod);
        Assert.Equal(["n1", "n2"], Properties.With(Group, "preferredOwners", "n1, n2").PreferredOwners);
        Assert.Empty(Properties.With(Group, "preferredOwners", "none").PreferredOwners);
        Assert.Null(Properties.With(Group, "failoverThreshold", "null").FailoverThreshold);
        Assert.Equal(7, Properties.With(Member, "epoch", "7").Epoch);
        Assert.Equal(ValueMap<long>.Empty.Set("n1", 4).Set("n2", 5), Properties.With(Member, "view", "n1=4,n2=5").View);
    }

    [Fact]
    public void SelfParsingTypesAndSmallRecords_Parse_AsTheyWrite()
    {
        Assert.Equal(new TimeOnly(8, 30), Properties.Parse(typeof(TimeOnly), "08:30"));
        Assert.Equal(DayOfWeek.Monday, Properties.Parse(typeof(DayOfWeek?), "monday"));
        Assert.Equal(
            new ValueList<RowGuard>[] { [new("a", 1), new("b", 2)] }[0],
            Properties.Parse(typeof(ValueList<RowGuard>), "a:1,b:2"));
    }

    [Fact]
    public void Dependencies_Parse_AsAnAndOfOrs() => Assert.Equal(
        new ValueList<ValueList<string>>[] { [["a"], ["b", "c"]] }[0],
        Properties.Expression("a & (b | c)"));

    [Fact]
    public void UnknownProperty_IsSaid() =>
        Assert.Throws<ScenarioException>(() => Properties.With(Group, "colour", "red"));
}
