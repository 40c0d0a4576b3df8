using System.Text.Json;
using Holdfast.ClusterResources;
using Holdfast.ResourceApi.Hosting;
using Holdfast.ResourceApi.Tests.Resources;
using Xunit;

namespace Holdfast.ResourceApi.Tests;

/// <summary>What is read from a resource type's class.</summary>
public sealed class TypeDefinitionTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public void Defaults_AreTheFields()
    {
        var definition = ResourceTypeDefinition.Of(typeof(Sleeper));
        Assert.Equal(("Test.Sleeper", "Test.Sleeper"), (definition.Name, definition.DisplayName));
        Assert.Equal(TimeSpan.FromSeconds(5), definition.LooksAlivePollInterval);
        Assert.Equal(TimeSpan.FromSeconds(60), definition.IsAlivePollInterval);
        Assert.Equal(TimeSpan.FromSeconds(180), definition.PendingTimeout);
        Assert.Equal(TimeSpan.FromSeconds(30), definition.DeadlockTimeout);
        Assert.Equal(FenceScope.Process, definition.FenceScope);
    }

    [Fact]
    public void BuiltInTypes_AreValid() => Assert.Equal(
        ["GenericApplication", "GenericScript", "IPAddress"],
        ResourceTypeDefinition.FindAll(typeof(GenericApplication).Assembly).Select(definition => definition.Name));

    [Fact]
    public void EveryFault_IsReportedAtOnce()
    {
        var errors = Assert.Throws<InvalidResourceTypeException>(() => ResourceTypeDefinition.Of(typeof(Wrong))).Errors;
        Assert.Contains(errors, error => error.Contains("cannot be a resource type's name", StringComparison.Ordinal));
        Assert.Contains(errors, error => error.Contains("public constructor", StringComparison.Ordinal));
        errors = Assert.Throws<InvalidResourceTypeException>(() => ResourceTypeDefinition.Of(typeof(AlsoWrong))).Errors;
        Assert.Contains(errors, error => error.Contains("PendingTimeout = \"soon\"", StringComparison.Ordinal));
        Assert.Contains(errors, error => error.Contains("must return Task", StringComparison.Ordinal));
        Assert.Contains(errors, error => error.Contains("Two controls", StringComparison.Ordinal));
        Assert.Contains(errors, error => error.Contains("constructor without parameters", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Controls_AreCalledWithJson_AndAnswerJson()
    {
        var definition = ResourceTypeDefinition.Of(typeof(Controlled));
        var instance = ResourceInstance.Create(definition, new NoContext(), "");
        Assert.Equal(["add", "answer", "fail", "nothing"], definition.ControlNames);
        Assert.Equal("3", (await instance.ControlAsync("add", """{"left":1,"right":2}""", Cancelled))?.GetRawText());
        Assert.Equal("42", (await instance.ControlAsync("ANSWER", null, Cancelled))?.GetRawText());
        Assert.Null(await instance.ControlAsync("nothing", "", Cancelled));
        var fault = await Assert.ThrowsAsync<ResourceException>(() => instance.ControlAsync("fail", null, Cancelled));
        Assert.Equal("on purpose", fault.Message);
        await Assert.ThrowsAsync<ArgumentException>(() => instance.ControlAsync("add", null, Cancelled));
        await Assert.ThrowsAsync<JsonException>(() => instance.ControlAsync("add", """{"left":"x"}""", Cancelled));
    }

    [Fact]
    public async Task NewProperties_ApplyAtOnce_OnlyIfAllThatDifferCan()
    {
        var instance = ResourceInstance.Create(ResourceTypeDefinition.Of(typeof(Controlled)), new NoContext(), "");
        var resource = (Controlled)instance.Resource;
        Assert.Empty(await instance.SetPropertiesAsync("""{"Label":"b"}""", online: true, Cancelled));
        Assert.Equal(["a to b"], resource.Changes);
        Assert.Equal(
            ["Port"], await instance.SetPropertiesAsync("""{"Label":"c","Port":2}""", online: true, Cancelled));
        Assert.Equal("b 1", resource.Shown);
        Assert.Empty(await instance.SetPropertiesAsync("""{"Label":"c","Port":2}""", online: false, Cancelled));
        Assert.Equal("c 2", resource.Shown);
        Assert.Single(resource.Changes);
    }

    [Theory]
    [InlineData("/bin/app", "/bin/app")]
    [InlineData("  a  b\tc ", "a|b|c")]
    [InlineData("a 'b c' \"d e\"f", "a|b c|d ef")]
    [InlineData("a \\\"b '\\' \"\\\\\"", "a|\"b|\\|\\")]
    [InlineData("a ''", "a|")]
    public void CommandLine_IsTakenApartAsAShellDoes(string line, string expected)
    {
        Assert.Null(CommandLine.TrySplit(line, out var words));
        Assert.Equal(expected, string.Join('|', words));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("a 'b")]
    public void CommandLine_ThatIsNotComplete_IsRefused(string line) =>
        Assert.NotNull(CommandLine.TrySplit(line, out _));

    [ResourceType("not a name")]
    private sealed class Wrong : Resource
    {
        public override Task OnlineAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        private Wrong(int unused) => _ = unused;
    }

    [ResourceType("AlsoWrong", PendingTimeout = "soon")]
    public sealed class AlsoWrong : Resource<Positional>
    {
        public override Task OnlineAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        [Control("one")]
        public int One() => 1;

        [Control("one")]
        public Task Another() => Task.CompletedTask;
    }

    public sealed record Positional(int Port);

    [ResourceType("Controlled")]
    public sealed class Controlled : Resource<ControlledProperties>
    {
        public List<string> Changes { get; } = [];

        public string Shown => $"{Properties.Label} {Properties.Port}";

        public override Task OnlineAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override Task PropertiesChangedAsync(ControlledProperties previous, CancellationToken cancellationToken)
        {
            Changes.Add($"{previous?.Label} to {Properties.Label}");
            return Task.CompletedTask;
        }

        [Control("add")]
        public Task<int> AddAsync(Pair pair, CancellationToken cancellationToken) =>
            Task.FromResult(pair.Left + pair.Right);

        [Control("answer")]
        public ValueTask<int> AnswerAsync() => ValueTask.FromResult(42);

        [Control("nothing")]
        public async Task NothingAsync(CancellationToken cancellationToken) => await Task.Yield();

        [Control("fail")]
        public Task FailAsync() => throw new ResourceException("on purpose");
    }

    public sealed record Pair(int Left, int Right);

    public sealed record ControlledProperties
    {
        [Property("shown", AppliesAtOnce = true)]
        public string Label { get; init; } = "a";

        [Property("not at once")]
        public int Port { get; init; } = 1;
    }

    internal sealed class NoContext : ResourceContext
    {
        public override string Name => "r";

        public override string Group => "g";

        public override string Node => "n";

        public override long Generation => 1;

        public override IProcesses Processes { get; } = new NoProcesses();

        public override void ReportStatus(string status)
        {
        }

        public override void ReportFailure(string reason)
        {
        }

        public override void ReportPromotionScore(int? score)
        {
        }

        public override void ReportNodeUnfit(string reason)
        {
        }

        public override void ReportNodeFit()
        {
        }

        public override void Log(string message)
        {
        }

        public override Task SaveAsync<T>(string name, T value, CancellationToken cancellationToken) =>
            Task.CompletedTask;

        public override Task<T?> LoadAsync<T>(string name, CancellationToken cancellationToken)
            where T : default => Task.FromResult<T?>(default);
    }
}
