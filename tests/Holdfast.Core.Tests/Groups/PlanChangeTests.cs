using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Groups;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Xunit;

namespace Holdfast.Core.Tests.Groups;

/// <summary>Which groups an owner decides about again when something in the cluster has changed.</summary>
public sealed class PlanChangeTests
{
    private static readonly ClusterSnapshot Before = new()
    {
        Cluster = new(new ClusterConfig(), 1),
        Nodes = Rows(new NodeConfig { Name = "n1" }, node => node.Name),
        Groups = Rows(new GroupConfig { Name = "a" }, group => group.Name)
            .Set("b", new(new GroupConfig { Name = "b" }, 1))
            .Set("after-a", new(new GroupConfig { Name = "after-a", DependsOn = [new("a")] }, 1)),
        GroupStates = Rows(State("a"), state => state.Group).Set("b", new(State("b"), 1)),
        Resources = Rows(Resource("in-a", "a"), resource => resource.Name).Set("in-b", new(Resource("in-b", "b"), 1)),
    };

    [Fact]
    public void ResourceLocked_ItsGroupAndWhatDependsOnOthers() => Differs(
        ["a", "after-a"],
        Before with
        {
            Resources = Before.Resources.Set("in-a", new(Resource("in-a", "a") with { Locked = true }, 2)),
        });

    [Fact]
    public void ResourceMadeOrDeleted_ItsGroupAndWhatDependsOnOthers()
    {
        Row<ResourceConfig> made = new(Resource("in-b2", "b"), 2);
        Differs(["b", "after-a"], Before with { Resources = Before.Resources.Set("in-b2", made) });
        Differs(["b", "after-a"], Before with { Resources = Before.Resources.Remove("in-b") });
    }

    [Fact]
    public void OwnerChanged_TheGroupAndWhatDependsOnOthers() => Differs(
        ["a", "after-a"],
        Before with { GroupStates = Before.GroupStates.Set("a", new(State("a") with { Owner = "n2" }, 2)) });

    [Fact]
    public void StatusOfAnother_WhatDependsOnOthers() => Differs(
        ["after-a"],
        Before with
        {
            GroupStatuses = Rows(
                new GroupStatus { Group = "a", Node = "n1", Epoch = 1, Generation = 1, Phase = GroupPhase.Active },
                one => one.Group),
        });

    [Fact]
    public void ClusterOrNodeLocked_All()
    {
        Differs(["a", "b", "after-a"], Before with { Cluster = new(new ClusterConfig { Locked = true }, 2) });
        Differs(
            ["a", "b", "after-a"],
            Before with { Nodes = Before.Nodes.Set("n1", new(new NodeConfig { Name = "n1", Locked = true }, 2)) });
    }

    private static void Differs(string[] groups, ClusterSnapshot after) => Assert.Equal(
        groups.Order(StringComparer.Ordinal),
        new[] { "a", "after-a", "b" }.Where(group => GroupPlan.MayDiffer(after, Before, group)));

    private static ValueMap<Row<T>> Rows<T>(T value, Func<T, string> name) =>
        ValueMap<Row<T>>.Empty.Set(name(value), new(value, 1));

    private static GroupState State(string group) => new() { Group = group, Owner = "n1", Generation = 1 };

    private static ResourceConfig Resource(string name, string group) =>
        new() { Name = name, Group = group, Type = "T" };
}
