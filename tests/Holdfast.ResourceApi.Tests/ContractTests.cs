using System.Diagnostics;
using Holdfast.ClusterResources;
using Holdfast.FaultResources;
using Holdfast.ResourceApi.Testing;
using Holdfast.ResourceApi.Tests.Resources;
using Xunit;

namespace Holdfast.ResourceApi.Tests;

/// <summary>The contract-test kit passes who keeps the rules, and names the rule that is broken.</summary>
public sealed class ContractTests
{
    private static readonly ContractOptions Quick = new()
    {
        CancellationGrace = TimeSpan.FromMilliseconds(500),
        PendingTimeout = TimeSpan.FromSeconds(10),
        DeadlockTimeout = TimeSpan.FromSeconds(10),
    };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ResourceThatKeepsTheRules_Passes_AndNothingIsLeft()
    {
        var before = Sleeping(4711);
        await ResourceContract.VerifyAsync<Sleeper>(
            new SleeperProperties { Seconds = 4711 }, cancellationToken: Cancelled);
        Assert.Equal(before, Sleeping(4711));
    }

    [Theory]
    [InlineData(typeof(RuleBreakers.Type))]
    [InlineData(typeof(RuleBreakers.Schema))]
    [InlineData(typeof(RuleBreakers.Validation))]
    [InlineData(typeof(RuleBreakers.OpenStartsNothing))]
    [InlineData(typeof(RuleBreakers.Online))]
    [InlineData(typeof(RuleBreakers.OnlineTwice))]
    [InlineData(typeof(RuleBreakers.HealthChangesNothing))]
    [InlineData(typeof(RuleBreakers.Cancellation))]
    [InlineData(typeof(RuleBreakers.CloseStopsNothing))]
    [InlineData(typeof(RuleBreakers.Reattach))]
    [InlineData(typeof(RuleBreakers.Promote))]
    [InlineData(typeof(RuleBreakers.Demote))]
    [InlineData(typeof(RuleBreakers.DeathIsNoticed))]
    [InlineData(typeof(RuleBreakers.Offline))]
    [InlineData(typeof(RuleBreakers.Terminate))]
    public async Task ResourceThatBreaksARule_IsToldWhichAndWhatToDo(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        var verify = typeof(ResourceContract).GetMethod(nameof(ResourceContract.VerifyAsync))!.MakeGenericMethod(type);
        var broken = await Assert.ThrowsAsync<ContractException>(
            () => (Task)verify.Invoke(null, [null, Quick, Cancelled])!);
        Assert.Equal(type.Name, broken.Rule?.Name);
        Assert.Contains("do:", broken.Message, StringComparison.Ordinal);
        TestContext.Current.TestOutputHelper?.WriteLine(broken.Message);
    }

    [Fact]
    public async Task PropertiesThatAreNotValid_AreNamed()
    {
        var broken = await Assert.ThrowsAsync<ContractException>(() => ResourceContract.VerifyAsync<GenericApplication>(
            new GenericApplicationProperties(), Quick, Cancelled));
        Assert.Equal("Properties", broken.Rule?.Name);
        Assert.Contains("either CommandLine or FileName", broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public Task GenericApplication_KeepsTheContract() => ResourceContract.VerifyAsync<GenericApplication>(
        new GenericApplicationProperties { CommandLine = "/bin/sleep 1000", ProbeCommand = "/bin/true" },
        Quick,
        Cancelled);

    [Fact]
    public async Task GenericScript_KeepsTheContract()
    {
        var file = Path.Combine(Path.GetTempPath(), $"hfr-{Guid.NewGuid():N}");
        var properties = new GenericScriptProperties
        {
            Online = $"/bin/touch {file}",
            IsAlive = $"/usr/bin/test -e {file}",
            Offline = $"/bin/rm -f {file}",
            Terminate = $"/bin/rm -f {file}",
        };
        await ResourceContract.VerifyAsync<GenericScript>(properties, Quick, Cancelled);
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task ResourceWithRoles_KeepsTheContract_AndIsPromotedOnceForEachTime()
    {
        var folder = Directory.CreateTempSubdirectory("hfr-").FullName;
        await ResourceContract.VerifyAsync<Primary>(new PrimaryProperties { Folder = folder }, Quick, Cancelled);
        Assert.Equal(2, (await File.ReadAllLinesAsync(Path.Combine(folder, "promotions"), Cancelled)).Length);
        Assert.False(File.Exists(Path.Combine(folder, "overlaps")));
        Directory.Delete(folder, recursive: true);
    }

    private static int Sleeping(int seconds) => Process.GetProcessesByName("sleep").Count(process =>
        File.Exists($"/proc/{process.Id}/cmdline")
        && File.ReadAllText($"/proc/{process.Id}/cmdline").Contains($"{seconds}", StringComparison.Ordinal));
}
