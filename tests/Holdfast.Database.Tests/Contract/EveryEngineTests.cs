namespace Holdfast.Database.Tests.Contract;

public sealed class EveryEngineTests
{
    [Fact]
    public void EveryEngine_HasContractTests()
    {
        IEnumerable<string> engines = typeof(IClusterDatabase).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false }
            && type.IsAssignableTo(typeof(IClusterDatabase)))
            .Select(type => type.Name + "Tests");
        IEnumerable<string> tested = typeof(DatabaseContract).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(DatabaseContract)))
            .Select(type => type.Name);

        Assert.Empty(engines.Except(tested));
    }
}
