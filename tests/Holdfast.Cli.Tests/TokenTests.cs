using Holdfast.Client;
using Holdfast.Client.Dtos;

namespace Holdfast.Cli.Tests;

/// <summary>Tokens with a role, and who one is.</summary>
public sealed class TokenTests
{
    private static ApiTokenDto Kept { get; } = new()
    {
        Name = "deploy", Role = "Operator", ExpiresAt = DateTimeOffset.UnixEpoch,
        MadeBy = "user root (id 0, process 7)",
    };

    [Fact]
    public async Task Create_SendsRoleAndLifetime_AndPrintsTheTokenAlone()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.On("POST /api/v1/tokens", new MadeApiTokenDto { Token = "abc", Made = Kept },
            ClientJson.Default.MadeApiTokenDto);
        CommandLine.Result result = await CommandLine.RunAsync(
            node, "token", "create", "deploy", "--role", "operator", "--lifetime", "12h");
        Assert.Equal((0, "abc\n"), (result.Exit, result.Out));
        Assert.Equal("POST /api/v1/tokens {\"name\":\"deploy\",\"role\":\"Operator\",\"lifetime\":\"12h\"}",
            Assert.Single(node.Requests));
    }

    [Fact]
    public async Task Create_WithARoleThatIsNone_IsRefusedWithoutAsking()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        CommandLine.Result result = await CommandLine.RunAsync(node, "token", "create", "x", "--role", "king");
        Assert.NotEqual(0, result.Exit);
        Assert.Contains("viewer", result.Error, StringComparison.Ordinal);
        Assert.Empty(node.Requests);
    }

    [Fact]
    public async Task ListAndWhoami_ShowRoles()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.On("GET /api/v1/tokens", [Kept], ClientJson.Default.IReadOnlyListApiTokenDto);
        node.On("GET /api/v1/me", new CallerDto { Who = "the holder of token deploy", Role = "Operator" },
            ClientJson.Default.CallerDto);
        string list = (await CommandLine.RunAsync(node, "token", "list")).Out;
        Assert.Contains("deploy", list, StringComparison.Ordinal);
        Assert.Contains("user root", list, StringComparison.Ordinal);
        Assert.Equal("the holder of token deploy, role Operator\n", (await CommandLine.RunAsync(node, "whoami")).Out);
    }

    [Fact]
    public async Task Page_AsksForItsRole()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.On("POST /api/v1/page-links", new PageLinkDto { Url = "u", ExpiresAt = DateTimeOffset.UnixEpoch },
            ClientJson.Default.PageLinkDto);
        await CommandLine.RunAsync(node, "page", "--role", "viewer");
        Assert.StartsWith(
            "POST /api/v1/page-links?role=Viewer", Assert.Single(node.Requests), StringComparison.Ordinal);
    }
}
