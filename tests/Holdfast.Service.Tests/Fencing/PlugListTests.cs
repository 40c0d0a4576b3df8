using Holdfast.Service.Fencing;

namespace Holdfast.Service.Tests.Fencing;

/// <summary>Which plug of a device is which node, by what its agent printed.</summary>
public sealed class PlugListTests
{
    [Theory]
    [InlineData("n1,\nn2,\n", "n1=n1 n2=n2")]
    [InlineData("n1\nn2", "n1=n1 n2=n2")]
    [InlineData("1,n1\n2,n2\n3,printer", "n1=1 n2=2")]
    [InlineData(" 7 , n2 ,off\r\n\n", "n2=7")]
    [InlineData("1,n2\n1,n2\n", "n2=1")]
    [InlineData("1,\n2,N1\n3,n11\n", "")]
    [InlineData("", "")]
    [InlineData("N/A\n", "")]
    public void Node_IsThePlugOrTheAliasOfItsName(string printed, string hosts) => Assert.Equal(hosts, Hosts(printed));

    [Theory]
    [InlineData("n1,\n7,n1\nn2,", "n2=n2", "n1", "n1 may be each of the plugs n1, 7")]
    [InlineData("1,n1\n2,n1\n", "", "n1", "n1 may be each of the plugs 1, 2")]
    [InlineData("n1,n2\n", "", "n1 n2", "its plug n1 may be n1, but also n2")]
    [InlineData("n1,n2\nn2,n1\n", "", "n1 n2", "n1 may be each of the plugs")]
    public void WhatMayBeTwo_IsNone_AndThatIsSaid(string printed, string hosts, string unclear, string trouble)
    {
        Assert.Equal(unclear, string.Join(' ', Read(printed).Unclear));
        Assert.Equal(hosts, Hosts(printed));
        Assert.Contains(trouble, Read(printed).Trouble, StringComparison.Ordinal);
        Assert.Contains("--host NODE=PLUG", Read(printed).Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public void PlugThatWouldTellTheAgentMore_IsNone() => Assert.Equal("", Hosts("2\raction=on,n2\n"));

    [Fact]
    public void ListWithoutANode_SaysWhatItHas()
    {
        Assert.Equal("", Read("n1,").Trouble);
        Assert.Contains("it lists a, 2 (b)", Read("a,\n2,b").Trouble, StringComparison.Ordinal);
        Assert.Contains("it lists nothing", Read("").Trouble, StringComparison.Ordinal);
    }

    private static PlugList Read(string printed) => PlugList.Read(printed, ["n1", "n2"]);

    private static string Hosts(string printed) =>
        string.Join(' ', Read(printed).Hosts.Select(each => $"{each.Key}={each.Value}"));
}
