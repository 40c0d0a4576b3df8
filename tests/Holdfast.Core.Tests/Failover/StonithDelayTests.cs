using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Failover;
using Holdfast.Core.State;
using Xunit;

namespace Holdfast.Core.Tests.Failover;

public sealed class StonithDelayTests
{
    private static readonly FenceDeviceConfig Device = new()
    {
        Name = "pdu", Agent = "fence_test", Delay = TimeSpan.FromSeconds(10),
        DelayRandomMax = TimeSpan.FromSeconds(4), PriorityDelay = TimeSpan.FromMinutes(1),
        NodeDelays = ValueMap<TimeSpan>.Empty.Set("n2", TimeSpan.FromSeconds(20)),
    };

    [Fact]
    public void Delays_OfDeviceChanceAndNode_AddUp()
    {
        Assert.Equal(10, Seconds("n1", Owned()));
        Assert.Equal(30, Seconds("n2", Owned()));
        Assert.Equal(12, StonithDelay.Of(Device, "n1", Owned(), 0.5).TotalSeconds);
    }

    [Fact]
    public void PriorityDelay_IsOfTheOneNodeWhoseGroupsPrioritiesComeToMost()
    {
        ClusterSnapshot one = Owned(("a", "n1", 3000), ("b", "n3", 2000));
        Assert.Equal((70, 10), (Seconds("n1", one), Seconds("n3", one)));
        ClusterSnapshot two = Owned(("a", "n1", 3000), ("b", "n3", 2000), ("c", "n3", 2000));
        Assert.Equal((10, 70), (Seconds("n1", two), Seconds("n3", two)));
        Assert.Equal(30, Seconds("n2", two));
    }

    [Fact]
    public void PriorityDelay_IsNobodys_WhereTwoOwnAsMuch()
    {
        ClusterSnapshot alike = Owned(("a", "n1", 1000), ("b", "n3", 1000), ("c", "n2", 500));
        Assert.Equal((10, 10, 30), (Seconds("n1", alike), Seconds("n3", alike), Seconds("n2", alike)));
    }

    [Fact]
    public void PriorityDelay_CountsEachInstanceOfAParallelGroup_AndNothingThatNobodyOwns()
    {
        ClusterSnapshot parallel = Owned(("a", "n1", 2000), ("p:0", "n3", 1500), ("p:1", "n3", 1500), ("x", "", 9000));
        Assert.Equal((10, 70), (Seconds("n1", parallel), Seconds("n3", parallel)));
    }

    private static double Seconds(string node, ClusterSnapshot snapshot) =>
        StonithDelay.Of(Device, node, snapshot, 0).TotalSeconds;

    private static ClusterSnapshot Owned(params (string Instance, string Owner, int Priority)[] groups)
    {
        ClusterSnapshot snapshot = new();
        foreach ((string instance, string owner, int priority) in groups)
        {
            string name = instance.Split(':')[0];
            var config = new GroupConfig { Name = name, Priority = priority };
            var state = new GroupState { Group = instance, Owner = owner.Length == 0 ? null : owner };
            snapshot = snapshot with
            {
                Groups = snapshot.Groups.Set(name, new(config, 1)),
                GroupStates = snapshot.GroupStates.Set(instance, new(state, 1)),
            };
        }

        return snapshot;
    }
}
