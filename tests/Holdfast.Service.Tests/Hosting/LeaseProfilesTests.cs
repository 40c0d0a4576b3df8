using Holdfast.Core.Authority;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Database.Memory;
using Holdfast.Service.Hosting;

namespace Holdfast.Service.Tests.Hosting;

/// <summary>Which lease profile a cluster says, and that one which is not safe keeps a node from starting.</summary>
public sealed class LeaseProfilesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("fast")]
    [InlineData("standard")]
    [InlineData("patient")]
    [InlineData("wide")]
    public void ShippedProfiles_AreKnown(string name) => Assert.Equal(name, LeaseProfiles.Read(name).Name);

    [Fact]
    public void TimesOfYourOwn_AreRead()
    {
        LeaseProfile own = LeaseProfiles.Read("250ms/1.4s/1.55s/300ms/2.1s");
        Assert.Equal(LeaseProfile.Fast with { Name = own.Name }, own);
    }

    [Theory]
    [InlineData("quick", "use fast, standard, patient, wide")]
    [InlineData("1s/2s", "H/L/LK/K/W")]
    [InlineData("250ms/1.4s/1.55s/300ms/2s", "2s against 1.001 * (1.55s / 0.9 + 0.3s) = 2.024s")]
    [InlineData("1s/1.4s/1.55s/300ms/2.1s", "HF2102")]
    public async Task UnsafeOrUnknown_IsRefusedAtTheStart_WithTheArithmetic(string profile, string said)
    {
        await using var database = new MemoryDatabase();
        await database.CommitAsync(
            new Transaction
            {
                Puts =
                [
                    StoredDocuments.Put(Keys.Cluster, new ClusterConfig { Id = "c", Profile = profile }),
                    StoredDocuments.Put(Keys.Node("n1"), new NodeConfig { Name = "n1", Id = 1 }),
                ],
            },
            Token);
        string folder = Directory.CreateTempSubdirectory("hf-profile-").FullName;
        var options = new NodeOptions
        {
            Node = "n1", Database = "memory", DataFolder = folder, RunFolder = folder, MonitorProgram = "",
            GuardProgram = "",
        };
        Assert.Contains(said, (await Assert.ThrowsAsync<InvalidOperationException>(
            () => new NodeRecord(options, database).EnsureAsync(Token))).Message, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }
}
