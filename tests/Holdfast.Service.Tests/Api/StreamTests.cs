using System.Net.Http.Headers;
using Holdfast.Client.Dtos;
using Holdfast.Client.Events;
using Holdfast.Client.Requests;
using Holdfast.Core.Configuration;
using Holdfast.Core.Events;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Database.Memory;

namespace Holdfast.Service.Tests.Api;

/// <summary>Events and changes as they come.</summary>
public sealed class StreamTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task BrokenStream_ResumedAtAnotherNode_MissesNothingAndRepeatsNothing()
    {
        await using var database = new MemoryDatabase();
        await using ApiNode first = await ApiNode.StartAsync("n1", database);
        await using ApiNode second = await ApiNode.StartAsync("n2", database);
        const int Count = 200;
        Task writer = WriteAsync(database, Count);
        var seen = new List<string>();
        long after = 0;
        ApiNode node = first;
        while (seen.Count < Count)
        {
            int taken = 0;
            await foreach (StreamItem item in node.Client.Events.StreamAsync(after, Token))
            {
                after = item.Revision;
                if (item is StreamItem.Happened happened)
                {
                    seen.Add(happened.Event.Id);
                    if (++taken == 17 || seen.Count == Count)
                    {
                        break;
                    }
                }
            }

            node = node == first ? second : first;
        }

        await writer;
        Assert.Equal(Enumerable.Range(0, Count).Select(Id), seen);
    }

    [Fact]
    public async Task HistoryDropped_Stream_SaysSoAndGoesOn()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        await node.Database.CompactAsync(node.View.Current.Revision, Token);
        await using IAsyncEnumerator<StreamItem> items =
            node.Client.Events.StreamAsync(1, Token).GetAsyncEnumerator(Token);

        Assert.True(await items.MoveNextAsync());
        Assert.IsType<StreamItem.Reached>(items.Current);
        Assert.True(await items.MoveNextAsync());
        Assert.IsType<StreamItem.Resync>(items.Current);
        await node.Client.Groups.OnlineAsync("ledger", Token);
        Assert.True(await items.MoveNextAsync());
        Assert.True(items.Current.Revision > node.View.Current.Revision - 1);
    }

    [Fact]
    public async Task TokenThatIsDeleted_EndsTheStreamThatItOpened()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        MadeApiTokenDto made = await node.Client.Tokens.CreateAsync(
            new ApiTokenRequest { Name = "wall", Role = "Viewer" }, Token);
        using HttpClient reader = node.Tcp();
        reader.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", made.Token);
        using HttpResponseMessage answer = await reader.GetAsync(
            "/api/v1/events/stream", HttpCompletionOption.ResponseHeadersRead, Token);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(Token));
        Assert.Equal("retry: 1000", await lines.ReadLineAsync(Token));

        await node.Client.Tokens.DeleteAsync("wall", Token);
        await node.PutAsync(Keys.Group("later"), new GroupConfig { Name = "later" });

        string rest = await lines.ReadToEndAsync(Token).WaitAsync(TimeSpan.FromSeconds(30), Token);
        Assert.DoesNotContain("later", rest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Renewals_Stream_AreNotTold()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        long after = node.View.Current.Revision;
        for (int i = 2; i < 10; i++)
        {
            await node.PutAsync(
                Keys.Member("n1"), new MemberState { Node = "n1", Epoch = 1, Alive = true, Sequence = i });
        }

        await node.PutAsync(
            Keys.Member("n1"), new MemberState { Node = "n1", Epoch = 1, Alive = false, Sequence = 10 });
        await node.Client.Groups.OnlineAsync("ledger", Token);

        var told = new List<ChangeDto>();
        await foreach (StreamItem item in node.Client.Events.StreamAsync(after, Token))
        {
            if (item is StreamItem.Changed { Change: var change })
            {
                told.Add(change);
                if (change is { Noun: "group", Part: "config" })
                {
                    break;
                }
            }
        }

        Assert.Equal([("node", "n1", "state"), ("node", "n1", "state"), ("group", "ledger", "config")],
            told.Select(each => (each.Noun, each.Name, each.Part)));
    }

    [Fact]
    public async Task Events_Listed_AreTheNewestThatFitOldestFirst()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await WriteAsync(node.Database, 50);
        EventListDto list = await node.Client.Events.ListAsync(new EventFilter { Limit = 3, Group = "even" }, Token);
        Assert.Equal([Id(44), Id(46), Id(48)], list.Events.Select(told => told.Id));
        Assert.Equal(200, (await node.Client.Events.ListAsync(new EventFilter(), Token)).Events.Count + 150);
    }

    [Fact]
    public async Task Events_OlderThanOne_OfOneLevelAndAboutOneName_AreFound()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await WriteAsync(node.Database, 50);

        Assert.Equal([Id(5), Id(7)], await IdsAsync(new EventFilter { Before = Id(8), Limit = 2, About = "odd" }));
        Assert.Equal([Id(0), Id(10), Id(20)],
            await IdsAsync(new EventFilter { Before = Id(30), Level = "warning", About = "n1" }));
        Assert.Empty(await IdsAsync(new EventFilter { Before = Id(0) }));
        Assert.Empty(await IdsAsync(new EventFilter { About = "nothing" }));

        async Task<IEnumerable<string>> IdsAsync(EventFilter filter) =>
            (await node.Client.Events.ListAsync(filter, Token)).Events.Select(told => told.Id);
    }

    [Fact]
    public async Task NodeStops_OpenStream_Ends()
    {
        ApiNode node = await ApiNode.StartAsync();
        await using IAsyncEnumerator<StreamItem> items =
            node.Client.Events.StreamAsync(null, Token).GetAsyncEnumerator(Token);
        Assert.True(await items.MoveNextAsync());
        ValueTask<bool> next = items.MoveNextAsync();

        await node.StopAsync();

        Assert.False(await next);
        await node.DisposeAsync();
    }

    private static async Task WriteAsync(IClusterDatabase database, int count)
    {
        for (int i = 0; i < count; i++)
        {
            var told = new ClusterEvent
            {
                Id = Id(i), At = DateTimeOffset.UnixEpoch, Node = "n1", Kind = "Test", Message = $"event {i}",
                Group = i % 2 == 0 ? "even" : "odd", Level = i % 10 == 0 ? "warning" : "info",
            };
            await database.CommitAsync(
                new Transaction { Puts = [StoredDocuments.Put(Keys.Event(told.Id), told)] }, CancellationToken.None);
            await Task.Yield();
        }
    }

    private static string Id(int number) => $"{number:D6}";
}
