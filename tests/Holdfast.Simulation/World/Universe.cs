using Holdfast.Core.Authority;
using Holdfast.Core.Configuration;
using Holdfast.Core.Explanations;
using Holdfast.Core.State;
using Holdfast.Simulation.Checks;
using Holdfast.Simulation.Monitors;
using Holdfast.Simulation.Owners;

namespace Holdfast.Simulation.World;

/// <summary>Everything that there is in a run.</summary>
internal sealed class Universe
{
    public const string People = "people";
    private static readonly LeaseProfile Longer = LeaseProfile.Fast with
    {
        Name = "longer",
        Heartbeat = TimeSpan.FromSeconds(0.5),
        Authority = TimeSpan.FromSeconds(3),
        Kill = TimeSpan.FromSeconds(3.3),
        Wait = TimeSpan.FromSeconds(4.2),
    };

    private readonly Dictionary<string, Chance> _streams = new(StringComparer.Ordinal);
    private readonly long _seed;
    private int _services;
    private int _processes = 1000;

    public Universe(long seed, PlantedFaults protocolFaults, OwnerFaults faults, TextWriter? log)
    {
        _seed = seed;
        ProtocolFaults = protocolFaults;
        Faults = faults;
        Schedule = new(seed);
        Trace = new(Schedule, log);
        Database = new();
        Network = new(Schedule, Database, Chance("network"), Counters);
        Links = new(Schedule, Chance("links"));
        Referee = new(this);
        Database.Committed += OnCommitted;
    }

    public Schedule Schedule { get; }

    public Trace Trace { get; }

    public SimDatabase Database { get; }

    public Network Network { get; }

    public Links Links { get; }

    public Referee Referee { get; }

    public Counters Counters { get; } = new();

    public PlantedFaults ProtocolFaults { get; }

    public OwnerFaults Faults { get; }

    public LeaseProfile Profile { get; private set; } = LeaseProfile.Fast;

    /// <summary>K as it really is.</summary>
    public TimeSpan KillTime => LeaseProfile.Fast.KillTime;

    /// <summary>All nodes on one machine, so that a free alive lock is proof of death.</summary>
    public bool ProofOfDeath { get; set; }

    /// <summary>
    /// Nodes renew for each other and ask each other to agree, as they do where they are on machines of their own.
    /// </summary>
    public bool NodesHelp { get; set; }

    public List<SimMachine> Machines { get; } = [];

    public List<SimNode> Nodes { get; } = [];

    /// <summary>Wall-clock time on some node: wrong by up to a day, and jumping.</summary>
    public DateTimeOffset WallClock => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)
        + TimeSpan.FromSeconds(Schedule.Now / 1e9) + WallClockError;

    public TimeSpan WallClockError { get; set; }

    public Chance Chance(string stream)
    {
        if (!_streams.TryGetValue(stream, out Chance? chance))
        {
            _streams[stream] = chance = new(_seed, stream);
        }

        return chance;
    }

    /// <summary>Every service that lives hears of it, sooner or later; one that starts has it from the start.</summary>
    public void ChangeProfile(bool longer)
    {
        Profile = longer ? Longer : LeaseProfile.Fast;
        foreach (SimNode node in Nodes)
        {
            node.Service?.Post(Chance("profiles").Milliseconds(0, 2000), service =>
                service.Step(new MemberEvent.ProfileChanged(service.Now, Profile)));
        }
    }

    /// <summary>Since when nothing is wrong any more; true time, ns.</summary>
    public long? HealedAt { get; set; }

    public int NextService() => ++_services;

    public int NextProcess() => ++_processes;

    /// <summary>How resource DLLs behave at the moment.</summary>
    public DllBehaviour Dlls { get; set; } = DllBehaviour.Good;

    /// <summary>People change the configuration, or ask for something.</summary>
    public void Put(string key, StoredRecord value) => Commit(new() { Puts = [new(key, value)] });

    public void Delete(string key) => Commit(new() { Deletes = [key] });

    public void Commit(CommitPlan plan) => Database.Commit(plan, People);

    private void OnCommitted(CommitPlan plan, string by)
    {
        Referee.Committed(plan, by);
        foreach (Announcement announcement in plan.Announcements)
        {
            Count(announcement);
        }

        ClusterSnapshot snapshot = Database.Snapshot;
        foreach (SimNode node in Nodes)
        {
            if (Network.WatchWorks(node.Name))
            {
                node.Service?.Post(Network.WatchWay(), service => service.News(snapshot));
            }
        }
    }

    private void Count(Announcement announcement)
    {
        switch (announcement.Reason?.Kind)
        {
            case ReasonKind.OwnerSilent when announcement.Group is null:
                Counters.Fences++;
                break;
            case ReasonKind.OwnerProvenDead when announcement.Group is null:
                Counters.Fences++;
                Counters.FencesByProof++;
                break;
            case ReasonKind.MoveAsked:
                Counters.Moves++;
                break;
            case ReasonKind.ResourceFailed:
                Counters.Failovers++;
                break;
            default:
                break;
        }
    }
}
