using Holdfast.Database.Memory;
using Holdfast.Database.Tests.Contract;

namespace Holdfast.Database.Tests.Memory;

/// <summary>
/// The contract, kept by the engine in memory. Every instance is the same one: it has no file to share.
/// </summary>
public sealed class MemoryDatabaseTests : DatabaseContract
{
    private MemoryDatabase? _one;

    protected override IClusterDatabase Open(int historyKept)
    {
        _one ??= new MemoryDatabase(100_000);
        _one.HistoryKept = Math.Min(_one.HistoryKept, historyKept);
        return _one;
    }

    [Fact]
    public void NewDatabase_BeginsAtRevisionZero() => Assert.Equal(0, Start);
}
