using Holdfast.Core.Authority;
using Holdfast.Core.Configuration;
using Holdfast.Core.Status;
using Holdfast.Core.Time;

namespace Holdfast.Core.Tests.Scenarios;

/// <summary>
/// A whole cluster on simulated time: one database, its nodes, and what is going to happen. Nothing in it is left to
/// chance.
/// </summary>
/// <remarks>
/// Commits take no time and everybody sees them at once; every call takes <see cref="Step"/> unless a script says
/// otherwise. Nodes that look at the same moment look at the same snapshot, so that two may want the same.
/// </remarks>
internal sealed class World
{
    /// <summary>How long a call, a guard's start and a guard's end take.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    /// <summary>Nothing happened for so long: the cluster is at rest.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);

    private static readonly DateTimeOffset FirstWall = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);
    private static readonly BootTime First = new(1_000_000_000_000);
    private static readonly TimeSpan Clamp = TimeSpan.FromMilliseconds(1);
    private BootTime _nextBeat = First;

    public BootTime Now { get; private set; } = First;

    public ScenarioDatabase Database { get; } = new();

    public Agenda Agenda { get; } = new();

    public Transcript Transcript { get; } = new();

    public Script Script { get; } = new();

    public Running Running { get; } = new();

    public SortedDictionary<string, SimNode> Nodes { get; } = new(StringComparer.Ordinal);

    /// <summary>Shows calls and conflicts, too.</summary>
    public bool Traces { get; set; }

    public LeaseProfile Profile => LeaseProfile.All.First(p =>
        p.Name == (Database.Snapshot.Cluster?.Value.Profile ?? LeaseProfile.Fast.Name));

    private BootTime LastHappened { get; set; } = First;

    public static DateTimeOffset Wall(BootTime at) => FirstWall + (at - First);

    public SimNode Node(string name) => Nodes.TryGetValue(name, out SimNode? node)
        ? node
        : throw new ScenarioException($"there is no node {name}");

    public void Tell(string node, string kind, string message, string? group = null)
    {
        LastHappened = Now;
        Transcript.Happened(Now, node, kind, message, group);
    }

    public void Trace(string node, string message)
    {
        if (Traces)
        {
            Transcript.Happened(Now, node, "trace", message);
        }
    }

    /// <summary>Lets time pass, and all that is due in it happen.</summary>
    public void RunTo(BootTime end)
    {
        Ripple();
        while (Now < end)
        {
            Advance(end);
        }
    }

    /// <summary>Until nothing is going to happen within <see cref="Rest"/>; false if it never came to that.</summary>
    public bool Settle(TimeSpan atMost)
    {
        BootTime end = Now + atMost;
        Ripple();
        while (Now < end)
        {
            bool soon = NextHappening() is { } next && next <= Now + Rest;
            if (!soon && (IsQuiet || Now >= LastHappened + Rest))
            {
                return true;
            }

            Advance(end);
        }

        return false;
    }

    /// <summary>Everything that follows from what is known now, without time passing.</summary>
    public void Ripple()
    {
        for (int round = 0; ; round++)
        {
            if (round > 1000)
            {
                throw new ScenarioException($"it does not come to rest at {Wall(Now):HH:mm:ss.fff}");
            }

            bool busy = false;
            foreach (SimNode node in Nodes.Values.Where(node => node.IsUp))
            {
                busy |= node.RunHosts();
            }

            if (!(busy | Look()))
            {
                return;
            }
        }
    }

    /// <summary>
    /// Every member that claims to be alive renews, and everybody sees the cluster as it is: without the passing of
    /// time nothing can happen among the nodes.
    /// </summary>
    private bool IsQuiet => Nodes.Values.All(node => !node.IsRenewing)
        || (Nodes.Values.All(node => !node.IsLagging)
            && Database.Snapshot.Members.Values.All(row => !row.Value.Alive || Nodes[row.Value.Node].IsRenewing));

    private BootTime? NextHappening()
    {
        BootTime? next = Agenda.Next;
        foreach (SimNode node in Nodes.Values.Where(node => node.IsUp))
        {
            next = Wake.Earlier(next, Wake.Earlier(node.NextPolicyLook, node.NextHostWake));
        }

        return next;
    }

    private void Advance(BootTime end)
    {
        BootTime happening = BootTime.Min(NextHappening() ?? end, end);
        if (IsQuiet && happening > Now + Rest)
        {
            Leap(happening - (Rest / 2));
            return;
        }

        BootTime next = BootTime.Min(happening, _nextBeat);
        foreach (SimNode node in Nodes.Values.Where(node => node.IsRenewing))
        {
            next = BootTime.Min(next, node.NextLook ?? next);
        }

        Now = BootTime.Max(next, Now);
        if (Agenda.Next <= Now)
        {
            Agenda.Take()();
        }
        else if (_nextBeat <= Now)
        {
            Beat();
        }

        Ripple();
    }

    /// <summary>Nodes renew and nothing comes of it, so a long time passes at once.</summary>
    private void Leap(BootTime to)
    {
        Now = to;
        Beat();
        Ripple();
    }

    private void Beat()
    {
        _nextBeat = Now + Profile.Heartbeat;
        bool quiet = IsQuiet;
        foreach (SimNode node in Nodes.Values.Where(node => node.IsRenewing))
        {
            node.Renew();
        }

        foreach (SimNode node in Nodes.Values.Where(node => node.IsRenewing))
        {
            node.See(lookAgain: !quiet && !node.IsLagging);
        }
    }

    /// <summary>All that look now look at the same snapshot; then they commit in the order of their names.</summary>
    private bool Look()
    {
        SimNode[] looking = [.. Nodes.Values.Where(node => node.WantsToLook)];
        foreach (SimNode node in looking)
        {
            node.Look(Clamp);
        }

        bool any = false;
        foreach (SimNode node in looking)
        {
            any |= node.CommitLook();
        }

        return any;
    }
}
