using System.Globalization;
using Holdfast.Core.Collections;
using Holdfast.Core.Events;
using Holdfast.Core.Explanations;
using Holdfast.Core.Groups;
using Holdfast.Core.State;
using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Owners;

/// <summary>A service's events: queued, written in order, and tried again while the database is away.</summary>
internal sealed class SimEventLog(SimService service)
{
    private const int BatchSize = 100;
    private readonly Queue<RowPut> _queue = new();
    private long _lastTime;
    private long _counter;
    private bool _writing;

    /// <summary>Queues an event; returns its id.</summary>
    public string Append(string? group, GroupTransition transition)
    {
        ClusterEvent made = Make(new(transition.Kind, transition.Message) { Level = transition.Level, Group = group });
        made = made with { Resource = transition.Resource, Cause = transition.Cause };
        string key = Keys.Event(made.Id);
        service.Universe.Referee.Events.Told(key, service.Key);
        _queue.Enqueue(new(key, made));
        Write();
        return made.Id;
    }

    /// <summary>The plan with the events that tell of it, stored in the same transaction.</summary>
    public CommitPlan WithEvents(CommitPlan plan) => plan.Announcements.Count == 0 ? plan : plan with
    {
        Puts = plan.Puts.Concat(plan.Announcements.Select(Make).Select(made => new RowPut(Keys.Event(made.Id), made)))
            .ToValueList(),
    };

    private void Write()
    {
        if (_writing || _queue.Count == 0)
        {
            return;
        }

        _writing = true;
        RowPut[] batch = [.. _queue.Take(BatchSize)];
        service.Commit(new() { Puts = [.. batch] }, outcome =>
        {
            if (outcome is CommitOutcome.Committed || service.Universe.Faults.EventsGivenUp)
            {
                for (int i = 0; i < batch.Length; i++)
                {
                    _queue.Dequeue();
                }

                _writing = false;
                Write();
                return;
            }

            service.Post((long)200e6, _ =>
            {
                _writing = false;
                Write();
            });
        });
    }

    private ClusterEvent Make(Announcement announcement)
    {
        DateTimeOffset now = service.Universe.WallClock;
        _lastTime = Math.Max(_lastTime, now.ToUnixTimeMilliseconds());
        _counter++;
        long time = service.Universe.Faults.EventIdsWithoutTime ? 0 : _lastTime;
        return new()
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"{time:D16}-{service.Node.Name}-{_counter:D6}"),
            At = now,
            Node = service.Node.Name,
            Kind = announcement.Kind,
            Level = announcement.Level,
            Group = announcement.Group,
            Message = announcement.Message,
        };
    }
}
