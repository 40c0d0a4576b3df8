using Holdfast.Core.Collections;
using Holdfast.Core.Groups;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.MonitorProtocol.Monitors;
using Holdfast.Service.Groups.Hosts;
using Xunit;

namespace Holdfast.Service.Tests.Groups;

/// <summary>The role of an instance that a service finds when it starts again.</summary>
public sealed class AdoptedRolesTests
{
    [Theory]
    [InlineData("Promoted", InstanceRole.Unpromoted, InstanceRole.Promoted)]
    [InlineData("Unpromoted", InstanceRole.Promoted, InstanceRole.Unpromoted)]
    public void MonitorKnows_ItsWordCounts(string known, InstanceRole published, InstanceRole expected) =>
        Assert.Equal(expected, RoleOf(Hosted() with { Role = known }, InstanceRole.Unpromoted, 2, published, 2));

    [Theory]
    [InlineData(InstanceRole.Promoted, 1, InstanceRole.Unpromoted, 0, InstanceRole.Promoted)]
    [InlineData(InstanceRole.Unpromoted, 2, InstanceRole.Unpromoted, 1, InstanceRole.Promoted)]
    [InlineData(InstanceRole.Unpromoted, 2, InstanceRole.Promoted, 2, InstanceRole.Promoted)]
    [InlineData(InstanceRole.Unpromoted, 2, InstanceRole.Unpromoted, 2, InstanceRole.Unpromoted)]
    [InlineData(InstanceRole.Unpromoted, 0, InstanceRole.Unpromoted, 0, InstanceRole.Unpromoted)]
    public void NobodyKnows_ItCountsAsPromotedUnlessTheLastChangeWasAnswered(
        InstanceRole wanted, long token, InstanceRole published, long answered, InstanceRole expected)
    {
        Assert.Equal(expected, RoleOf(null, wanted, token, published, answered));
        Assert.Equal(expected, RoleOf(Hosted(), wanted, token, published, answered));
    }

    [Fact]
    public void Reports_OfTheMonitorComeBeforeWhatWasPublished()
    {
        var status = new ResourceStatus
        {
            Name = "r:0", Type = "T", State = ResourceState.Online, PromotionScore = 5, NodeUnfit = "its disk fails",
        };
        HostedResource told = Hosted() with
        {
            Reports =
            [
                new() { Kind = "score", Resource = "r:0", Number = 3 },
                new() { Kind = "fitness", Resource = "r:0", Number = 4, Text = "" },
            ],
        };
        Assert.Equal((null, ""), (AdoptedRoles.Score(told, status), AdoptedRoles.Unfit(told, status)));
        Assert.Equal(
            (5, "its disk fails"), (AdoptedRoles.Score(Hosted(), status), AdoptedRoles.Unfit(null, status)));
    }

    private static HostedResource Hosted() => new()
    {
        Name = "r:0", Group = "g:0", Type = "T", Generation = 4, State = "Online",
    };

    private static InstanceRole RoleOf(
        HostedResource? hosted, InstanceRole wanted, long token, InstanceRole published, long answered)
    {
        var state = new GroupState
        {
            Group = "g:0", Owner = "n1", OwnerEpoch = 1, Generation = 4, Reason = "", Role = wanted, RoleToken = token,
        };
        var status = new GroupStatus
        {
            Group = "g:0", Node = "n1", Epoch = 1, Generation = 4, Phase = GroupPhase.Active, RoleToken = answered,
            Resources = [new() { Name = "r:0", Type = "T", State = ResourceState.Online, Role = published }],
        };
        var snapshot = new ClusterSnapshot
        {
            GroupStates = ValueMap<Row<GroupState>>.Empty.Set("g:0", new(state, 1)),
            GroupStatuses = ValueMap<Row<GroupStatus>>.Empty.Set("g:0", new(status, 1)),
        };
        var plan = new GroupPlan { Group = "g:0", Wanted = GroupWanted.Online, Role = wanted, RoleToken = token };
        return AdoptedRoles.Of(plan, "r:0", hosted, snapshot);
    }
}
