using System.Diagnostics;
using System.Text;
using Holdfast.Client.Dtos;
using Holdfast.Client.Requests;
using Holdfast.Core.Authority;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Events;
using Holdfast.Core.State;
using Holdfast.Database.Documents;
using Holdfast.Database.Memory;
using Holdfast.Service.Api.Problems;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Coordination;
using Holdfast.Service.Decisions;
using Holdfast.Service.Machines.Peers;
using Holdfast.Service.Membership;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using Fate = Holdfast.Service.Tests.Membership.FailingDatabase.Fate;

namespace Holdfast.Service.Tests.Membership;

/// <summary>Three nodes in one process that help each other when the database is out of reach for some, or for all.
/// </summary>
public sealed class HelpTests : IAsyncDisposable
{
    private static readonly TimeSpan Long = LeaseProfile.Fast.Authority * 2.5;
    private readonly MemoryDatabase _database = new();
    private readonly List<NearNode> _nodes = [];

    public HelpTests()
    {
        for (int i = 1; i <= 3; i++)
        {
            _nodes.Add(new NearNode($"n{i}", _database, _nodes));
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (NearNode node in _nodes)
        {
            await node.StopAsync();
        }

        await _database.DisposeAsync();
    }

    [Fact]
    public async Task NodeWithoutTheDatabase_IsRenewedByAnother_AndReachesItAgain()
    {
        await StartAsync();
        NearNode away = _nodes[0];
        away.Away(true);
        await ForAsync(Long, () => Assert.Equal(1, away.Rig.Authority.Epoch));
        MemberState row = (await away.Rig.RowAsync())!;
        Assert.Equal((1, true, true), (row.Epoch, row.Alive, row.Relayed));
        Assert.Contains(_nodes.SelectMany(node => node.Rig.Events.All), draft =>
            draft.Kind == EventKinds.RenewalsRelayed && draft.Message.StartsWith("Node n1 ", StringComparison.Ordinal));
        await MembershipRig.UntilAsync(
            () => _nodes[1].View.Current.Coordinator!.Value.Holder != "n1", "one that sees the database coordinates");

        away.Away(false);
        await MembershipRig.UntilAsync(
            () => !_nodes[1].View.Current.Members["n1"].Value.Relayed, "it renews by itself");
        Assert.Equal(1, away.Rig.Authority.Epoch);
    }

    /// <summary>Two nodes and a witness: the machine that led etcd, and with it the only other node, has vanished.
    /// </summary>
    [Fact]
    public async Task RenewalIsLost_AndTheOthersAreSilent_ItIsSentAgainWhileTheyAreAsked()
    {
        await StartAsync();
        NearNode node = _nodes[0];
        using var silent = new ManualResetEventSlim();
        node.Silence = silent;
        try
        {
            node.Rig.Database.Next = Fate.NextRenewalHangs;
            await MembershipRig.UntilAsync(() => node.Asked is not null, "the others are asked");
            await MembershipRig.UntilAsync(
                () => node.View.Current.Members["n1"].Value.Sequence >= node.Asked!.Sequence, "it is renewed");
        }
        finally
        {
            node.Silence = null;
            silent.Set();
        }

        Assert.Equal(1, node.Rig.Authority.Epoch);
    }

    [Fact]
    public async Task NobodyReachesTheDatabase_AllGoOn_UntilOneIsGone()
    {
        await StartAsync();
        _nodes.ForEach(node => node.Away(true));
        await ForAsync(Long, () => Assert.All(_nodes, node => Assert.Equal(1, node.Rig.Authority.Epoch)));

        await _nodes[2].StopAsync();
        await MembershipRig.UntilAsync(
            () => _nodes[0].Rig.Resources.Stops.Count == 2 && _nodes[1].Rig.Resources.Stops.Count == 2,
            "the others stop everything: not all agree any more");
        Assert.All(_nodes.Take(2), node => Assert.Equal(0, node.Rig.Authority.Epoch));
    }

    [Fact]
    public async Task NodeThatTheOthersDoNotHear_StopsWhileTheyGoOn()
    {
        await StartAsync();
        _nodes[0].Away(true);
        _nodes[0].Mute = true;
        await MembershipRig.UntilAsync(() => _nodes[0].Rig.Resources.Stops.Count == 2, "it stops everything");
        Assert.All(_nodes.Skip(1), node => Assert.Equal(1, node.Rig.Authority.Epoch));
    }

    [Fact]
    public async Task RenewalOfAnothersRecord_IsRefused_AndALateOneChangesNothing()
    {
        await StartAsync();
        NearNode helper = _nodes[1];
        MemberState row = (await _nodes[0].Rig.RowAsync())!;
        Assert.IsType<Outcome<RenewalDto>.Refused>(
            await helper.Desk.RenewAsync("n3", MemberMessages.Renewal(row, 5), Token));
        Outcome<RenewalDto> late = await helper.Desk.RenewAsync("n1", MemberMessages.Renewal(row, 1), Token);
        Assert.True(late.Succeeded(out RenewalDto? answer, out _));
        Assert.Equal(RenewalDto.Conflict, answer.Outcome);
        Assert.False((await _nodes[0].Rig.RowAsync())!.Relayed);
    }

    [Fact]
    public async Task HelperThatIsAwayItself_SaysSoAtOnce()
    {
        await StartAsync();
        NearNode helper = _nodes[1];
        helper.Away(true);
        helper.Mute = true;
        await MembershipRig.UntilAsync(() => !helper.Rig.Authority.IsRenewed, "its own renewals are late");
        Outcome<RenewalDto> refused = await helper.Desk.RenewAsync(
            "n1", MemberMessages.Renewal((await _nodes[0].Rig.RowAsync())!, 5), Token);
        Assert.True(refused.Succeeded(out RenewalDto? answer, out _));
        Assert.Equal(RenewalDto.NotDone, answer.Outcome);
    }

    private async Task StartAsync()
    {
        foreach (NearNode node in _nodes)
        {
            await node.Rig.PutAsync(
                Keys.Node(node.Name), new NodeConfig { Name = node.Name, Id = _nodes.IndexOf(node) + 1 });
            node.Start();
        }

        await MembershipRig.UntilAsync(
            () => _nodes.All(node => node.View.Current is { Coordinator: not null, Members.Count: 3 } seen
                && seen.Members.Values.All(member => member.Value.View.Count == 3)),
            "all have joined and name each other, and one coordinates");
    }

    /// <summary>It must hold all along.</summary>
    private static async Task ForAsync(TimeSpan span, Action holds)
    {
        long began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < span)
        {
            holds();
            await Task.Delay(5, Token);
        }
    }

