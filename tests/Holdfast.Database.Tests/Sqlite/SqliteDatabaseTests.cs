using Holdfast.Database.Sqlite;
using Holdfast.Database.Tests.Contract;

namespace Holdfast.Database.Tests.Sqlite;

/// <summary>The contract, kept by the embedded engine; every instance opens the same file, as processes do.</summary>
public sealed class SqliteDatabaseTests : DatabaseContract
{
    private readonly TemporaryFolder _folder = new();

    protected override IClusterDatabase Open(int historyKept) => SqliteDatabase.Open(
        new SqliteOptions { Path = _folder.File("cluster.db"), HistoryKept = historyKept, BusyTimeout =
            TimeSpan.FromSeconds(20) });

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}
