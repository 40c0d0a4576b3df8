using System.Net;
using System.Net.Sockets;
using Holdfast.Database.Etcd;
using Holdfast.Database.Tests.Contract;

namespace Holdfast.Database.Tests.Etcd;

/// <summary>Commits whose answer does not come: said to be unknown, and sent once.</summary>
[Collection(EtcdCollection.Name)]
public sealed class EtcdOutcomeTests(EtcdFixture etcd) : IAsyncLifetime
{
    private CuttingProxy _first = null!;
    private CuttingProxy _second = null!;
    private EtcdDatabase _direct = null!;
    private EtcdDatabase _cut = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        EtcdOptions options = etcd.Options;
        _direct = EtcdDatabase.Open(options);
        _first = new CuttingProxy(options.Endpoints[0]);
        _second = new CuttingProxy(options.Endpoints[1]);
        _cut = EtcdDatabase.Open(options with
        {
            Endpoints = [_first.Endpoint, _second.Endpoint], TryTimeout = TimeSpan.FromSeconds(3),
        });

        // The connections are warm: what is lost is lost on one that worked.
        await _cut.CommitAsync(Contract.Transactions.Put("k", "0"), Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        if (_cut is not null)
        {
            await _cut.DisposeAsync();
            await _direct.DisposeAsync();
            await _first.DisposeAsync();
            await _second.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("AnswerLost", "1")]
    [InlineData("AnswerHeld", "1")]
    [InlineData("RequestLost", "0")]
    public async Task ConnectionCutAfterSending_Commit_IsUnknownAndSentOnce(string fault, string stored)
    {
        _first.Next = Enum.Parse<CuttingProxy.Fault>(fault);

        CommitResult result = await _cut.CommitAsync(Contract.Transactions.Put("k", "1"), Cancel);

        Assert.True(Assert.IsType<CommitResult.Unavailable>(result).OutcomeUnknown);
        Assert.Equal((2, 0), (_first.Commits, _second.Commits));
        Assert.Equal(stored, await _direct.ValueAsync("k"));
    }

    [Fact]
    public async Task ConnectionCutAfterSending_WhatFollows_GoesToAnotherMember()
    {
        _first.Next = CuttingProxy.Fault.AnswerLost;
        await _cut.CommitAsync(Contract.Transactions.Put("k", "1"), Cancel);

        Assert.IsType<CommitResult.Committed>(await _cut.CommitAsync(Contract.Transactions.Put("k", "2"), Cancel));

        Assert.Equal((2, 1), (_first.Commits, _second.Commits));
        Assert.Equal("2", await _cut.ValueAsync("k"));
    }

    [Fact]
    public async Task CallerGivesUpAfterSending_Commit_IsUnknown()
    {
        _first.Next = CuttingProxy.Fault.AnswerHeld;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        ValueTask<CommitResult> commit = _cut.CommitAsync(Contract.Transactions.Put("k", "1"), patience.Token);
        await Wait.UntilAsync(() => _first.Commits == 2, "the commit is sent");

        await patience.CancelAsync();

        Assert.True(Assert.IsType<CommitResult.Unavailable>(await commit).OutcomeUnknown);
    }

    [Fact]
    public async Task CallersPatienceEndsBeforeTheTry_WhatFollows_GoesToAnotherMember()
    {
        _first.Next = CuttingProxy.Fault.AnswerHeld;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(_cut.TryTimeout * 0.6);

        var unknown = await _cut.CommitAsync(Contract.Transactions.Put("k", "1"), patience.Token);

        Assert.True(Assert.IsType<CommitResult.Unavailable>(unknown).OutcomeUnknown);
        Assert.IsType<CommitResult.Committed>(await _cut.CommitAsync(Contract.Transactions.Put("k", "2"), Cancel));
        Assert.Equal((2, 1), (_first.Commits, _second.Commits));
    }

    [Fact]
    public async Task NobodyListens_Commit_GoesToTheNextMember()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        int port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();
        await using EtcdDatabase database = EtcdDatabase.Open(etcd.Options with
        {
            Endpoints = [new Uri($"http://127.0.0.1:{port}"), _second.Endpoint],
        });

        Assert.IsType<CommitResult.Committed>(
            await database.CommitAsync(Contract.Transactions.Put("k", "1"), Cancel));

        Assert.Equal(1, _second.Commits);
    }
}