    /// <summary>A node that reaches the others by calls in this process.</summary>
    private sealed class NearNode : IOtherMembers
    {
        private readonly NodeRig _node;
        private readonly IReadOnlyList<NearNode> _all;

        public NearNode(string name, MemoryDatabase database, IReadOnlyList<NearNode> all)
        {
            _all = all;
            _node = new(name, database, others: this);
            Desk = new(Rig.Database, Rig.Authority, _node.Coordinator, Rig.Events, Rig.Clock);
        }

        public string Name => _node.Name;

        public MembershipRig Rig => _node.Rig;

        public ClusterView View => _node.View;

        public MemberDesk Desk { get; }

        /// <summary>What the others are asked is not answered before this is set.</summary>
        public ManualResetEventSlim? Silence { get; set; }

        /// <summary>What they were asked to renew last while they were silent.</summary>
        public MemberState? Asked { get; private set; }

        /// <summary>It reaches nobody.</summary>
        public bool Mute { get; set; }

        private IEnumerable<NearNode> Others =>
            Mute ? [] : _all.Where(other => other != this && other._node.Runs);

        public void Away(bool away) =>
            (Rig.Database.Next, Rig.Database.ReadsFail) = (away ? Fate.Hangs : Fate.Commits, away);

        public void Start() => _node.Start();

        /// <summary>As if it were killed.</summary>
        public Task StopAsync() => _node.StopAsync();

        public IReadOnlyCollection<CommitOutcome> Renew(MemberState record, long revision, TimeSpan limit)
        {
            if (Silence is { } silence)
            {
                Asked = record;
                silence.Wait(Token);
            }

            RenewalRequest request = MemberMessages.Renewal(record, revision);
            return [.. Others.Select(other => Outcome(
                other.Desk.RenewAsync(Name, request, Token).GetAwaiter().GetResult()))];
        }

        public MemberRecords? Read(TimeSpan limit)
        {
            foreach (NearNode other in Others)
            {
                if (other.Desk.ReadAsync(Token).GetAwaiter().GetResult().Succeeded(out MemberRecordsDto? read, out _))
                {
                    return MemberMessages.Records(read);
                }
            }

            return null;
        }

        public Task<int> AskAsync(
            long epoch, ValueMap<long> members, TimeSpan limit, CancellationToken cancellationToken) =>
            Task.FromResult(Others.Count(other => members.TryGetValue(other.Name, out long known)
                && other.Desk.Agree(Name, new() { AskerEpoch = epoch, MemberEpoch = known }).Agrees));

        private static CommitOutcome Outcome(Outcome<RenewalDto> answer) =>
            answer.Succeeded(out RenewalDto? done, out _)
                ? MemberMessages.Outcome(done)
                : new CommitOutcome.NotDone("refused");
    }
}
