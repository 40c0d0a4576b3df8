using Holdfast.Client;

namespace Holdfast.Cli.Tests;

/// <summary>What a shell offers at Tab.</summary>
public sealed class CompletionTests
{
    [Theory]
    [InlineData("holdfast gro", "group")]
    [InlineData("holdfast group on", "online")]
    [InlineData("holdfast group move ledger --t", "--timeout --to --token-file")]
    [InlineData("holdfast group show ", "ledger")]
    [InlineData("holdfast group show l", "ledger")]
    [InlineData("holdfast group show x", "")]
    [InlineData("holdfast group create l", "")]
    [InlineData("holdfast resource offline ", "l")]
    [InlineData("holdfast resource create x --group ", "ledger")]
    [InlineData("holdfast resource create x --type A", "Acme.Ledger")]
    [InlineData("holdfast simulate --node-down ", "n1")]
    [InlineData("holdfast status -o ", "json name table wide yaml")]
    [InlineData("holdfast completion ", "bash fish zsh")]
    [InlineData("holdfast compl", "completion")]
    public async Task Word_UnderTheCursor_IsCompleted(string line, string expected)
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.On("GET /api/v1/nodes", [Sample.Node], ClientJson.Default.IReadOnlyListNodeDto);
        node.On("GET /api/v1/groups", [Sample.Group], ClientJson.Default.IReadOnlyListGroupDto);
        node.On("GET /api/v1/resources", [Sample.Resource], ClientJson.Default.IReadOnlyListResourceDto);
        node.On("GET /api/v1/types", [Sample.Type], ClientJson.Default.IReadOnlyListTypeDto);
        CommandLine.Result result = await CommandLine.RunAsync(node, "complete", line);
        Assert.Equal((0, ""), (result.Exit, result.Error));
        Assert.Equal(expected, string.Join(' ', result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public async Task WhatIsBehindTheCursor_DoesNotCount()
    {
        CommandLine.Result result = await CommandLine.RunAsync(
            null, "complete", "--position", "12", "holdfast gro --node n1");
        Assert.Equal("group\n", result.Out);
    }

    [Fact]
    public async Task NoNode_OffersNoNames_AndSaysNothing()
    {
        CommandLine.Result result = await CommandLine.RunAsync(
            null, new Dictionary<string, string> { ["HOLDFAST_NODE"] = "/nowhere.sock" }, terminal: false,
            "complete", "holdfast group show ");
        Assert.Equal((0, "", ""), (result.Exit, result.Out, result.Error));
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _holdfast holdfast")]
    [InlineData("zsh", "compdef _holdfast holdfast")]
    [InlineData("fish", "complete -c holdfast")]
    public async Task Script_IsPrintedForEachShell(string shell, string expected) => Assert.Contains(
        expected, (await CommandLine.RunAsync(null, "completion", shell)).Out, StringComparison.Ordinal);
}
