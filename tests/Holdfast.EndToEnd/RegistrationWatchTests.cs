using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Holdfast.Client.Dtos;
using Holdfast.Database;
using Holdfast.Lab.Clusters;
using Holdfast.Lab.Observation;
using Xunit;

namespace Holdfast.EndToEnd;

/// <summary>The watch of registrations sees each kind of loss that is planted, and goes on looking after it.</summary>
public sealed class RegistrationWatchTests
{
    private static readonly TypeDto Counter = Blank<TypeDto>() with
    {
        PropertySchema = JsonElement.Parse("{}"), Name = "Sample.Counter", Dll = "Counter.dll",
        PackageHash = "3f2a", EntryType = "Counter", LooksAlivePollInterval = "1s", IsAlivePollInterval = "5s",
        DeadlockTimeout = "30s",
    };

    private static readonly ResourceDto Ledger = Blank<ResourceDto>() with
    {
        Properties = JsonElement.Parse("{}"), Name = "ledger", Type = "Sample.Counter",
    };

    private static readonly string Whole = Status([Counter], [Ledger]);

    /// <summary>What a node answers, and what is said of it.</summary>
    public static TheoryData<string, string> Losses => new()
    {
        { Status([], [Ledger]), "n1: type Sample.Counter is missing" },
        { Status([Counter with { PackageHash = "0000" }], [Ledger]), "n1: type Sample.Counter is TypeFacts" },
        { Status([Counter with { EntryType = null! }], [Ledger]), "n1: type Sample.Counter is TypeFacts" },
        { Status([Counter with { Name = null! }], [Ledger]), "n1: a type has no name" },
        { Status([Counter, Counter], [Ledger]), "n1: type Sample.Counter is there twice" },
        { Status([null!], [Ledger]), "n1: a type has no name" },
        { Status(null!, [Ledger]), "n1: type Sample.Counter is missing" },
        { Status([Counter], []), "n1: resource ledger has type \"\", expected \"Sample.Counter\"" },
        { Status([Counter], [Ledger with { Type = null! }]), "n1: resource ledger has type \"\"" },
        { Status([Counter], [Ledger with { Name = null! }]), "n1: a resource has no name" },
        { Status([Counter], null!), "n1: resource ledger has type \"\"" },
        { "null", "n1: its answer cannot be read" },
        { "{}", "n1: its answer cannot be read" },
        { Whole[..^10], "n1: its answer cannot be read" },
    };

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task AnswerWithALoss_IsCounted_AndTheNodeIsAskedOn(string answer, string said)
    {
        await using var node = new StubNode(Whole);
        await using RegistrationWatch watch = await StartAsync(node);
        await watch.AllAnsweredAsync(Until.Patience);
        Assert.Empty(watch.Faults);

        node.Answer(answer);
        await Until.TrueAsync("the loss is counted", () => watch.NullReads > 0);
        Assert.Contains(watch.Faults, fault => fault.StartsWith(said, StringComparison.Ordinal));

        // What was in flight may still be counted; then whole answers are whole again.
        node.Answer(Whole);
        await watch.AllAnsweredAsync(Until.Patience);
        await watch.AllAnsweredAsync(Until.Patience);
        long before = watch.NullReads;
        await watch.AllAnsweredAsync(Until.Patience);
        Assert.Equal(before, watch.NullReads);
    }

    [Fact]
    public async Task NodeThatDoesNotAnswer_IsNoLoss()
    {
        await using var node = new StubNode(Whole);
        await using RegistrationWatch watch = await StartAsync(node);
        await watch.AllAnsweredAsync(Until.Patience);
        await node.StopAsync();
        await Assert.ThrowsAsync<TimeoutException>(() => watch.AllAnsweredAsync(TimeSpan.FromMilliseconds(300)));
        Assert.Empty(watch.Faults);
    }

    [Theory]
    [InlineData("Sample.Counter", "other")]
    [InlineData("Other.Type", "ledger")]
    public async Task FirstAnswerWithoutWhatWasJustRegistered_IsRefused(string type, string resource)
    {
        await using var node = new StubNode(Whole);
        IOException refused = await Assert.ThrowsAsync<IOException>(() => StartAsync(node, type, resource));
        Assert.Contains("is missing", refused.Message, StringComparison.Ordinal);
        node.Answer(Status([Counter with { Dll = null! }], [Ledger]));
        await Assert.ThrowsAsync<IOException>(() => StartAsync(node));
    }

    /// <summary>A record of the database: its key, its text, and what is said of it.</summary>
    [Theory]
    [InlineData("config/types/A", "{\"name\":", "config/types/A cannot be read")]
    [InlineData("config/types/A", "{\"name\":7}", "config/types/A cannot be read")]
    [InlineData("config/resources/a", "[]", "config/resources/a cannot be read")]
    [InlineData("config/resources/", "{\"type\":\"A\"}", "a resource has no name")]
    public void DocumentThatIsNoRegistration_IsAFlaw(string key, string text, string said)
    {
        var read = new ReadResult(1, [new KeyValue(key, Encoding.UTF8.GetBytes(text), 1)]);
        Assert.StartsWith(said, Assert.Single(Registrations.Of(read).Flaws), StringComparison.Ordinal);
    }

    private static Task<RegistrationWatch> StartAsync(StubNode node, params string[] registered) =>
        RegistrationWatch.StartAsync([("n1", node.Api)], () => node.Api, registered, everyMs: 1);

    private static string Status(IReadOnlyList<TypeDto> types, IReadOnlyList<ResourceDto> resources) =>
        JsonSerializer.Serialize(
            Blank<ClusterStatusDto>() with
            {
                Types = types, Groups = [Blank<GroupDto>() with { Resources = resources }],
            },
            JsonSerializerOptions.Web);

    /// <summary>All that it must have is there, and null.</summary>
    private static T Blank<T>() => (T)RuntimeHelpers.GetUninitializedObject(typeof(T));
}
