using Holdfast.Monitor.Polling;
using Xunit;

namespace Holdfast.Monitor.Tests;

/// <summary>The schedule of polls, without a clock.</summary>
public sealed class PollScheduleTests
{
    [Fact]
    public void FirstPoll_IsDueAtOnce()
    {
        var poll = new ResourcePoll(null!, () => null!, null!, null!, PollIntervals.Of(60_000, 60_000));
        Assert.Equal(5, poll.First(5));
    }

    [Fact]
    public void DuePolls_AreStarted_AndComeAgain()
    {
        var schedule = new PollSchedule();
        var often = new RecordedPoll(50);
        var seldom = new RecordedPoll(200);
        schedule.Add(often, 0);
        schedule.Add(seldom, 0);
        for (long now = 0; now <= 1000;)
        {
            now = schedule.Run(now);
        }

        Assert.Equal(20, often.Starts.Count);
        Assert.Equal(5, seldom.Starts.Count);
    }

    [Fact]
    public void NothingScheduled_SleepsForEver() => Assert.Equal(long.MaxValue, new PollSchedule().Run(5));

    [Fact]
    public void WakeUp_IsAtATick_NotBeforeItIsDue()
    {
        var schedule = new PollSchedule();
        schedule.Add(new RecordedPoll(51), 0);
        Assert.Equal(75, schedule.Run(0));
    }

    [Fact]
    public void RemovedPoll_IsNotStarted_AndOnceAddedAgainOnlyOnce()
    {
        var schedule = new PollSchedule();
        var poll = new RecordedPoll(50);
        schedule.Add(poll, 0);
        PollSchedule.Remove(poll);
        schedule.Run(100);
        Assert.Empty(poll.Starts);
        schedule.Add(poll, 100);
        schedule.Add(poll, 100);
        schedule.Run(150);
        Assert.Single(poll.Starts);
        Assert.Equal(1, schedule.Count);
    }

    private sealed class RecordedPoll(long interval) : IPoll
    {
        public List<long> Starts { get; } = [];

        public long Mark { get; set; }

        public long First(long now) => now + interval;

        public long Start(long now)
        {
            Starts.Add(now);
            return now + interval;
        }
    }
}
