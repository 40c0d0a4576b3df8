using Holdfast.Cli.Output;
using Holdfast.Client;
using Holdfast.Client.Dtos;
using Microsoft.AspNetCore.Http;
using Spectre.Console;

namespace Holdfast.Cli.Tests;

/// <summary><c>holdfast watch</c>, on a terminal and elsewhere.</summary>
public sealed class WatchTests
{
    [Fact]
    public async Task Terminal_Watch_DrawsTheClusterAnewAtEachChange()
    {
        await using FakeNode node = await NodeAsync();
        CommandLine.Result result =
            await CommandLine.RunAsync(node, new Dictionary<string, string>(), terminal: true, "watch");
        Assert.Equal(8, result.Exit);
        Assert.Contains("Acme.Ledger.dll", result.Out, StringComparison.Ordinal);
        Assert.Contains("it happened", result.Out, StringComparison.Ordinal);
        Assert.True(node.Requests.Count(
            request => request.StartsWith("GET /api/v1/cluster/status", StringComparison.Ordinal)) > 1);
        Assert.Contains(node.Requests, request => request == "GET /api/v1/events/stream?after=20");
    }

    /// <summary>What a terminal shows while the frames arrive: never an empty line where one stands before and
    /// after.</summary>
    [Fact]
    public async Task Terminal_Watch_ClearsNothingBeforeItIsWrittenAnew()
    {
        await using FakeNode node = await NodeAsync();
        string output = (await CommandLine.RunAsync(
            node, new Dictionary<string, string>(), terminal: true, "watch")).Out;

        Assert.StartsWith("\e[?1049h\e[?25l", output, StringComparison.Ordinal);
        Assert.EndsWith("\e[?25h\e[?1049l", output, StringComparison.Ordinal);
        Assert.DoesNotContain("\e[2J", output, StringComparison.Ordinal);
        Assert.DoesNotContain("\e[2K", output, StringComparison.Ordinal);
        Assert.DoesNotContain("\e[1A", output, StringComparison.Ordinal);
        string[] frames = output.Split("\e[?2026h\e[H")[1..];
        Assert.True(frames.Length > 1);
        Assert.All(frames, frame =>
        {
            Assert.Contains("\e[J\e[?2026l", frame, StringComparison.Ordinal);
            Assert.Contains("Acme.Ledger.dll", frame, StringComparison.Ordinal);
            // What erases comes last: the rest of each line, then what is below.
            Assert.Equal(frame.Split("\e[K").Length - 1, frame.Split("\e[J")[0].Split("\r\n").Length);
        });
    }

    [Fact]
    public void FullScreen_WithTooFewRows_SaysHowMuchIsLeftOut()
    {
        var text = new StringWriter();
        var context = new CliContext
        {
            Out = text, Error = text, IsTerminal = true, Variable = _ => null, Screen = () => (40, 3),
        };
        using (var screen = new FullScreen(context))
        {
            screen.Draw(new Rows(new Text("one"), new Text("two"), new Text("three"), new Text("four")));
        }

        string shown = text.ToString();
        Assert.Contains("two", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("three", shown, StringComparison.Ordinal);
        Assert.Contains("… 2 more lines", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoTerminal_Watch_PrintsEvents()
    {
        await using FakeNode node = await NodeAsync();
        CommandLine.Result result = await CommandLine.RunAsync(node, "watch");
        Assert.Contains("it happened", Assert.Single(result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal);
        await using FakeNode other = await NodeAsync();
        CommandLine.Result json = await CommandLine.RunAsync(other, "watch", "-o", "json");
        Assert.Equal("it happened",
            System.Text.Json.JsonElement.Parse(json.Out).GetProperty("message").GetString());
    }

    [Fact]
    public async Task Page_PrintsTheAddressOnly()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.On("POST /api/v1/page-links",
            new PageLinkDto { Url = "http://127.0.0.1:7400/?once=abc", ExpiresAt = DateTimeOffset.UnixEpoch },
            ClientJson.Default.PageLinkDto);
        Assert.Equal("http://127.0.0.1:7400/?once=abc\n", (await CommandLine.RunAsync(node, "page")).Out);
    }

    private static async Task<FakeNode> NodeAsync()
    {
        FakeNode node = await FakeNode.StartAsync();
        node.On("GET /api/v1/cluster/status", Sample.Status, ClientJson.Default.ClusterStatusDto);
        node.On("GET /api/v1/events", new EventListDto { Revision = 20, Events = [] }, ClientJson.Default.EventListDto);
        int opened = 0;
        node.On("GET /api/v1/events/stream", async context =>
        {
            if (++opened > 1)
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                await context.Response.WriteAsync("""{"code":"HF1005","detail":"enough","status":401}""");
                return;
            }

            string json = System.Text.Json.JsonSerializer.Serialize(
                Sample.Event("e1", "it happened"), ClientJson.Default.EventDto);
            await context.Response.WriteAsync($"id: 21\nevent: event\ndata: {json}\n\n");
        });
        return node;
    }
}
