using FsCheck;
using FsCheck.Fluent;
using Holdfast.Core.Collections;
using Xunit;

namespace Holdfast.Core.Tests.Collections;

/// <summary>A map is what a sorted dictionary is, at every step of what is done to it.</summary>
public sealed class ValueMapTests
{
    [Fact]
    public void ManyChanges_EachMapIsAsASortedDictionary_AndOlderOnesStayAsTheyWere()
    {
        Gen<int[]> names = Gen.Choose(0, 700).ArrayOf(900);
        Prop.ForAll(Arb.From(names), changes =>
        {
            var expected = new SortedDictionary<string, int>(StringComparer.Ordinal);
            ValueMap<int> map = ValueMap<int>.Empty;
            ValueMap<int> half = map;
            KeyValuePair<string, int>[] expectedOfHalf = [];
            for (int i = 0; i < changes.Length; i++)
            {
                string name = $"n{changes[i]}";
                if (changes[i] % 5 == i % 5)
                {
                    Assert.Equal(expected.Remove(name), map.ContainsKey(name));
                    map = map.Remove(name);
                }
                else
                {
                    expected[name] = i;
                    map = map.Set(name, i);
                }

                if (i == changes.Length / 2)
                {
                    (half, expectedOfHalf) = (map, [.. expected]);
                }
            }

            Same(expected, map);
            Assert.Equal(expectedOfHalf, half.ToArray());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(50));
    }

    [Fact]
    public void AllRemoved_NothingIsLeft()
    {
        string[] names = [.. Enumerable.Range(0, 500).Select(number => $"n{number}")];
        ValueMap<int> map = names.Aggregate(ValueMap<int>.Empty, (all, name) => all.Set(name, 1));
        Assert.Equal(500, map.Count);
        map = names.Reverse().Aggregate(map, (all, name) => all.Remove(name));
        Assert.Empty(map);
        Assert.Empty(map.Remove("n1"));
    }

    [Fact]
    public void SameEntries_InAnotherOrderOfChanges_AreEqual_AndOneOtherValueIsNot()
    {
        string[] names = [.. Enumerable.Range(0, 400).Select(number => $"n{number}")];
        ValueMap<int> made = ValueMap<int>.From(names.Select(name => KeyValuePair.Create(name, name.Length)));
        ValueMap<int> grown = names.Reverse().Aggregate(
            ValueMap<int>.Empty, (all, name) => all.Set(name, name.Length));
        Assert.True(made.Equals(grown));
        Assert.Equal(made.GetHashCode(), grown.GetHashCode());
        Assert.False(made.Equals(grown.Set("n7", 9)));
        Assert.False(made.Equals(made.Set("n7", 9)));
        Assert.False(made.Equals(grown.Remove("n7").Set("x", 2)));
        Assert.False(made.Equals(made.Remove("n7")));
    }

    [Fact]
    public void NameTwice_IsRefused() => Assert.Throws<ArgumentException>(
        () => ValueMap<int>.From([KeyValuePair.Create("a", 1), KeyValuePair.Create("a", 2)]));

    private static void Same(SortedDictionary<string, int> expected, ValueMap<int> map)
    {
        Assert.Equal(expected.Count, map.Count);
        Assert.Equal(expected, map.ToArray());
        Assert.Equal(expected.Keys, map.Keys);
        Assert.Equal(expected.Values, map.Values);
        Assert.All(expected, entry => Assert.Equal(entry.Value, map[entry.Key]));
        Assert.False(map.TryGetValue("nothing", out _));
    }
}
