using FsCheck;
using FsCheck.Fluent;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Groups;
using Holdfast.Core.Status;
using Holdfast.Core.Time;
using Xunit;

namespace Holdfast.Core.Tests.Groups;

/// <summary>
/// What holds for every group, whatever happens to it: random dependencies, failures, deaths and wishes.
/// </summary>
public sealed class GroupProperties
{
    [Fact]
    public void AnyHistory_Decisions_KeepTheOrderOfDependencies() => ForAllSeeds(seed =>
    {
        var story = new GroupStory(seed);
        story.Play(60, story.CheckOrder);
    });

    [Fact]
    public void AnyHistory_SecondDecision_GivesNothingNew() => ForAllSeeds(seed =>
    {
        var story = new GroupStory(seed);
        story.Play(60, _ =>
        {
            GroupDecision again = GroupDecider.Decide(story.Plan, story.Runtime, story.Now);
            Assert.Empty(again.Actions);
            Assert.True(again.WakeAt is null || again.WakeAt > story.Now, $"wakes at {again.WakeAt}, now {story.Now}");
        });
    });

    [Fact]
    public void AnyHistory_Restarts_AreNeverMoreThanTheThresholdInAnyPeriod() => ForAllSeeds(seed =>
    {
        var story = new GroupStory(seed);
        var restarts = new Dictionary<string, List<BootTime>>(StringComparer.Ordinal);
        story.Play(120, _ =>
        {
            foreach (ResourceRuntime r in story.Runtime.Resources.Values.Where(r => r.Restarts.Count > 0))
            {
                List<BootTime> times = restarts.TryGetValue(r.Name, out List<BootTime>? known) ? known
                    : restarts[r.Name] = [];
                times.AddRange(
                    r.Restarts.Where(at => !times.Contains(at)
                    || times.Count(t => t == at) < r.Restarts.Count(t => t == at)));
                Assert.All(times, last => Assert.True(
                    times.Count(t => t <= last && t + r.Config.RestartPeriod > last) <= r.Config.RestartThreshold,
                    $"{r.Name} restarted at {string.Join(", ", times)}"));
            }
        });
    });

    [Fact]
    public void AnyHistory_EventsOfDifferentResources_CommuteWithEachOther() => ForAllSeeds(seed =>
    {
        var story = new GroupStory(seed);
        story.Play(40, _ => { });
        List<GroupEvent> events = [.. story.Runtime.Resources.Values.Select(story.Failure)];
        GroupRuntime forwards = events.Aggregate(story.Runtime, (r, e) => GroupStep.Step(r, e, story.Now));
        GroupRuntime backwards =
            Enumerable.Reverse(events).Aggregate(story.Runtime, (r, e) => GroupStep.Step(r, e, story.Now));
        Assert.Equal(forwards, backwards);
        Assert.Equal(
            GroupDecider.Decide(story.Plan, forwards, story.Now).Actions,
            GroupDecider.Decide(story.Plan, backwards, story.Now).Actions);
    });

    [Fact]
    public void AnyHistory_LeftAlone_ComesToRestWhereItIsWanted() => ForAllSeeds(seed =>
    {
        var story = new GroupStory(seed);
        story.Play(60, _ => { });
        story.Want(GroupWanted.Stop);
        story.Settle();
        Assert.True(story.Runtime.StopReported, string.Join('\n', story.Runtime.Resources.Values) + story.Runtime);
        Assert.Equal(GuardPresence.None, story.Runtime.Guard);
        Assert.All(story.Runtime.Resources.Values, r => Assert.True(r.IsDown && r.Host is null));
    });

    private static void ForAllSeeds(Action<int> property) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(200),
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), property));
}
