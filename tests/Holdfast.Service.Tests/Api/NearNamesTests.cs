using Holdfast.Service.Api.Problems;

namespace Holdfast.Service.Tests.Api;

/// <summary>"Did you mean …?"</summary>
public sealed class NearNamesTests
{
    [Theory]
    [InlineData("ledgr", "ledger")]
    [InlineData("legder", "ledger")]
    [InlineData("LEDGER", "ledger")]
    [InlineData("web", "web1")]
    [InlineData("x", null)]
    [InlineData("something", null)]
    [InlineData("", null)]
    public void Name_ThatIsMistyped_FindsTheNearest(string name, string? expected) =>
        Assert.Equal(expected, NearNames.Of(name, ["ledger", "web1", "web2", "database"]));

    [Fact]
    public void LongName_FromOutside_IsNotCompared() =>
        Assert.Null(NearNames.Of(new string('a', 100_000), [new string('a', 99)]));
}
